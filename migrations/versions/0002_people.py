"""Persons, households and their documents."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables and their guards."""
