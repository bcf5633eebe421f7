"""Batches, payment lines, payments, receipts and the books."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables and their guards."""
