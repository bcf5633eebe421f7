"""The tables of contributions: schedules as they were filed and checked, and the accounts to which they are posted."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Money, Recorded


class Schedule(Base):
    """What an employer filed for a month: checked, then posted by a second officer, or replaced by a later filing.

    `due` is what employer and workers owe on its good lines; `posted_due` what its posting added to the accounts.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        UniqueConstraint("employer_id", "scheme", "month", "filing", name="uq_schedule_filing"),
        Index(
            "uq_schedule_open", "employer_id", "scheme", "month", unique=True, postgresql_where=text("state = 'checked'")
        ),
        Index("ix_schedule_waiting", "filed_at", postgresql_where=text("state = 'checked' AND errors_count = 0")),
        CheckConstraint("state IN ('checked', 'posted', 'replaced')", name="state"),
        CheckConstraint("(state = 'posted') = (posted_by IS NOT NULL)", name="posted_by_somebody"),
        CheckConstraint("state <> 'posted' OR errors_count = 0", name="posted_without_errors"),
        CheckConstraint("posted_by <> filed_by", name="second_officer"),
        CheckConstraint("month = date_trunc('month', month)::date", name="whole_month"),
    )  # fmt: skip

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    scheme: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    month: Mapped[date]
    filing: Mapped[int]
    state: Mapped[str] = mapped_column(Text, server_default="checked")
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id"))
    lines_count: Mapped[int]
    errors_count: Mapped[int]
    warnings_count: Mapped[int]
    wages_total: Mapped[Money]
    due: Mapped[Money]
    posted_due: Mapped[Money | None]
    law_digest: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    file_digest: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    encoding: Mapped[str] = mapped_column(Text)
    filed_on: Mapped[date]
    filed_at: Mapped[Recorded]
    filed_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    posted_on: Mapped[date | None]
    posted_at: Mapped[Instant | None]
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class ScheduleLine(Base):
    """One line of a schedule as it was written, whom it is about, and everything that is wrong or odd in it."""

    __tablename__ = "schedule_line"

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    wage_text: Mapped[str] = mapped_column(Text)
    wage: Mapped[Money | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    weight: Mapped[str] = mapped_column(Text)
    problems: Mapped[list] = mapped_column(JSONB)


class ScheduleShare(Base):
    """What the law of the month makes of one good line in one programme."""

    __tablename__ = "schedule_share"

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    programme: Mapped[str] = mapped_column(Text, primary_key=True)
    base: Mapped[Money]
    employer_share: Mapped[Money]
    worker_share: Mapped[Money]
    state_share: Mapped[Money]
    total: Mapped[Money]
    law: Mapped[str] = mapped_column(Text)


class Contribution(Base):
    """A line of a person's account: what a posted schedule credited, or the difference that an amendment made."""

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("schedule_id", "person_id", "programme", name="uq_contribution_schedule_person_programme"),
        Index("ix_contribution_person_month", "person_id", "month"),
        Index("ix_contribution_employer_month", "employer_id", "month"),
        CheckConstraint("kind IN ('original', 'adjustment')", name="kind"),
        CheckConstraint("total = employer_share + worker_share + state_share", name="shares_add_up"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    scheme: Mapped[str] = mapped_column(Text)
    month: Mapped[date]
    programme: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    wage: Mapped[Money]
    base: Mapped[Money]
    employer_share: Mapped[Money]
    worker_share: Mapped[Money]
    state_share: Mapped[Money]
    total: Mapped[Money]
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"))
    recorded_at: Mapped[Recorded]
