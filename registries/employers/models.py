"""The tables of employers and of the spells of work with them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class Employer(Base):
    """Somebody who employs: a company, a cooperative, a household, a public body."""

    __tablename__ = "employer"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),)

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, index=True)
    sector: Mapped[str] = mapped_column(Text)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    registered_on: Mapped[date]
    registered_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(server_default="1")


class EmploymentSpell(Base):
    """Somebody worked for an employer from a day to a day, as the office knew it from and until an instant.

    Two spells of one person with one employer never overlap; an ending is written as a new row that replaces the old.
    """

    __tablename__ = "employment_spell"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        Index("ix_employment_spell_known", "employer_id", "person_id", postgresql_where=text("replaced_at IS NULL")),
    )

    id: Mapped[Key]
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    recorded_at: Mapped[Recorded]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    replaced_at: Mapped[Instant | None]
