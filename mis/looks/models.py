"""The tables of looks: each look at a person's record, and the alarms that some of them raise."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class RecordLook(Base):
    """One look of an officer at one person's record: when, from which address; only added to."""

    __tablename__ = "record_look"
    __table_args__ = (Index("ix_record_look_officer_id_at", "officer_id", "at"), Index("ix_record_look_about", "about", "at"))

    id: Mapped[Key]
    at: Mapped[Recorded]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    about: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    family: Mapped[bool]


class LookAlarm(Base):
    """Looks that somebody should ask about: many records in an hour, or an officer's own or her family's record.

    It waits until another officer has asked and writes what she found.
    """

    __tablename__ = "look_alarm"
    __table_args__ = (
        CheckConstraint("kind IN ('many', 'family')", name="kind"),
        CheckConstraint("closed_by <> officer_id", name="closed_by_another"),
        CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name="closed_by_somebody"),
        CheckConstraint("closed_by IS NULL OR finding <> ''", name="closed_with_finding"),
        Index("ix_look_alarm_officer_id", "officer_id"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    about: Mapped[str] = mapped_column(Text, server_default="")
    records: Mapped[int]
    raised_at: Mapped[Recorded]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    closed_at: Mapped[Instant | None]
    finding: Mapped[str] = mapped_column(Text, server_default="")
