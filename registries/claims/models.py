"""The tables of claims: what was asked, what an officer added by hand, and what was decided."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded

_OPEN = "state IN ('received', 'certified')"
_DECIDED = "state IN ('granted', 'refused')"


class Claim(Base):
    """One claim by one person (for herself or for her household), from its receipt to its decision.

    The law's outcome is frozen in `decision` when the first officer certifies; no state can disagree with it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("state IN ('received', 'certified', 'granted', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("verified_by <> certified_by AND verified_by <> received_by", name="second_officer"),
        CheckConstraint(f"({_DECIDED}) = (verified_by IS NOT NULL)", name="verified_by_somebody"),
        CheckConstraint(f"({_DECIDED}) = (decided_on IS NOT NULL)", name="decided_on_a_day"),
        CheckConstraint(f"({_DECIDED} OR state = 'certified') = (certified_by IS NOT NULL)", name="certified_by_somebody"),
        CheckConstraint(
            "certified_by IS NULL OR coalesce(decision ->> 'outcome' IN ('granted', 'refused'), false)",
            name="certified_as_law_says",
        ),
        CheckConstraint(f"NOT ({_DECIDED}) OR decision ->> 'outcome' = state", name="decided_as_law_says"),
        CheckConstraint("decide_by >= received_on", name="time_to_decide"),
        CheckConstraint("state <> 'withdrawn' OR reason <> ''", name="withdrawn_for_a_reason"),
        Index(
            "uq_claim_open_person",
            "person_id",
            "benefit",
            unique=True,
            postgresql_where=text(f"{_OPEN} AND household_id IS NULL"),
        ),
        Index("uq_claim_open_household", "household_id", "benefit", unique=True, postgresql_where=text(_OPEN)),
        Index("ix_claim_waiting", "state", "decide_by", postgresql_where=text(_OPEN)),
        Index("ix_claim_person_id", "person_id"),
        Index("ix_claim_household_id", "household_id"),
        Index("ix_claim_received_on", "received_on"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    benefit: Mapped[str] = mapped_column(Text)
    scheme: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    received_on: Mapped[date]
    completed_on: Mapped[date | None]
    contingency_on: Mapped[date | None]
    decide_by: Mapped[date]
    state: Mapped[str] = mapped_column(Text, server_default="received")
    reason: Mapped[str] = mapped_column(Text, server_default="")
    documents: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))
    helped_by: Mapped[str | None] = mapped_column(Text)
    received_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[Recorded]
    certified_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    certified_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, server_default="")
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    facts: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    decision: Mapped[dict | None] = mapped_column(JSONB)
    law_on: Mapped[date | None]
    digest: Mapped[str | None] = mapped_column(Text)
    decided_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")


class ClaimFact(Base):
    """A fact that no register answered, given by hand on a document or for a reason; never edited, only replaced."""

    __tablename__ = "claim_fact"
    __table_args__ = (
        CheckConstraint("document_id IS NOT NULL OR length(reason) >= 3", name="document_or_reason"),
        Index("uq_claim_fact_current", "claim_id", "name", unique=True, postgresql_where=text("replaced_at IS NULL")),
    )

    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    name: Mapped[str] = mapped_column(Text)
    value: Mapped[object] = mapped_column(JSONB)
    since: Mapped[date]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]
