"""What was paid for months in which nothing was due any more."""
