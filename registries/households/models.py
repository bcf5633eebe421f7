"""The tables of households: the book, and who belonged to it in which role from when to when."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class Household(Base):
    """People who live together, as the village's household book has them."""

    __tablename__ = "household"

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    book_number: Mapped[str] = mapped_column(Text, unique=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    registered_on: Mapped[date]
    registered_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[Recorded]
    version: Mapped[int] = mapped_column(server_default="1")


class HouseholdMember(Base):
    """One person's place in a household; the last day is included. The database holds one household at a time, one head."""

    __tablename__ = "household_member"
    __table_args__ = (
        CheckConstraint("role IN ('head', 'partner', 'child', 'parent', 'relative', 'other')", name="role"),
        CheckConstraint("valid_to >= valid_from", name="ends_after_it_begins"),
    )

    id: Mapped[Key]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
