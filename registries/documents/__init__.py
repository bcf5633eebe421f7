"""Documents: what was seen, when, and the file that was kept of it."""
