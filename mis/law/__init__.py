"""The law book: dated, cited law as data, and its decisions; pure."""
