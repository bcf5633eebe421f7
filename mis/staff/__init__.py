"""Officers, their offices and roles; signing in and out."""
