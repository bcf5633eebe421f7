"""The table of possible duplicates: two records, how like they are, and what was found."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class PossibleDuplicate(Base):
    """Two records that may be one person: the newer one is not paid while the pair waits."""

    __tablename__ = "possible_duplicate"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'same', 'different', 'unclear')", name="state"),
        CheckConstraint("person_id <> other_id", name="two_records"),
        CheckConstraint("decided_by <> found_by", name="decided_by_another"),
        CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name="decided_or_waiting"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(
            "uq_possible_duplicate_pair", text("least(person_id, other_id)"), text("greatest(person_id, other_id)"), unique=True
        ),
        Index("ix_possible_duplicate_waiting", "person_id", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    score: Mapped[int]
    reasons: Mapped[list] = mapped_column(JSONB)
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    found_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    found_at: Mapped[Recorded]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[Instant | None]
    reason: Mapped[str | None] = mapped_column(Text)
