"""Registrations: a person entered once, after looking whether she is there already; details corrected later."""
