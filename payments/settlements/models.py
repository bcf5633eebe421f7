"""The table of payment lines: for each award and month covered, a chain of what was paid, only added to."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Money, Recorded


class PaymentLine(Base):
    """One link of the chain of an award's month: what was paid before, what was due, and this amount.

    A payment adds, a reversal (its kind says why) takes back; `seq` counts from 0 without gaps and `paid_before` is the
    exact sum of the earlier links, so that no two runs can pay the same money. `returned_funds` is what the link puts
    into (or, negative, takes out of) the account of money that came back from a bank.
    """

    __tablename__ = "payment_line"
    __table_args__ = (
        CheckConstraint("kind IN ('due', 'cancelled', 'held', 'rejected', 'returned')", name="kind"),
        CheckConstraint("(kind = 'due' AND amount > 0) OR (kind <> 'due' AND amount < 0)", name="sign"),
        CheckConstraint("amount < 0 OR paid_before + amount <= due", name="never_above_due"),
        CheckConstraint("paid_before >= 0 AND paid_before + amount >= 0", name="never_below_zero"),
        CheckConstraint("seq > 0 OR (seq = 0 AND paid_before = 0)", name="begins_at_zero"),
        CheckConstraint("abs(returned_funds) <= abs(amount) AND returned_funds * amount <= 0", name="returned_funds"),
        CheckConstraint("extract(day FROM covered) = 1", name="whole_month"),
        Index("ix_payment_line_payment_id", "payment_id"),
        {"postgresql_partition_by": "RANGE (covered)"},
    )

    covered: Mapped[date] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    payment_id: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    due: Mapped[Money]
    paid_before: Mapped[Money]
    amount: Mapped[Money]
    returned_funds: Mapped[Money] = mapped_column(server_default="0")
    recorded_at: Mapped[Recorded]
