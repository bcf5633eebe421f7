"""Drafts of law with their trials, second readings of single-source lines, and the editions that have decided."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.guards import append_only, grant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables and their guards."""
    _law_use()
    _law_confirmation()
    _law_draft()
    guards()


def guards() -> None:
    """Who may do what here, and what nobody may do."""
    grant("law_draft")
    append_only("law_confirmation")
    append_only("law_use")
    op.execute(DRAFT_GUARD)
    op.execute(USED_BEFORE)


DRAFT_GUARD = """
CREATE FUNCTION guard_law_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'a draft of law is kept' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state IN ('approved', 'withdrawn') THEN
    RAISE EXCEPTION 'this draft of law is closed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.made_by, NEW.code, NEW.reference) IS DISTINCT FROM (OLD.made_by, OLD.code, OLD.reference)
     OR (OLD.state = 'submitted' AND NEW.text <> OLD.text AND NEW.state <> 'draft') THEN
    RAISE EXCEPTION 'what was handed on is not changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law_draft_guard BEFORE UPDATE OR DELETE ON law_draft FOR EACH ROW EXECUTE FUNCTION guard_law_draft();
CREATE TRIGGER law_draft_no_truncate BEFORE TRUNCATE ON law_draft FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
USED_BEFORE = """
INSERT INTO law_use (digest, code)
SELECT digest, min(code) FROM (
  SELECT digest, benefit AS code FROM claim WHERE digest IS NOT NULL
  UNION ALL SELECT law_digest, scheme FROM schedule WHERE law_digest <> ''
) decided GROUP BY digest
"""


def _law_use() -> None:
    op.create_table(
        "law_use",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_law_use")),
    )
    op.create_index(op.f("ix_law_use_code"), "law_use", ["code"], unique=False)


def _law_confirmation() -> None:
    op.create_table(
        "law_confirmation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("line_digest", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by"], ["officer.id"], name=op.f("fk_law_confirmation_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_confirmation")),
        sa.UniqueConstraint("line_digest", name=op.f("uq_law_confirmation_line_digest")),
    )
    op.create_index("ix_law_confirmation_code", "law_confirmation", ["code"], unique=False)


def _law_draft() -> None:
    op.create_table(
        "law_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("figures", pg.JSONB(), nullable=True),
        sa.Column("trial_digest", sa.Text(), nullable=True),
        sa.Column("trial_of", sa.Text(), nullable=True),
        sa.Column("tried_by", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sheet_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name=op.f("ck_law_draft_approved_by_somebody")),
        sa.CheckConstraint("state <> 'approved' OR (trial_of = digest) IS TRUE", name=op.f("ck_law_draft_tried_as_approved")),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'approved', 'withdrawn')", name=op.f("ck_law_draft_state")),
        sa.CheckConstraint(
            "(figures IS NULL) = (trial_digest IS NULL) AND (figures IS NULL) = (trial_of IS NULL)",
            name=op.f("ck_law_draft_trial"),
        ),
        sa.CheckConstraint("approved_by IS DISTINCT FROM made_by", name=op.f("ck_law_draft_second_officer")),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_law_draft_approved_by")),
        sa.ForeignKeyConstraint(["made_by"], ["officer.id"], name=op.f("fk_law_draft_made_by")),
        sa.ForeignKeyConstraint(["sheet_id"], ["law_sheet.id"], name=op.f("fk_law_draft_sheet_id")),
        sa.ForeignKeyConstraint(["tried_by"], ["officer.id"], name=op.f("fk_law_draft_tried_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_draft")),
        sa.UniqueConstraint("reference", name=op.f("uq_law_draft_reference")),
    )
    op.create_index("ix_law_draft_state", "law_draft", ["state"], unique=False)
