"""The table of the law as the office holds it: every sheet with its text, never edited, only followed."""

from sqlalchemy import ForeignKey, Index, Text, text
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
