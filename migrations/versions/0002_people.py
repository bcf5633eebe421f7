"""Persons, households, their documents, and possible duplicates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.folders import tables
from mis.guards import append_only, grant

revision = "0002"
down_revision = "0001"

persons = tables("persons")
households = tables("households")


def upgrade() -> None:
    """Create the tables and their guards."""
    households.household()
    persons.person()
    _document()
    households.household_member()
    persons.payee_account()
    persons.person_identifier()
    _possible_duplicate()
    persons.person_fact()
    guards()


def guards() -> None:
    """Who may do what here, and what nobody may do."""
    for table in ("person", "household", "possible_duplicate"):
        grant(table)
    append_only("document")
    op.execute(ONLY_REPLACED)
    for table in ("person_fact", "person_identifier", "payee_account", "household_member"):
        grant(table)
        op.execute(f"CREATE TRIGGER {table}_only_replaced BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION only_replaced()")
    op.execute(ONE_HOUSEHOLD)
    op.execute(ONE_HEAD)


ONLY_REPLACED = """
CREATE FUNCTION only_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.replaced_at IS NOT NULL OR to_jsonb(NEW) - 'replaced_at' IS DISTINCT FROM to_jsonb(OLD) - 'replaced_at' THEN
    RAISE EXCEPTION '% is never edited, only replaced', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""

ONE_HOUSEHOLD = """
ALTER TABLE household_member ADD CONSTRAINT household_member_one_household EXCLUDE USING gist (
  int8range(person_id, person_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (replaced_at IS NULL)
"""

ONE_HEAD = """
ALTER TABLE household_member ADD CONSTRAINT household_member_one_head EXCLUDE USING gist (
  int8range(household_id, household_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)
  WHERE (replaced_at IS NULL AND role = 'head')
"""


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("stored_as", sa.Text(), nullable=True),
        sa.Column("file_type", sa.Text(), nullable=True),
        sa.Column("file_bytes", sa.BigInteger(), nullable=True),
        sa.Column("file_sha256", sa.Text(), nullable=True),
        sa.CheckConstraint("(stored_as IS NULL) = (file_sha256 IS NULL)", name=op.f("ck_document_file_whole")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_document_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_document_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_document_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("reference", name=op.f("uq_document_reference")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_document_stored_as")),
    )
    op.create_index(op.f("ix_document_about"), "document", ["about"], unique=False)
    op.create_index(op.f("ix_document_person_id"), "document", ["person_id"], unique=False)


def _possible_duplicate() -> None:
    op.create_table(
        "possible_duplicate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("reasons", pg.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("found_by", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name=op.f("ck_possible_duplicate_decided_or_waiting")),
        sa.CheckConstraint("state IN ('waiting', 'same', 'different', 'unclear')", name=op.f("ck_possible_duplicate_state")),
        sa.CheckConstraint("decided_by <> found_by", name=op.f("ck_possible_duplicate_decided_by_another")),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_possible_duplicate_two_records")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_possible_duplicate_score")),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_possible_duplicate_decided_by")),
        sa.ForeignKeyConstraint(["found_by"], ["officer.id"], name=op.f("fk_possible_duplicate_found_by")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_possible_duplicate_other_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_possible_duplicate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_possible_duplicate")),
        sa.UniqueConstraint("reference", name=op.f("uq_possible_duplicate_reference")),
    )
    op.create_index(op.f("ix_possible_duplicate_other_id"), "possible_duplicate", ["other_id"], unique=False)
    op.create_index(
        "ix_possible_duplicate_waiting",
        "possible_duplicate",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_possible_duplicate_pair",
        "possible_duplicate",
        [sa.literal_column("least(person_id, other_id)"), sa.literal_column("greatest(person_id, other_id)")],
        unique=True,
    )
