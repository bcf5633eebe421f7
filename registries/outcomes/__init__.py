"""How claims came out, and how long people waited for it."""
