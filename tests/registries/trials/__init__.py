"""What a dry run must count, and keep."""
