"""The tables of letters: series of numbers, letters with their frozen content, prints."""

from datetime import date

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Key, Recorded


class NumberSeries(Base):
    """The last number given in a series and year; taken last in a transaction, so that no number is lost."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class IssuedLetter(Base):
    """A letter as it was issued: its number, to whom, about what, and every word of it."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("series", "year", "serial", name="uq_letter_series_year_serial"),)

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(Text, unique=True)
    series: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    serial: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text, index=True)
    recipient: Mapped[str] = mapped_column(Text, index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    content: Mapped[dict] = mapped_column(JSONB)
    issued_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    issued_at: Mapped[Recorded]

    @property
    def day(self) -> date:
        """The date that stands on the letter."""
        return date.fromisoformat(self.content["day"])


class LetterPrint(Base):
    """One print of a letter; the first is the original, later ones are marked as copies."""

    __tablename__ = "letter_print"

    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    copy: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    printed_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    printed_at: Mapped[Recorded]
