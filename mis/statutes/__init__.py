"""The statutes: the law book as the office holds and shows it."""
