"""The registers: persons, households, employers, contributions, claims, awards."""
