"""Letters: series of numbers, the letters, their prints."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg


def number_series() -> None:
    """Make the table number_series."""
    op.create_table(
        "number_series",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_number_series")),
    )


def letter() -> None:
    """Make the table letter."""
    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("content", pg.JSONB(), nullable=False),
        sa.Column("issued_by", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["issued_by"], ["officer.id"], name=op.f("fk_letter_issued_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_letter_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_letter_number")),
        sa.UniqueConstraint("series", "year", "serial", name="uq_letter_series_year_serial"),
    )
    op.create_index(op.f("ix_letter_about"), "letter", ["about"], unique=False)
    op.create_index(op.f("ix_letter_recipient"), "letter", ["recipient"], unique=False)


def letter_print() -> None:
    """Make the table letter_print."""
    op.create_table(
        "letter_print",
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("copy", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("printed_by", sa.BigInteger(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_print_letter_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["officer.id"], name=op.f("fk_letter_print_printed_by")),
        sa.PrimaryKeyConstraint("letter_id", "copy", name=op.f("pk_letter_print")),
    )
