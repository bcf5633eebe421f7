"""Batches, payment lines, payments, bank answers and the books."""

import sqlalchemy as sa
from alembic import op

from mis.guards import append_only, application_role, grant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables and their guards."""
    _ledger_account()
    _payment_line()
    _bank_answer()
    _ledger_transaction()
    _payment_batch()
    _batch_left_out()
    _batch_slice()
    _ledger_entry()
    _payment_file()
    _payment()
    _slice_attempt()
    _bank_answer_line()
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


def _ledger_account() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('asset', 'liability', 'income', 'expense')", name=op.f("ck_ledger_account_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("scheme", "currency", "code", name="uq_ledger_account_code"),
    )


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


def _bank_answer() -> None:
    op.create_table(
        "bank_answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("repeated", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["officer.id"], name=op.f("fk_bank_answer_imported_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_bank_answer_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_answer")),
        sa.UniqueConstraint("reference", name=op.f("uq_bank_answer_reference")),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_answer_sha256")),
    )


def _ledger_transaction() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("posted_by", sa.BigInteger(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["posted_by"], ["officer.id"], name=op.f("fk_ledger_transaction_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
        sa.UniqueConstraint("about", "kind", "scheme", name="uq_ledger_transaction_about"),
        sa.UniqueConstraint("reference", name=op.f("uq_ledger_transaction_reference")),
    )


def _payment_batch() -> None:
    op.create_table(
        "payment_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="regular", nullable=False),
        sa.Column("state", sa.Text(), server_default="drafted", nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("decimals", sa.BigInteger(), nullable=False),
        sa.Column("remittance", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("awards_per_slice", sa.BigInteger(), nullable=False),
        sa.Column("pay_day", sa.Date(), nullable=True),
        sa.Column("prepared_by", sa.BigInteger(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("generated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payments_count", sa.BigInteger(), nullable=True),
        sa.Column("payments_total", sa.Numeric(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_sha256", sa.Text(), nullable=True),
        sa.Column("approved_count", sa.BigInteger(), nullable=True),
        sa.Column("approved_total", sa.Numeric(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('regular', 'supplementary')", name=op.f("ck_payment_batch_kind")),
        sa.CheckConstraint(
            "state IN ('drafted', 'cancelled') OR sha256 IS NOT NULL", name=op.f("ck_payment_batch_has_fingerprint")
        ),
        sa.CheckConstraint(
            "state IN ('drafted', 'generated', 'submitted', 'approved', 'sending', 'sent', 'settled', 'cancelled')",
            name=op.f("ck_payment_batch_state"),
        ),
        sa.CheckConstraint(
            "state IN ('drafted', 'generated', 'submitted', 'cancelled') OR approved_by IS NOT NULL",
            name=op.f("ck_payment_batch_approved_by_somebody"),
        ),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_sha256 IS NULL)", name=op.f("ck_payment_batch_approved_something")),
        sa.CheckConstraint(
            "approved_by <> prepared_by AND approved_by <> submitted_by", name=op.f("ck_payment_batch_second_officer")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR (approved_sha256, approved_count, approved_total) = (sha256, payments_count, payments_total)",
            name=op.f("ck_payment_batch_approved_as_is"),
        ),
        sa.CheckConstraint("extract(day FROM period) = 1", name=op.f("ck_payment_batch_whole_month")),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_payment_batch_approved_by")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["officer.id"], name=op.f("fk_payment_batch_cancelled_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_payment_batch_office_id")),
        sa.ForeignKeyConstraint(["prepared_by"], ["officer.id"], name=op.f("fk_payment_batch_prepared_by")),
        sa.ForeignKeyConstraint(["released_by"], ["officer.id"], name=op.f("fk_payment_batch_released_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["officer.id"], name=op.f("fk_payment_batch_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batch")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_batch_reference")),
        sa.UniqueConstraint("seed", name=op.f("uq_payment_batch_seed")),
    )
    op.create_index("ix_payment_batch_scheme_period", "payment_batch", ["scheme", "period"], unique=False)


def _batch_left_out() -> None:
    op.create_table(
        "batch_left_out",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("award_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["payment_batch.id"], name=op.f("fk_batch_left_out_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "award_id", "reason", name=op.f("pk_batch_left_out")),
    )
    op.create_index("ix_batch_left_out_reason", "batch_left_out", ["batch_id", "reason"], unique=False)


def _batch_slice() -> None:
    op.create_table(
        "batch_slice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("first_person", sa.BigInteger(), nullable=False),
        sa.Column("last_person", sa.BigInteger(), nullable=False),
        sa.Column("awards_count", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'parked')", name=op.f("ck_batch_slice_state")),
        sa.ForeignKeyConstraint(["batch_id"], ["payment_batch.id"], name=op.f("fk_batch_slice_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_slice")),
        sa.UniqueConstraint("batch_id", "number", name="uq_batch_slice_number"),
    )
    op.create_index(
        "ix_batch_slice_waiting", "batch_slice", ["batch_id"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )


def _ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entry_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["ledger_account.id"], name=op.f("fk_ledger_entry_account_id")),
        sa.ForeignKeyConstraint(["transaction_id"], ["ledger_transaction.id"], name=op.f("fk_ledger_entry_transaction_id")),
        sa.PrimaryKeyConstraint("transaction_id", "number", name=op.f("pk_ledger_entry")),
    )
    op.create_index(op.f("ix_ledger_entry_account_id"), "ledger_entry", ["account_id"], unique=False)


def _payment_file() -> None:
    op.create_table(
        "payment_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payments_count", sa.BigInteger(), nullable=False),
        sa.Column("payments_total", sa.Numeric(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("format IN ('pain.001', 'mobile', 'cash')", name=op.f("ck_payment_file_format")),
        sa.ForeignKeyConstraint(["batch_id"], ["payment_batch.id"], name=op.f("fk_payment_file_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_file")),
        sa.UniqueConstraint("batch_id", "channel", "number", name="uq_payment_file_number"),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_file_reference")),
    )


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), server_default="", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="prepared", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("heard", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint("channel IN ('bank', 'mobile', 'cash')", name=op.f("ck_payment_channel")),
        sa.CheckConstraint(
            "state IN ('prepared', 'held', 'cancelled', 'sent', 'paid', 'rejected', 'returned')", name=op.f("ck_payment_state")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(["batch_id"], ["payment_batch.id"], name=op.f("fk_payment_batch_id")),
        sa.ForeignKeyConstraint(["file_id"], ["payment_file.id"], name=op.f("fk_payment_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("batch_id", "person_id", name="uq_payment_batch_person"),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
    )
    op.create_index("ix_payment_file_id", "payment", ["file_id"], unique=False)
    op.create_index("ix_payment_person_id", "payment", ["person_id"], unique=False)


def _slice_attempt() -> None:
    op.create_table(
        "slice_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slice_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["slice_id"], ["batch_slice.id"], name=op.f("fk_slice_attempt_slice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slice_attempt")),
    )
    op.create_index(op.f("ix_slice_attempt_slice_id"), "slice_attempt", ["slice_id"], unique=False)


def _bank_answer_line() -> None:
    op.create_table(
        "bank_answer_line",
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint("(verdict = 'unmatched') = (problem IS NOT NULL)", name=op.f("ck_bank_answer_line_problem")),
        sa.CheckConstraint("verdict = 'unmatched' OR payment_id IS NOT NULL", name=op.f("ck_bank_answer_line_matched")),
        sa.CheckConstraint("verdict IN ('accepted', 'repeated', 'unmatched')", name=op.f("ck_bank_answer_line_verdict")),
        sa.ForeignKeyConstraint(["answer_id"], ["bank_answer.id"], name=op.f("fk_bank_answer_line_answer_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_bank_answer_line_payment_id")),
        sa.PrimaryKeyConstraint("answer_id", "number", name=op.f("pk_bank_answer_line")),
    )
    op.create_index("ix_bank_answer_line_payment_id", "bank_answer_line", ["payment_id"], unique=False)
