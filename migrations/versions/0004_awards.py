"""Claims and awards: what is asked, decided, due each month, and what stops it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from mis.guards import append_only, grant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables and their guards."""
    _claim()
    _award()
    _claim_fact()
    _award_hold()
    _award_mark()
    _award_term()
    guards()


KEEP_CLAIM = """
CREATE FUNCTION keep_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('granted', 'refused', 'withdrawn') THEN
    RAISE EXCEPTION 'claim % is decided and stays as it is', OLD.reference USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.reference, OLD.benefit, OLD.scheme, OLD.person_id, OLD.received_on, OLD.received_by)
     IS DISTINCT FROM (NEW.reference, NEW.benefit, NEW.scheme, NEW.person_id, NEW.received_on, NEW.received_by) THEN
    RAISE EXCEPTION 'claim % was received as it is written', OLD.reference USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state = 'certified' AND NEW.state IN ('granted', 'refused')
     AND (OLD.decision, OLD.facts, OLD.certified_by) IS DISTINCT FROM (NEW.decision, NEW.facts, NEW.certified_by) THEN
    RAISE EXCEPTION 'claim % is approved as it was certified', OLD.reference USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""

KEEP_HOLD = """
CREATE FUNCTION keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL OR to_jsonb(NEW) - '{lifted_by,lifted_at,lifted_on,lift_reason}'::text[]
     IS DISTINCT FROM to_jsonb(OLD) - '{lifted_by,lifted_at,lifted_on,lift_reason}'::text[] THEN
    RAISE EXCEPTION 'a hold is never edited, only lifted once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""

ONE_TERM = """
ALTER TABLE award_term ADD CONSTRAINT ex_award_term_overlap EXCLUDE USING gist (
  int8range(award_id, award_id, '[]') WITH &&, daterange(from_month, to_month, '[]') WITH &&) WHERE (replaced_at IS NULL)
"""


