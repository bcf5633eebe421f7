"""Persons, what is known of them, their numbers and accounts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg


def person() -> None:
    """Make the table person."""
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


def payee_account() -> None:
    """Make the table payee_account."""
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


def person_identifier() -> None:
    """Make the table person_identifier."""
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


def person_fact() -> None:
    """Make the table person_fact."""
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
