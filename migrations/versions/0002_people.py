"""Persons, households, their documents, and possible duplicates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.guards import append_only, grant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables and their guards."""
    _household()
    _person()
    _document()
    _household_member()
    _payee_account()
    _person_identifier()
    _possible_duplicate()
    _person_fact()
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


def _household() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("book_number", sa.Text(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_household_area_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_household_office_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["officer.id"], name=op.f("fk_household_registered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("book_number", name=op.f("uq_household_book_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_household_reference")),
    )
    op.create_index(op.f("ix_household_area_id"), "household", ["area_id"], unique=False)
    op.create_index(op.f("ix_household_office_id"), "household", ["office_id"], unique=False)


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column(
            "name_tokens",
            pg.TSVECTOR(),
            sa.Computed("array_to_tsvector(string_to_array(name_key, ' '))", persisted=True),
            nullable=False,
        ),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("birth_precision", sa.Text(), server_default="day", nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("birth_precision IN ('day', 'month', 'year')", name=op.f("ck_person_birth_precision")),
        sa.CheckConstraint("language IN ('en', 'pt', 'tet')", name=op.f("ck_person_language")),
        sa.CheckConstraint("sex IN ('f', 'm', 'x')", name=op.f("ck_person_sex")),
        sa.CheckConstraint("died_on >= birth_date", name=op.f("ck_person_died_after_birth")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_person_name_length")),
        sa.CheckConstraint("merged_into_id IS DISTINCT FROM id", name=op.f("ck_person_not_into_itself")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_person_area_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_person_office_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["officer.id"], name=op.f("fk_person_registered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("reference", name=op.f("uq_person_reference")),
    )
    op.create_index(op.f("ix_person_area_id"), "person", ["area_id"], unique=False)
    op.create_index(op.f("ix_person_birth_date"), "person", ["birth_date"], unique=False)
    op.create_index("ix_person_name_tokens", "person", ["name_tokens"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_person_office_id"), "person", ["office_id"], unique=False)
    op.create_index(op.f("ix_person_phone"), "person", ["phone"], unique=False)


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


def _household_member() -> None:
    op.create_table(
        "household_member",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('head', 'partner', 'child', 'parent', 'relative', 'other')", name=op.f("ck_household_member_role")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_household_member_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_household_member_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_household_member_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_household_member_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
    )
    op.create_index(op.f("ix_household_member_household_id"), "household_member", ["household_id"], unique=False)
    op.create_index(op.f("ix_household_member_person_id"), "household_member", ["person_id"], unique=False)


def _payee_account() -> None:
    op.create_table(
        "payee_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("held_by", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state <> 'held') OR reason <> ''", name=op.f("ck_payee_account_hold_has_reason")),
        sa.CheckConstraint("channel IN ('bank', 'mobile', 'cash')", name=op.f("ck_payee_account_channel")),
        sa.CheckConstraint("state IN ('open', 'held', 'closed')", name=op.f("ck_payee_account_state")),
        sa.CheckConstraint("released_by <> held_by", name=op.f("ck_payee_account_released_by_another")),
        sa.ForeignKeyConstraint(["held_by"], ["officer.id"], name=op.f("fk_payee_account_held_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payee_account_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_payee_account_recorded_by")),
        sa.ForeignKeyConstraint(["released_by"], ["officer.id"], name=op.f("fk_payee_account_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_account")),
    )
    op.create_index("ix_payee_account_number", "payee_account", ["number"], unique=False)
    op.create_index(op.f("ix_payee_account_person_id"), "payee_account", ["person_id"], unique=False)
    op.create_index(
        "uq_payee_account_current", "payee_account", ["person_id"], unique=True, postgresql_where=sa.text("replaced_at IS NULL")
    )


def _person_identifier() -> None:
    op.create_table(
        "person_identifier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_identifier_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_person_identifier_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_identifier")),
    )
    op.create_index("ix_person_identifier_number", "person_identifier", ["number"], unique=False)
    op.create_index("ix_person_identifier_person_id", "person_identifier", ["person_id"], unique=False)
    op.create_index(
        "uq_person_identifier_current",
        "person_identifier",
        ["kind", "number"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


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


def _person_fact() -> None:
    op.create_table(
        "person_fact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", pg.JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_person_fact_document_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_fact_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_person_fact_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_fact")),
    )
    op.create_index("ix_person_fact_person_id_name", "person_fact", ["person_id", "name"], unique=False)
