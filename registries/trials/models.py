"""The tables of trials: a draft of law tried on the registers, slice by slice, so that a stopped trial goes on."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class Trial(Base):
    """One trial of a draft's text on the registers as they were known when it was asked; one a draft at a time."""

    __tablename__ = "trial"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        CheckConstraint("(state = 'failed') = (reason <> '')", name="failed_for_a_reason"),
        Index("uq_trial_waiting", "draft_id", unique=True, postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Key]
    draft_id: Mapped[int] = mapped_column(ForeignKey("law_draft.id"), index=True)
    draft_digest: Mapped[str] = mapped_column(Text)
    on_day: Mapped[date]
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    reason: Mapped[str] = mapped_column(Text, server_default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    asked_at: Mapped[Recorded]
    ended_at: Mapped[Instant | None]


class TrialSlice(Base):
    """The persons or households from a key to a key, and what the trial counted among them once it has looked."""

    __tablename__ = "trial_slice"

    trial_id: Mapped[int] = mapped_column(ForeignKey("trial.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_key: Mapped[int]
    last_key: Mapped[int]
    counts: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
