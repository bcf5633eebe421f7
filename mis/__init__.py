"""The office: its law book, its officers, its record of who did what, its printer."""
