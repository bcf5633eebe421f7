"""The tables of awards: the award, what is due per month or covered, what stops it, and what reopens an earlier month."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Money, Recorded


class Award(Base):
    """What a claim led to: a benefit in somebody's name (for her or for her household), from its first month."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'suspended', 'ended')", name="state"),
        CheckConstraint("extract(day FROM started) = 1", name="whole_month"),
        Index("ix_award_person_id", "person_id"),
        Index("ix_award_household_id", "household_id"),
        Index("ix_award_scheme_state", "scheme", "state"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    benefit: Mapped[str] = mapped_column(Text)
    scheme: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    started: Mapped[date]
    state: Mapped[str] = mapped_column(Text, server_default="active")
    recorded_at: Mapped[Recorded]
    version: Mapped[int] = mapped_column(server_default="1")


class AwardTerm(Base):
    """What is due each month, from a month to a month (both included; none means for life), by which law and decision.

    A term is never edited, only replaced; the database refuses two current terms over one month of an award.
    """

    __tablename__ = "award_term"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("extract(day FROM from_month) = 1 AND coalesce(extract(day FROM to_month), 1) = 1", name="whole_months"),
        CheckConstraint("to_month >= from_month", name="ends_after_it_begins"),
        Index("ix_award_term_award_id", "award_id", "from_month"),
    )

    id: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    from_month: Mapped[date]
    to_month: Mapped[date | None]
    amount: Mapped[Money]
    currency: Mapped[str] = mapped_column(Text)
    law_digest: Mapped[str] = mapped_column(Text)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]


class AwardCoverage(Base):
    """Which services are covered, from a day until a day (none: no end is foreseen), and the person's share of their cost.

    An award of coverage has no terms: nothing is paid to the person. Never edited, only replaced.
    """

    __tablename__ = "award_coverage"
    __table_args__ = (
        CheckConstraint("cost_share BETWEEN 0 AND 1", name="cost_share"),
        Index("uq_award_coverage_current", "award_id", unique=True, postgresql_where=text("replaced_at IS NULL")),
        Index("ix_award_coverage_award_id", "award_id"),
    )

    id: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    from_day: Mapped[date]
    until: Mapped[date | None]
    services: Mapped[list] = mapped_column(JSONB)
    cost_share: Mapped[Decimal | None] = mapped_column(Numeric)
    law_digest: Mapped[str] = mapped_column(Text)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]


class AwardHold(Base):
    """Money does not go out from a month on, until another officer lifts it; never a correction of what is due."""

    __tablename__ = "award_hold"
    __table_args__ = (
        CheckConstraint("kind IN ('suspension', 'hold')", name="kind"),
        CheckConstraint("lifted_by <> recorded_by", name="lifted_by_another"),
        CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted_by_somebody"),
        CheckConstraint("extract(day FROM from_month) = 1", name="whole_month"),
        CheckConstraint("length(reason) >= 3", name="has_reason"),
        Index("uq_award_hold_open", "award_id", "kind", unique=True, postgresql_where=text("lifted_at IS NULL")),
    )

    id: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    from_month: Mapped[date]
    noticed_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[Recorded]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    lifted_at: Mapped[Instant | None]
    lifted_on: Mapped[date | None]
    lift_reason: Mapped[str] = mapped_column(Text, server_default="")


class AwardMark(Base):
    """A month that something reopened: a run looks again from there on, and pays or takes back the difference."""

    __tablename__ = "award_mark"

    id: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    from_month: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Recorded]
