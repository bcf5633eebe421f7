"""Employers and the spells of work of those whom they employ."""
