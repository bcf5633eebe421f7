"""Populations: what the registers answer to the law about everybody at once."""
