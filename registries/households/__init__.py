"""Households: who lives together, in which role, from when to when."""
