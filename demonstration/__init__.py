"""The demonstration: an invented people under a real country's law, through two real months of payments."""
