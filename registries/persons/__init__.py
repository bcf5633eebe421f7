"""Persons: who they are, what is known of them and since when, where their money goes."""
