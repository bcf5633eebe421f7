"""What the cashier's registers say: who was paid, what employers owe, whom each branch covers."""
