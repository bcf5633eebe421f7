"""The cashier: money in from employers, money out to beneficiaries, and the books."""
