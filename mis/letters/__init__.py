"""Letters issued: their numbers without gaps, their frozen content, every print of them."""
