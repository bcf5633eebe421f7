"""What re-derivation must find, and what it must leave alone."""
