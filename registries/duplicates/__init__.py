"""Possible duplicates: two records that may be one person, and what an officer found."""
