"""The tables of receipts: money that came in, what it paid, and which posted schedules stand in the books."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Key, Money, Recorded


class Receipt(Base):
    """Money that came into the scheme's bank account, once; a bank's reference is never taken twice."""

    __tablename__ = "receipt"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    scheme: Mapped[str] = mapped_column(Text)
    amount: Mapped[Money]
    currency: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    bank_reference: Mapped[str] = mapped_column(Text, unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    recorded_at: Mapped[Recorded]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class ReceiptAllocation(Base):
    """Part of a receipt that pays a schedule; a later line with a minus takes it back. What is in none is in suspense."""

    __tablename__ = "receipt_allocation"
    __table_args__ = (CheckConstraint("amount <> 0", name="not_nothing"),)

    id: Mapped[Key]
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), index=True)
    amount: Mapped[Money]
    recorded_at: Mapped[Recorded]


class ScheduleBooking(Base):
    """A posted schedule stands in the books, once."""

    __tablename__ = "schedule_booking"

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), primary_key=True)
    recorded_at: Mapped[Recorded]