def guards() -> None:
    """Decided claims stay; terms do not overlap and are only replaced; holds are only lifted; marks only added."""
    for table in ("claim", "claim_fact", "award", "award_term", "award_hold"):
        grant(table)
    append_only("award_mark")
    op.execute(KEEP_CLAIM)
    op.execute("CREATE TRIGGER claim_kept BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION keep_claim()")
    op.execute(KEEP_HOLD)
    op.execute("CREATE TRIGGER award_hold_kept BEFORE UPDATE ON award_hold FOR EACH ROW EXECUTE FUNCTION keep_hold()")
    for table in ("claim_fact", "award_term"):
        op.execute(f"CREATE TRIGGER {table}_only_replaced BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION only_replaced()")
    op.execute(ONE_TERM)


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("contingency_on", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="received", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("documents", pg.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("helped_by", sa.Text(), nullable=True),
        sa.Column("received_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("certified_by", sa.BigInteger(), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column("facts", pg.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("decision", pg.JSONB(), nullable=True),
        sa.Column("law_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state IN ('granted', 'refused') OR state = 'certified') = (certified_by IS NOT NULL)",
            name=op.f("ck_claim_certified_by_somebody"),
        ),
        sa.CheckConstraint(
            "(state IN ('granted', 'refused')) = (decided_on IS NOT NULL)", name=op.f("ck_claim_decided_on_a_day")
        ),
        sa.CheckConstraint(
            "(state IN ('granted', 'refused')) = (verified_by IS NOT NULL)", name=op.f("ck_claim_verified_by_somebody")
        ),
        sa.CheckConstraint(
            "NOT (state IN ('granted', 'refused')) OR decision ->> 'outcome' = state", name=op.f("ck_claim_decided_as_law_says")
        ),
        sa.CheckConstraint(
            "certified_by IS NULL OR coalesce(decision ->> 'outcome' IN ('granted', 'refused'), false)",
            name=op.f("ck_claim_certified_as_law_says"),
        ),
        sa.CheckConstraint("state <> 'withdrawn' OR reason <> ''", name=op.f("ck_claim_withdrawn_for_a_reason")),
        sa.CheckConstraint("state IN ('received', 'certified', 'granted', 'refused', 'withdrawn')", name=op.f("ck_claim_state")),
        sa.CheckConstraint("decide_by >= received_on", name=op.f("ck_claim_time_to_decide")),
        sa.CheckConstraint("verified_by <> certified_by AND verified_by <> received_by", name=op.f("ck_claim_second_officer")),
        sa.ForeignKeyConstraint(["certified_by"], ["officer.id"], name=op.f("fk_claim_certified_by")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_claim_household_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_claim_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id")),
        sa.ForeignKeyConstraint(["received_by"], ["officer.id"], name=op.f("fk_claim_received_by")),
        sa.ForeignKeyConstraint(["verified_by"], ["officer.id"], name=op.f("fk_claim_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("reference", name=op.f("uq_claim_reference")),
    )
    op.create_index("ix_claim_household_id", "claim", ["household_id"], unique=False)
    op.create_index("ix_claim_person_id", "claim", ["person_id"], unique=False)
    op.create_index("ix_claim_received_on", "claim", ["received_on"], unique=False)
    op.create_index(
        "ix_claim_waiting",
        "claim",
        ["state", "decide_by"],
        unique=False,
        postgresql_where=sa.text("state IN ('received', 'certified')"),
    )
    op.create_index(
        "uq_claim_open_household",
        "claim",
        ["household_id", "benefit"],
        unique=True,
        postgresql_where=sa.text("state IN ('received', 'certified')"),
    )
    op.create_index(
        "uq_claim_open_person",
        "claim",
        ["person_id", "benefit"],
        unique=True,
        postgresql_where=sa.text("state IN ('received', 'certified') AND household_id IS NULL"),
    )


def _award() -> None:
    op.create_table(
        "award",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("state IN ('active', 'suspended', 'ended')", name=op.f("ck_award_state")),
        sa.CheckConstraint("extract(day FROM started) = 1", name=op.f("ck_award_whole_month")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_award_claim_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_award_household_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_award_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_award_claim_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_award_reference")),
    )
    op.create_index("ix_award_household_id", "award", ["household_id"], unique=False)
    op.create_index("ix_award_person_id", "award", ["person_id"], unique=False)
    op.create_index("ix_award_scheme_state", "award", ["scheme", "state"], unique=False)


def _claim_fact() -> None:
    op.create_table(
        "claim_fact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", pg.JSONB(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("document_id IS NOT NULL OR length(reason) >= 3", name=op.f("ck_claim_fact_document_or_reason")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_fact_claim_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_claim_fact_document_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_claim_fact_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_fact")),
    )
    op.create_index(
        "uq_claim_fact_current", "claim_fact", ["claim_id", "name"], unique=True, postgresql_where=sa.text("replaced_at IS NULL")
    )


def _award_hold() -> None:
    op.create_table(
        "award_hold",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("award_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("lifted_by", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lift_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("kind IN ('suspension', 'hold')", name=op.f("ck_award_hold_kind")),
        sa.CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name=op.f("ck_award_hold_lifted_by_somebody")),
        sa.CheckConstraint("extract(day FROM from_month) = 1", name=op.f("ck_award_hold_whole_month")),
        sa.CheckConstraint("length(reason) >= 3", name=op.f("ck_award_hold_has_reason")),
        sa.CheckConstraint("lifted_by <> recorded_by", name=op.f("ck_award_hold_lifted_by_another")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_hold_award_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["officer.id"], name=op.f("fk_award_hold_lifted_by")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_award_hold_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_hold")),
    )
    op.create_index(op.f("ix_award_hold_award_id"), "award_hold", ["award_id"], unique=False)
    op.create_index(
        "uq_award_hold_open", "award_hold", ["award_id", "kind"], unique=True, postgresql_where=sa.text("lifted_at IS NULL")
    )


def _award_mark() -> None:
    op.create_table(
        "award_mark",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("award_id", sa.BigInteger(), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_mark_award_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_mark")),
    )
    op.create_index(op.f("ix_award_mark_award_id"), "award_mark", ["award_id"], unique=False)


def _award_term() -> None:
    op.create_table(
        "award_term",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("award_id", sa.BigInteger(), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("to_month", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("law_digest", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_award_term_amount")),
        sa.CheckConstraint(
            "extract(day FROM from_month) = 1 AND coalesce(extract(day FROM to_month), 1) = 1",
            name=op.f("ck_award_term_whole_months"),
        ),
        sa.CheckConstraint("to_month >= from_month", name=op.f("ck_award_term_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_term_award_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_award_term_claim_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["officer.id"], name=op.f("fk_award_term_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_term")),
    )
    op.create_index("ix_award_term_award_id", "award_term", ["award_id", "from_month"], unique=False)
