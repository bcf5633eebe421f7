"""The office: areas, offices, officers, sessions, the trail, letters and the law."""

import sqlalchemy as sa
from alembic import op

from mis.folders import tables
from mis.guards import append_only, grant

revision = "0001"
down_revision = None

staff = tables("staff")
audit = tables("audit")
letters = tables("letters")


def upgrade() -> None:
    """Create the tables and their guards."""
    op.execute("SET LOCAL check_function_bodies = off")
    op.execute(FUNCTIONS)
    staff.area()
    audit.audit_seal()
    staff.heartbeat()
    staff.installation()
    letters.number_series()
    staff.sign_in_try()
    audit.trail_origin()
    staff.office()
    staff.officer()
    audit.audit_line()
    _law_sheet()
    letters.letter()
    staff.office_session()
    staff.once()
    letters.letter_print()
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
