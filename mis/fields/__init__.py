"""The kinds of answers that a form asks for."""
