"""Runs, their parts and payments, who was left out, and the files that were sent."""

import sqlalchemy as sa
from alembic import op


def payment_batch() -> None:
    """Make the table payment_batch."""
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


def batch_left_out() -> None:
    """Make the table batch_left_out."""
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


def batch_slice() -> None:
    """Make the table batch_slice."""
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


def payment_file() -> None:
    """Make the table payment_file."""
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


def payment() -> None:
    """Make the table payment."""
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


def slice_attempt() -> None:
    """Make the table slice_attempt."""
    op.create_table(
        "slice_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slice_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["slice_id"], ["batch_slice.id"], name=op.f("fk_slice_attempt_slice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slice_attempt")),
    )
    op.create_index(op.f("ix_slice_attempt_slice_id"), "slice_attempt", ["slice_id"], unique=False)
