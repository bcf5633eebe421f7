"""The tables of the law: the sheets in force with their texts, drafts of new ones, second readings, and what has decided."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class LawSheet(Base):
    """A sheet of law as its text stands; a later text replaces it and both are kept."""

    __tablename__ = "law_sheet"
    __table_args__ = (Index("uq_law_sheet_in_force", "code", unique=True, postgresql_where=text("replaced_at IS NULL")),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    adopted_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    adopted_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]


class LawDraft(Base):
    """A text that may become law: `base` is the digest of the sheet that it would replace, none for a new one.

    `figures` is what the dry run of the text with the digest `trial_of` showed.
    """

    __tablename__ = "law_draft"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'submitted', 'approved', 'withdrawn')", name="state"),
        CheckConstraint("approved_by IS DISTINCT FROM made_by", name="second_officer"),
        CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="approved_by_somebody"),
        CheckConstraint("state <> 'approved' OR (trial_of = digest) IS TRUE", name="tried_as_approved"),
        CheckConstraint("(figures IS NULL) = (trial_digest IS NULL) AND (figures IS NULL) = (trial_of IS NULL)", name="trial"),
        Index("ix_law_draft_state", "state"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    code: Mapped[str] = mapped_column(Text)
    base: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="draft")
    made_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[Recorded]
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    trial_digest: Mapped[str | None] = mapped_column(Text)
    trial_of: Mapped[str | None] = mapped_column(Text)
    tried_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    tried_at: Mapped[Instant | None]
    submitted_at: Mapped[Instant | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[Instant | None]
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("law_sheet.id"))


class LawConfirmation(Base):
    """A line that rested on a single source, read a second time: where, by whom; bound to what the line said."""

    __tablename__ = "law_confirmation"
    __table_args__ = (Index("ix_law_confirmation_code", "code"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    since: Mapped[date | None]
    line_digest: Mapped[str] = mapped_column(Text, unique=True)
    note: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    confirmed_at: Mapped[Recorded]


class LawUse(Base):
    """An edition of the law that has decided something: its lines are followed from then on, never edited."""

    __tablename__ = "law_use"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, index=True)
    noted_at: Mapped[Recorded]
