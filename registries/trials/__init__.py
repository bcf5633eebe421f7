"""Trials: what a draft of law would change on the live registers, before anybody signs it."""
