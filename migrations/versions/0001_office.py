"""The office: areas, offices, officers, sessions, the trail, letters and the law."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.guards import append_only, grant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables and their guards."""
    op.execute("SET LOCAL check_function_bodies = off")
    op.execute(FUNCTIONS)
    _area()
    _audit_seal()
    _heartbeat()
    _installation()
    _number_series()
    _sign_in_try()
    _trail_origin()
    _office()
    _officer()
    _audit_line()
    _law_sheet()
    _letter()
    _office_session()
    _once()
    _letter_print()
    guards()


def guards() -> None:
    """Who may do what here, and what nobody may do."""
    for table in ("area", "office", "installation", "officer", "law_sheet", "number_series", "heartbeat"):
        grant(table)
    for table in ("office_session", "once"):
        grant(table, "SELECT, INSERT, UPDATE, DELETE")
    grant("sign_in_try", "SELECT, INSERT, DELETE")
    grant("trail_origin", "SELECT")
    grant("alembic_version", "SELECT")
    for table in ("audit_line", "audit_seal", "letter", "letter_print"):
        append_only(table, LINE if table == "audit_line" else "")
    op.execute(KEEP_LAW)
    op.execute("CREATE TRIGGER law_sheet_kept BEFORE UPDATE ON law_sheet FOR EACH ROW EXECUTE FUNCTION keep_law()")


# When, and in which transaction, a line was written is said by the database alone.
LINE = "(officer_id, officer, office, act, about, before, after, reason, count, digest)"

FUNCTIONS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE FUNCTION trail_transaction() RETURNS bigint LANGUAGE sql STABLE AS $$
SELECT pg_current_xact_id()::text::bigint + coalesce((SELECT added FROM public.trail_origin), 0) $$;
CREATE FUNCTION trail_horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + coalesce((SELECT added FROM public.trail_origin), 0) $$;
"""

KEEP_LAW = """
CREATE FUNCTION keep_law() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.code, NEW.path, NEW.text, NEW.digest, NEW.adopted_at)
     IS DISTINCT FROM (OLD.code, OLD.path, OLD.text, OLD.digest, OLD.adopted_at)
     OR OLD.replaced_at IS NOT NULL THEN
    RAISE EXCEPTION 'the text of a law is never edited, only followed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""


def _area() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
    )


def _audit_seal() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("first_transaction", sa.BigInteger(), nullable=False),
        sa.Column("last_transaction", sa.BigInteger(), nullable=False),
        sa.Column("first_line", sa.BigInteger(), nullable=False),
        sa.Column("last_line", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_seal_hash")),
    )


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )


def _installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.Column("paying_bank", sa.Text(), nullable=False),
        sa.Column("paying_account", sa.Text(), nullable=False),
        sa.Column("file_payments_max", sa.BigInteger(), nullable=False),
        sa.Column("appeal_days", sa.BigInteger(), nullable=False),
        sa.Column("report_days", sa.BigInteger(), nullable=False),
        sa.Column("decide_months", sa.BigInteger(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("today", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )


def _number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_number_series")),
    )


def _sign_in_try() -> None:
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    op.create_index("ix_sign_in_try_address_at", "sign_in_try", ["address", "at"], unique=False)
    op.create_index("ix_sign_in_try_username_at", "sign_in_try", ["username", "at"], unique=False)


def _trail_origin() -> None:
    op.create_table(
        "trail_origin",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_trail_origin_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_origin")),
    )


def _office() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_office_area_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["office.id"], name=op.f("fk_office_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
    )


def _officer() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp_sealed", sa.Text(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("role_since", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("state IN ('active', 'disabled')", name=op.f("ck_officer_state")),
        sa.CheckConstraint("created_by IS DISTINCT FROM id", name=op.f("ck_officer_not_own_maker")),
        sa.ForeignKeyConstraint(["created_by"], ["officer.id"], name=op.f("fk_officer_created_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_officer_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("reference", name=op.f("uq_officer_reference")),
        sa.UniqueConstraint("username", name=op.f("uq_officer_username")),
    )


def _audit_line() -> None:
    op.create_table(
        "audit_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("transaction", sa.BigInteger(), server_default=sa.text("trail_transaction()"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("before", pg.JSONB(), nullable=True),
        sa.Column("after", pg.JSONB(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("count", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_audit_line_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
    )
    op.create_index("ix_audit_line_about", "audit_line", ["about"], unique=False)
    op.create_index("ix_audit_line_transaction", "audit_line", ["transaction", "id"], unique=False)


def _law_sheet() -> None:
    op.create_table(
        "law_sheet",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.BigInteger(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["adopted_by"], ["officer.id"], name=op.f("fk_law_sheet_adopted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_sheet")),
    )
    op.create_index("uq_law_sheet_in_force", "law_sheet", ["code"], unique=True, postgresql_where=sa.text("replaced_at IS NULL"))


def _letter() -> None:
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


def _office_session() -> None:
    op.create_table(
        "office_session",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("data", pg.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_office_session_officer_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_office_session")),
    )
    op.create_index(op.f("ix_office_session_officer_id"), "office_session", ["officer_id"], unique=False)


def _once() -> None:
    op.create_table(
        "once",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("body_digest", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_once_officer_id")),
        sa.PrimaryKeyConstraint("key", "officer_id", name=op.f("pk_once")),
    )


def _letter_print() -> None:
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
