"""What is due to an award, month by month, minus what was paid."""
