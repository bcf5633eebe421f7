"""Births and deaths that a second officer looks at: a birth too long ago to be believed, a death reported wrongly."""
