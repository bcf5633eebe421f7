"""How the first tables were made, register by register: called by the numbered changes, and never edited."""
