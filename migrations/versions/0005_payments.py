"""Batches, payment lines, payments, bank answers and the books."""

import sqlalchemy as sa
from alembic import op

from mis.folders import tables
from mis.guards import append_only, application_role, grant

revision = "0005"
down_revision = "0004"

batches = tables("batches")
ledger = tables("ledger")
answers = tables("answers")


def upgrade() -> None:
    """Create the tables and their guards."""
    ledger.ledger_account()
    _payment_line()
    answers.bank_answer()
    ledger.ledger_transaction()
    batches.payment_batch()
    batches.batch_left_out()
    batches.batch_slice()
    ledger.ledger_entry()
    batches.payment_file()
    batches.payment()
    batches.slice_attempt()
    answers.bank_answer_line()
    guards()


def guards() -> None:
    """Who may do what here, and what nobody may do."""
    _months()
    for table in ("payment_batch", "batch_slice", "payment"):
        grant(table)
    for table in ("slice_attempt", "batch_left_out", "payment_file", "bank_answer", "bank_answer_line"):
        append_only(table)
    for table in ("ledger_account", "ledger_transaction", "ledger_entry"):
        append_only(table)
    for statement in (LINE_GUARD, BATCH_GUARD, PAYMENT_GUARD, LEDGER_GUARD):
        op.execute(statement)


