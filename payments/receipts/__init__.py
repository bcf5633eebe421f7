"""Money in from employers: receipts, what they pay, and contributions due in the books."""
