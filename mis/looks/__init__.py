"""Who looked at whose record: written down, watched, told to those who watch over the office."""
