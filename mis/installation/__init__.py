"""Opening an office, keeping its copies, bringing it up to date, proving it, serving it."""
