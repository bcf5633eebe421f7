"""What Socle promises, told as tests."""
