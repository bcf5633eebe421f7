"""Whom social protection reaches."""
