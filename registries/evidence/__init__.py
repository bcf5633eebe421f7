"""Evidence: what the registers answer to the law's questions about a claim."""
