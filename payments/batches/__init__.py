"""A run of payments for a scheme and a month, from its draft to the day when nothing is unknown."""
