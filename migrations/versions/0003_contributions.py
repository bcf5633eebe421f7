"""Employers, schedules, contributions and receipts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.guards import append_only, grant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables and their guards."""
    _employer()
    _employment_spell()
    _receipt()
    _schedule()
    _contribution()
    _receipt_allocation()
    _schedule_booking()
    _schedule_line()
    _schedule_share()
    guards()


def guards() -> None:
    """Rights of the application; spells that do not overlap; filings that are not touched once posted or replaced."""
    grant("employer")
    grant("employment_spell")
    op.execute(
        "CREATE TRIGGER employment_spell_only_replaced BEFORE UPDATE ON employment_spell "
        "FOR EACH ROW EXECUTE FUNCTION only_replaced()"
    )
    op.execute(
        "ALTER TABLE employment_spell ADD CONSTRAINT ex_employment_spell_overlap EXCLUDE USING gist ("
        "int8range(employer_id, employer_id, '[]') WITH &&, int8range(person_id, person_id, '[]') WITH &&, "
        "daterange(started_on, ended_on, '[]') WITH &&) WHERE (replaced_at IS NULL)"
    )
    grant("schedule")
    op.execute(
        "CREATE TRIGGER schedule_final BEFORE UPDATE ON schedule FOR EACH ROW "
        "WHEN (OLD.state <> 'checked') EXECUTE FUNCTION refuse_change()"
    )
    for table in ("schedule_line", "schedule_share", "contribution", "receipt_allocation", "schedule_booking"):
        append_only(table)
    grant("receipt", "SELECT, INSERT, UPDATE (employer_id)")


def _employer() -> None:
    op.create_table(
        "employer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_employer_ends_after_start")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_employer_area_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_employer_office_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["officer.id"], name=op.f("fk_employer_registered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("number", name=op.f("uq_employer_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_employer_reference")),
    )
    op.create_index(op.f("ix_employer_name_key"), "employer", ["name_key"], unique=False)
    op.create_index(op.f("ix_employer_office_id"), "employer", ["office_id"], unique=False)


def _employment_spell() -> None:
    op.create_table(
        "employment_spell",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("employer_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_employment_spell_ends_after_start")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_employment_spell_employer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_employment_spell_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_employment_spell_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_spell")),
    )
    op.create_index(
        "ix_employment_spell_known",
        "employment_spell",
        ["employer_id", "person_id"],
        unique=False,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_index(op.f("ix_employment_spell_person_id"), "employment_spell", ["person_id"], unique=False)


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("employer_id", sa.BigInteger(), nullable=True),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_receipt_positive")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_receipt_employer_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_receipt_office_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_receipt_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("bank_reference", name=op.f("uq_receipt_bank_reference")),
        sa.UniqueConstraint("reference", name=op.f("uq_receipt_reference")),
    )
    op.create_index(op.f("ix_receipt_employer_id"), "receipt", ["employer_id"], unique=False)


def _schedule() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("employer_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("filing", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="checked", nullable=False),
        sa.Column("amends_id", sa.BigInteger(), nullable=True),
        sa.Column("lines_count", sa.BigInteger(), nullable=False),
        sa.Column("errors_count", sa.BigInteger(), nullable=False),
        sa.Column("warnings_count", sa.BigInteger(), nullable=False),
        sa.Column("wages_total", sa.Numeric(), nullable=False),
        sa.Column("due", sa.Numeric(), nullable=False),
        sa.Column("posted_due", sa.Numeric(), nullable=True),
        sa.Column("law_digest", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("filed_by", sa.BigInteger(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'posted') = (posted_by IS NOT NULL)", name=op.f("ck_schedule_posted_by_somebody")),
        sa.CheckConstraint("month = date_trunc('month', month)::date", name=op.f("ck_schedule_whole_month")),
        sa.CheckConstraint("state <> 'posted' OR errors_count = 0", name=op.f("ck_schedule_posted_without_errors")),
        sa.CheckConstraint("state IN ('checked', 'posted', 'replaced')", name=op.f("ck_schedule_state")),
        sa.CheckConstraint("posted_by <> filed_by", name=op.f("ck_schedule_second_officer")),
        sa.ForeignKeyConstraint(["amends_id"], ["schedule.id"], name=op.f("fk_schedule_amends_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_schedule_employer_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["officer.id"], name=op.f("fk_schedule_filed_by")),
        sa.ForeignKeyConstraint(["posted_by"], ["officer.id"], name=op.f("fk_schedule_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("employer_id", "scheme", "month", "filing", name="uq_schedule_filing"),
        sa.UniqueConstraint("reference", name=op.f("uq_schedule_reference")),
    )
    op.create_index(
        "ix_schedule_waiting",
        "schedule",
        ["filed_at"],
        unique=False,
        postgresql_where=sa.text("state = 'checked' AND errors_count = 0"),
    )
    op.create_index(
        "uq_schedule_open",
        "schedule",
        ["employer_id", "scheme", "month"],
        unique=True,
        postgresql_where=sa.text("state = 'checked'"),
    )


def _contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("employer_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wage", sa.Numeric(), nullable=False),
        sa.Column("base", sa.Numeric(), nullable=False),
        sa.Column("employer_share", sa.Numeric(), nullable=False),
        sa.Column("worker_share", sa.Numeric(), nullable=False),
        sa.Column("state_share", sa.Numeric(), nullable=False),
        sa.Column("total", sa.Numeric(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("kind IN ('original', 'adjustment')", name=op.f("ck_contribution_kind")),
        sa.CheckConstraint("total = employer_share + worker_share + state_share", name=op.f("ck_contribution_shares_add_up")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_contribution_employer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contribution_person_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_contribution_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("schedule_id", "person_id", "programme", name="uq_contribution_schedule_person_programme"),
    )
    op.create_index("ix_contribution_employer_month", "contribution", ["employer_id", "month"], unique=False)
    op.create_index("ix_contribution_person_month", "contribution", ["person_id", "month"], unique=False)


def _receipt_allocation() -> None:
    op.create_table(
        "receipt_allocation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_receipt_allocation_not_nothing")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_allocation_receipt_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_receipt_allocation_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_allocation")),
    )
    op.create_index(op.f("ix_receipt_allocation_receipt_id"), "receipt_allocation", ["receipt_id"], unique=False)
    op.create_index(op.f("ix_receipt_allocation_schedule_id"), "receipt_allocation", ["schedule_id"], unique=False)


def _schedule_booking() -> None:
    op.create_table(
        "schedule_booking",
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_booking_schedule_id")),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_schedule_booking")),
    )


def _schedule_line() -> None:
    op.create_table(
        "schedule_line",
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wage_text", sa.Text(), nullable=False),
        sa.Column("wage", sa.Numeric(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("weight", sa.Text(), nullable=False),
        sa.Column("problems", pg.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_schedule_line_person_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_line_schedule_id")),
        sa.PrimaryKeyConstraint("schedule_id", "line", name=op.f("pk_schedule_line")),
    )
    op.create_index(op.f("ix_schedule_line_person_id"), "schedule_line", ["person_id"], unique=False)


def _schedule_share() -> None:
    op.create_table(
        "schedule_share",
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("base", sa.Numeric(), nullable=False),
        sa.Column("employer_share", sa.Numeric(), nullable=False),
        sa.Column("worker_share", sa.Numeric(), nullable=False),
        sa.Column("state_share", sa.Numeric(), nullable=False),
        sa.Column("total", sa.Numeric(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_share_schedule_id")),
        sa.PrimaryKeyConstraint("schedule_id", "line", "programme", name=op.f("pk_schedule_share")),
    )
