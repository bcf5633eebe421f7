"""Decisions: what the law says of a claim, certified by one officer and approved by another."""
