"""What the registers must answer about everybody at once."""
