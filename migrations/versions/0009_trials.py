"""Trials of drafts of law on the registers, and their slices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.guards import grant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables and their guards."""
    _trial()
    _trial_slice()
    guards()


def guards() -> None:
    """Who may do what here."""
    grant("trial")
    grant("trial_slice")


def _trial() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("draft_digest", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'failed') = (reason <> '')", name=op.f("ck_trial_failed_for_a_reason")),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name=op.f("ck_trial_state")),
        sa.ForeignKeyConstraint(["asked_by"], ["officer.id"], name=op.f("fk_trial_asked_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["law_draft.id"], name=op.f("fk_trial_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index(op.f("ix_trial_draft_id"), "trial", ["draft_id"], unique=False)
    op.create_index("uq_trial_waiting", "trial", ["draft_id"], unique=True, postgresql_where=sa.text("state = 'waiting'"))


def _trial_slice() -> None:
    op.create_table(
        "trial_slice",
        sa.Column("trial_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_key", sa.BigInteger(), nullable=False),
        sa.Column("last_key", sa.BigInteger(), nullable=False),
        sa.Column("counts", pg.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_trial_slice_trial_id")),
        sa.PrimaryKeyConstraint("trial_id", "number", name=op.f("pk_trial_slice")),
    )
