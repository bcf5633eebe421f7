"""The tables of batches: the run, its slices, its payments, who was left out, and the files sent."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Money, Recorded

_NOT_YET = "state IN ('drafted', 'generated', 'submitted', 'cancelled')"
_APPROVED = "(approved_sha256, approved_count, approved_total)"


class PaymentBatch(Base):
    """A run: the payments of a scheme for all that is due up to a month.

    `seed` makes the references of its payments and files, `sha256` is the fingerprint of its content, `frozen_at` the
    time that its files carry.
    """

    __tablename__ = "payment_batch"
    __table_args__ = (
        CheckConstraint("kind IN ('regular', 'supplementary')", name="kind"),
        CheckConstraint(
            "state IN ('drafted', 'generated', 'submitted', 'approved', 'sending', 'sent', 'settled', 'cancelled')",
            name="state",
        ),
        CheckConstraint("approved_by <> prepared_by AND approved_by <> submitted_by", name="second_officer"),
        CheckConstraint(f"approved_by IS NULL OR {_APPROVED} = (sha256, payments_count, payments_total)", name="approved_as_is"),
        CheckConstraint(f"{_NOT_YET} OR approved_by IS NOT NULL", name="approved_by_somebody"),
        CheckConstraint("(approved_by IS NULL) = (approved_sha256 IS NULL)", name="approved_something"),
        CheckConstraint("state IN ('drafted', 'cancelled') OR sha256 IS NOT NULL", name="has_fingerprint"),
        CheckConstraint("extract(day FROM period) = 1", name="whole_month"),
        Index("ix_payment_batch_scheme_period", "scheme", "period"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    scheme: Mapped[str] = mapped_column(Text)
    period: Mapped[date]
    kind: Mapped[str] = mapped_column(Text, server_default="regular")
    state: Mapped[str] = mapped_column(Text, server_default="drafted")
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    currency: Mapped[str] = mapped_column(Text)
    decimals: Mapped[int]
    remittance: Mapped[str] = mapped_column(Text)
    seed: Mapped[str] = mapped_column(Text, unique=True)
    awards_per_slice: Mapped[int]
    pay_day: Mapped[date | None]
    prepared_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    prepared_at: Mapped[Recorded]
    asked_at: Mapped[Instant | None]
    generated_at: Mapped[Instant | None]
    payments_count: Mapped[int | None]
    payments_total: Mapped[Money | None]
    sha256: Mapped[str | None] = mapped_column(Text)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    submitted_at: Mapped[Instant | None]
    sent_back: Mapped[str | None] = mapped_column(Text)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[Instant | None]
    approved_sha256: Mapped[str | None] = mapped_column(Text)
    approved_count: Mapped[int | None]
    approved_total: Mapped[Money | None]
    frozen_at: Mapped[Instant | None]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    released_at: Mapped[Instant | None]
    sent_at: Mapped[Instant | None]
    settled_at: Mapped[Instant | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    cancelled_at: Mapped[Instant | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)


class BatchSlice(Base):
    """Some persons of a run, from the first to the last: settled in one transaction, or not at all."""

    __tablename__ = "batch_slice"
    __table_args__ = (
        UniqueConstraint("batch_id", "number", name="uq_batch_slice_number"),
        CheckConstraint("state IN ('waiting', 'done', 'parked')", name="state"),
        Index("ix_batch_slice_waiting", "batch_id", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("payment_batch.id"))
    number: Mapped[int]
    first_person: Mapped[int]
    last_person: Mapped[int]
    awards_count: Mapped[int]
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    error: Mapped[str | None] = mapped_column(Text)
    waiting_since: Mapped[Recorded]
    done_at: Mapped[Instant | None]


class SliceAttempt(Base):
    """A worker began a slice; counted outside the slice's own transaction, so that one that kills its worker is known."""

    __tablename__ = "slice_attempt"

    id: Mapped[Key]
    slice_id: Mapped[int] = mapped_column(ForeignKey("batch_slice.id"), index=True)
    begun_at: Mapped[Recorded]


class Payment(Base):
    """One instruction to one payee: where the money goes and how much is frozen when it is made; only its state moves."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("batch_id", "person_id", name="uq_payment_batch_person"),
        CheckConstraint("state IN ('prepared', 'held', 'cancelled', 'sent', 'paid', 'rejected', 'returned')", name="state"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("channel IN ('bank', 'mobile', 'cash')", name="channel"),
        Index("ix_payment_person_id", "person_id"),
        Index("ix_payment_file_id", "file_id"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("payment_batch.id"))
    person_id: Mapped[int]
    payee: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    bank: Mapped[str] = mapped_column(Text, server_default="")
    account: Mapped[str] = mapped_column(Text, server_default="")
    amount: Mapped[Money]
    currency: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="prepared")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("payment_file.id"))
    heard: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    answered_on: Mapped[date | None]


class BatchLeftOut(Base):
    """An award that this run does not pay, or not wholly, why, and how much stays on its account."""

    __tablename__ = "batch_left_out"
    __table_args__ = (Index("ix_batch_left_out_reason", "batch_id", "reason"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("payment_batch.id"), primary_key=True)
    award_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[int]
    amount: Mapped[Money]
    months: Mapped[int]


class PaymentFile(Base):
    """A file sent for a run through one channel: its digest, so that the same bytes are given each time."""

    __tablename__ = "payment_file"
    __table_args__ = (
        UniqueConstraint("batch_id", "channel", "number", name="uq_payment_file_number"),
        CheckConstraint("format IN ('pain.001', 'mobile', 'cash')", name="format"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("payment_batch.id"))
    channel: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    format: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    payments_count: Mapped[int]
    payments_total: Mapped[Money]
    sha256: Mapped[str] = mapped_column(Text)
    written_at: Mapped[Recorded]
