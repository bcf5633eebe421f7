"""Where an officer begins: what waits for her, and the one search field."""
