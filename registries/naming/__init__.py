"""Names as countries write them: cleaned for keeping, folded for finding, compared for likeness."""
