"""The bank's report on a file of payments (pain.002)."""