def _months() -> None:
    """The months of the chain, created ahead in a schema of their own, and one wide part for what lies before them."""
    role = application_role()
    grant("payment_line", "SELECT, INSERT")
    op.execute("CREATE SCHEMA payment_months")
    op.execute(f'GRANT USAGE ON SCHEMA payment_months TO "{role}"')
    op.execute(
        "CREATE TRIGGER payment_line_append_only BEFORE UPDATE OR DELETE ON payment_line "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    bounds = [("line_earlier", "MINVALUE", f"'{FIRST_YEAR}-01-01'")]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            after = f"{year + month // 12}-{month % 12 + 1:02}-01"
            bounds.append((f"line_{year}_{month:02}", f"'{year}-{month:02}-01'", f"'{after}'"))
    for name, first, after in bounds:
        part = f"payment_months.{name}"
        op.execute(f"CREATE TABLE {part} PARTITION OF payment_line FOR VALUES FROM ({first}) TO ({after})")
        op.execute(f'GRANT SELECT, INSERT ON {part} TO "{role}"')
        # A trigger on the parent does not fire when a part is named.
        op.execute(
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {part} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER payment_line_no_truncate BEFORE TRUNCATE ON payment_line "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


FIRST_YEAR, LAST_YEAR = 2017, 2030

LINE_GUARD = """
CREATE FUNCTION follow_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE links bigint; paid numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount), 0) INTO links, paid
  FROM public.payment_line WHERE covered = NEW.covered AND award_id = NEW.award_id AND seq < NEW.seq;
  IF links <> NEW.seq OR paid <> NEW.paid_before THEN
    RAISE EXCEPTION 'award % has % paid for % in % links, not %', NEW.award_id, paid, NEW.covered, links, NEW.paid_before
      USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_line_chain BEFORE INSERT ON payment_line
FOR EACH ROW WHEN (NEW.seq > 0) EXECUTE FUNCTION follow_chain();
"""

BATCH_GUARD = """
CREATE FUNCTION step_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('drafted', 'generated'), ('generated', 'submitted'), ('submitted', 'generated'), ('submitted', 'approved'),
    ('approved', 'sending'), ('sending', 'sent'), ('sent', 'settled'), ('drafted', 'cancelled'),
    ('generated', 'cancelled'), ('submitted', 'cancelled'), ('approved', 'cancelled')) THEN
    RAISE EXCEPTION 'a batch cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.reference, NEW.scheme, NEW.period, NEW.kind, NEW.office_id, NEW.currency, NEW.decimals, NEW.remittance, NEW.seed,
      NEW.prepared_by) IS DISTINCT FROM (OLD.reference, OLD.scheme, OLD.period, OLD.kind, OLD.office_id, OLD.currency,
      OLD.decimals, OLD.remittance, OLD.seed, OLD.prepared_by)
    OR (OLD.sha256 IS NOT NULL AND (NEW.sha256, NEW.payments_count, NEW.payments_total)
      IS DISTINCT FROM (OLD.sha256, OLD.payments_count, OLD.payments_total))
    OR (OLD.approved_by IS NOT NULL AND (NEW.approved_by, NEW.approved_sha256, NEW.approved_count, NEW.approved_total,
      NEW.approved_at, NEW.frozen_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_sha256, OLD.approved_count,
      OLD.approved_total, OLD.approved_at, OLD.frozen_at)) THEN
    RAISE EXCEPTION 'what a batch is and what was approved is frozen' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_batch_steps BEFORE UPDATE ON payment_batch FOR EACH ROW EXECUTE FUNCTION step_batch();
CREATE FUNCTION begin_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'drafted' THEN
    RAISE EXCEPTION 'a batch begins as a draft' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_batch_begins BEFORE INSERT ON payment_batch FOR EACH ROW EXECUTE FUNCTION begin_batch();
"""

PAYMENT_GUARD = """
CREATE FUNCTION step_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('prepared', 'held'), ('prepared', 'cancelled'), ('prepared', 'sent'), ('sent', 'paid'), ('sent', 'rejected'),
    ('sent', 'returned'), ('paid', 'returned')) THEN
    RAISE EXCEPTION 'a payment cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.reference, NEW.batch_id, NEW.person_id, NEW.payee, NEW.channel, NEW.bank, NEW.account, NEW.amount, NEW.currency)
    IS DISTINCT FROM (OLD.reference, OLD.batch_id, OLD.person_id, OLD.payee, OLD.channel, OLD.bank, OLD.account, OLD.amount,
    OLD.currency) OR (OLD.file_id IS NOT NULL AND NEW.file_id IS DISTINCT FROM OLD.file_id) THEN
    RAISE EXCEPTION 'where a payment goes and how much is frozen' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_steps BEFORE UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION step_payment();
"""

LEDGER_GUARD = """
CREATE FUNCTION balance_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE off numeric; strange bigint;
BEGIN
  SELECT sum(e.amount), count(*) FILTER (WHERE (a.scheme, a.currency) IS DISTINCT FROM (t.scheme, t.currency))
  INTO off, strange
  FROM public.ledger_entry e JOIN public.ledger_account a ON a.id = e.account_id
  JOIN public.ledger_transaction t ON t.id = e.transaction_id WHERE e.transaction_id = NEW.transaction_id;
  IF off <> 0 OR strange > 0 THEN
    RAISE EXCEPTION 'transaction % does not balance: % (% of other books)', NEW.transaction_id, off, strange
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION balance_transaction();
"""


def _payment_line() -> None:
    op.create_table(
        "payment_line",
        sa.Column("covered", sa.Date(), nullable=False),
        sa.Column("award_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due", sa.Numeric(), nullable=False),
        sa.Column("paid_before", sa.Numeric(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("returned_funds", sa.Numeric(), server_default="0", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("(kind = 'due' AND amount > 0) OR (kind <> 'due' AND amount < 0)", name=op.f("ck_payment_line_sign")),
        sa.CheckConstraint("kind IN ('due', 'cancelled', 'held', 'rejected', 'returned')", name=op.f("ck_payment_line_kind")),
        sa.CheckConstraint(
            "abs(returned_funds) <= abs(amount) AND returned_funds * amount <= 0", name=op.f("ck_payment_line_returned_funds")
        ),
        sa.CheckConstraint("amount < 0 OR paid_before + amount <= due", name=op.f("ck_payment_line_never_above_due")),
        sa.CheckConstraint("extract(day FROM covered) = 1", name=op.f("ck_payment_line_whole_month")),
        sa.CheckConstraint("paid_before >= 0 AND paid_before + amount >= 0", name=op.f("ck_payment_line_never_below_zero")),
        sa.CheckConstraint("seq > 0 OR (seq = 0 AND paid_before = 0)", name=op.f("ck_payment_line_begins_at_zero")),
        sa.PrimaryKeyConstraint("covered", "award_id", "seq", name=op.f("pk_payment_line")),
        postgresql_partition_by="RANGE (covered)",
    )
    op.create_index("ix_payment_line_payment_id", "payment_line", ["payment_id"], unique=False)
