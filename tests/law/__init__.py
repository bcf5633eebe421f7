"""The law book, its cases and its shapes."""
