"""Contributions: a month's schedule filed by an employer, checked, assessed by the law of the month and posted."""
