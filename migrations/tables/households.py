"""Households and who belongs to them."""

import sqlalchemy as sa
from alembic import op


def household() -> None:
    """Make the table household."""
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


def household_member() -> None:
    """Make the table household_member."""
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
