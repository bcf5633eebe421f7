"""Who looked at whose record, the alarms, and an officer's own record as a person."""

import sqlalchemy as sa
from alembic import op

from mis.guards import append_only, grant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables and their guards."""
    _look_alarm()
    _record_look()
    guards()


def guards() -> None:
    """Who may do what here: looks are only added to; an alarm is closed and never taken away."""
    op.add_column("officer", sa.Column("person_reference", sa.Text(), nullable=True))
    op.add_column("installation", sa.Column("looks_per_hour", sa.BigInteger(), server_default="500", nullable=False))
    append_only("record_look", "(officer_id, office_id, about, act, family)")
    grant("look_alarm")


def _look_alarm() -> None:
    op.create_table(
        "look_alarm",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("closed_by IS NULL OR finding <> ''", name=op.f("ck_look_alarm_closed_with_finding")),
        sa.CheckConstraint("kind IN ('many', 'family')", name=op.f("ck_look_alarm_kind")),
        sa.CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name=op.f("ck_look_alarm_closed_by_somebody")),
        sa.CheckConstraint("closed_by <> officer_id", name=op.f("ck_look_alarm_closed_by_another")),
        sa.ForeignKeyConstraint(["closed_by"], ["officer.id"], name=op.f("fk_look_alarm_closed_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_look_alarm_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_look_alarm_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_alarm")),
        sa.UniqueConstraint("reference", name=op.f("uq_look_alarm_reference")),
    )
    op.create_index("ix_look_alarm_officer_id", "look_alarm", ["officer_id"], unique=False)


def _record_look() -> None:
    op.create_table(
        "record_look",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("family", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_record_look_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_record_look_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_look")),
    )
    op.create_index("ix_record_look_about", "record_look", ["about", "at"], unique=False)
    op.create_index("ix_record_look_officer_id_at", "record_look", ["officer_id", "at"], unique=False)
