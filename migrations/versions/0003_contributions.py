"""Employers, spells, schedules and contributions."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables and their guards."""
