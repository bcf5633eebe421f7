"""The tables of the trail: lines of acts, what acts left of records, and the seals over both."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Key, Recorded


class AuditLine(Base):
    """One act: who, from which office, to which record, before and after, why; added in the act's own transaction."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_about", "about"), Index("ix_audit_line_transaction", "transaction", "id"))

    id: Mapped[Key]
    transaction: Mapped[int] = mapped_column(server_default=text("trail_transaction()"))
    at: Mapped[Recorded]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    before: Mapped[dict | None] = mapped_column(JSONB)
    after: Mapped[dict | None] = mapped_column(JSONB)
    reason: Mapped[str | None] = mapped_column(Text)
    count: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(Text)


class KeptRecord(Base):
    """What a record held when an act upon it ended: how many rows, and their SHA-256; the last one of a record counts."""

    __tablename__ = "kept_record"
    __table_args__ = (
        Index("ix_kept_record_about", "what", "about", "id"),
        Index("ix_kept_record_transaction", "transaction", "id"),
    )

    id: Mapped[Key]
    transaction: Mapped[int] = mapped_column(server_default=text("trail_transaction()"))
    what: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    rows: Mapped[int]
    digest: Mapped[str] = mapped_column(Text)


class TrailOrigin(Base):
    """What is added to PostgreSQL's transaction numbers, so that the trail's go on rising after a restore."""

    __tablename__ = "trail_origin"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    added: Mapped[int]


class AuditSeal(Base):
    """A seal over the lines and kept records added since the last one, chained to it by its hash."""

    __tablename__ = "audit_seal"

    id: Mapped[Key]
    first_transaction: Mapped[int]
    last_transaction: Mapped[int]
    first_line: Mapped[int]
    last_line: Mapped[int]
    lines: Mapped[int]
    previous: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text, unique=True)
    sealed_at: Mapped[Recorded]
