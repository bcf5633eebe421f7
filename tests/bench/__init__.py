"""How fast the slow things are, each against a floor that does the least it could, in the same run."""
