"""The tables of banks' answers: each file as it came, and what became of each of its lines."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Key, Money, Recorded


class BankAnswer(Base):
    """A bank's answer as it came; the same bytes come in once."""

    __tablename__ = "bank_answer"

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text, unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    read: Mapped[int]
    accepted: Mapped[int]
    rejected: Mapped[int]
    returned: Mapped[int]
    repeated: Mapped[int]
    imported_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    imported_at: Mapped[Recorded]


class BankAnswerLine(Base):
    """What the bank said of one payment, and what that did: taken, said before, or matched by nothing of ours."""

    __tablename__ = "bank_answer_line"
    __table_args__ = (
        CheckConstraint("verdict IN ('accepted', 'repeated', 'unmatched')", name="verdict"),
        CheckConstraint("(verdict = 'unmatched') = (problem IS NOT NULL)", name="problem"),
        CheckConstraint("verdict = 'unmatched' OR payment_id IS NOT NULL", name="matched"),
        Index("ix_bank_answer_line_payment_id", "payment_id"),
    )

    answer_id: Mapped[int] = mapped_column(ForeignKey("bank_answer.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row: Mapped[int | None]
    reference: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    amount: Mapped[Money | None]
    reason_code: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    day: Mapped[date | None]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    verdict: Mapped[str] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)
