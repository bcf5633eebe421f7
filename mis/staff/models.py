"""The tables of the office itself: areas, offices, officers, their sessions and tries to sign in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class Installation(Base):
    """The one row that says whose installation this is."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    institution: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    signatory: Mapped[str] = mapped_column(Text)
    paying_bank: Mapped[str] = mapped_column(Text)
    paying_account: Mapped[str] = mapped_column(Text)
    file_payments_max: Mapped[int]
    appeal_days: Mapped[int]
    report_days: Mapped[int]
    decide_months: Mapped[int]
    looks_per_hour: Mapped[int] = mapped_column(server_default="500")
    demonstration: Mapped[bool]
    today: Mapped[date | None]
    opened_at: Mapped[Recorded]


class Area(Base):
    """A place of the country, in its tree: municipality, post, village."""

    __tablename__ = "area"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))


class Office(Base):
    """An office of the institution; the offices below it are its branches."""

    __tablename__ = "office"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))


class Officer(Base):
    """Somebody who works here, or a machine client; never deleted, only disabled."""

    __tablename__ = "officer"
    __table_args__ = (
        CheckConstraint("created_by IS DISTINCT FROM id", name="not_own_maker"),
        CheckConstraint("state IN ('active', 'disabled')", name="state"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    username: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    language: Mapped[str] = mapped_column(Text, server_default="en")
    password_hash: Mapped[str] = mapped_column(Text)
    totp_sealed: Mapped[str | None] = mapped_column(Text)
    totp_step: Mapped[int | None]
    person_reference: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="active")
    role_since: Mapped[Recorded]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    created_at: Mapped[Recorded]
    version: Mapped[int] = mapped_column(server_default="1")


class OfficeSession(Base):
    """A browser's session or an API token; only the digest of its secret is kept."""

    __tablename__ = "office_session"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    data: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    begun_at: Mapped[Recorded]
    seen_at: Mapped[Recorded]
    ends_at: Mapped[Instant]


class SignInTry(Base):
    """One try to sign in, so that guessing is slow and the victim is not locked out."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_username_at", "username", "at"), Index("ix_sign_in_try_address_at", "address", "at"))

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    succeeded: Mapped[bool]
    at: Mapped[Recorded]


class Once(Base):
    """A form or a request that was taken once: the same key again does nothing and gets the same answer."""

    __tablename__ = "once"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    body_digest: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    at: Mapped[Recorded]


class Heartbeat(Base):
    """When a worker's supervisor last looked round, for /readyz and the watch room."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
