"""Re-derivation: every award decided again by the law and facts of a date, and what does not agree with it."""
