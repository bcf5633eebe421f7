"""The table of documents: what an officer saw, and the file kept of it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Key, Recorded


class Document(Base):
    """A paper that was seen on a day; `about` is the reference of the record it proves."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("(stored_as IS NULL) = (file_sha256 IS NULL)", name="file_whole"),)

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    about: Mapped[str] = mapped_column(Text, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    seen_on: Mapped[date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[Recorded]
    stored_as: Mapped[str | None] = mapped_column(Text, unique=True)
    file_type: Mapped[str | None] = mapped_column(Text)
    file_bytes: Mapped[int | None]
    file_sha256: Mapped[str | None] = mapped_column(Text)
