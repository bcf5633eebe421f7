"""Generating a run: its slices, each settled in one transaction, by whichever worker takes it."""
