"""The tables of persons: who they are now, and all that was ever known of them, with both times."""

from datetime import date

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from mis.db import Base, Instant, Key, Recorded


class Person(Base):
    """A person as the office knows her today; what was known before is in her facts."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("sex IN ('f', 'm', 'x')", name="sex"),
        CheckConstraint("birth_precision IN ('day', 'month', 'year')", name="birth_precision"),
        CheckConstraint("died_on >= birth_date", name="died_after_birth"),
        CheckConstraint("language IN ('en', 'pt', 'tet')", name="language"),
        CheckConstraint("merged_into_id IS DISTINCT FROM id", name="not_into_itself"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        Index("ix_person_name_tokens", "name_tokens", postgresql_using="gin"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    name_tokens: Mapped[str] = mapped_column(
        TSVECTOR, Computed("array_to_tsvector(string_to_array(name_key, ' '))", persisted=True), deferred=True
    )
    sex: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date] = mapped_column(index=True)
    birth_precision: Mapped[str] = mapped_column(Text, server_default="day")
    died_on: Mapped[date | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    address: Mapped[str] = mapped_column(Text, server_default="")
    language: Mapped[str] = mapped_column(Text, server_default="en")
    phone: Mapped[str | None] = mapped_column(Text, index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    registered_on: Mapped[date]
    registered_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(server_default="1")


class PersonFact(Base):
    """Something that was so from a day on, as the office knew it from an instant on; never edited, only replaced."""

    __tablename__ = "person_fact"
    __table_args__ = (Index("ix_person_fact_person_id_name", "person_id", "name"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(Text)
    value: Mapped[object] = mapped_column(JSONB)
    valid_from: Mapped[date]
    recorded_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(Text, server_default="")


class PersonIdentifier(Base):
    """A number by which others know the person; two persons never have the same one at a time."""

    __tablename__ = "person_identifier"
    __table_args__ = (
        Index("uq_person_identifier_current", "kind", "number", unique=True, postgresql_where=text("replaced_at IS NULL")),
        Index("ix_person_identifier_number", "number"),
        Index("ix_person_identifier_person_id", "person_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date | None]
    recorded_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class PayeeAccount(Base):
    """Where a person's money goes; a change, a hold and its end are each a row of their own."""

    __tablename__ = "payee_account"
    __table_args__ = (
        CheckConstraint("channel IN ('bank', 'mobile', 'cash')", name="channel"),
        CheckConstraint("state IN ('open', 'held', 'closed')", name="state"),
        CheckConstraint("released_by <> held_by", name="released_by_another"),
        CheckConstraint("(state <> 'held') OR reason <> ''", name="hold_has_reason"),
        Index("uq_payee_account_current", "person_id", unique=True, postgresql_where=text("replaced_at IS NULL")),
        Index("ix_payee_account_number", "number"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(Text)
    bank: Mapped[str] = mapped_column(Text, server_default="")
    number: Mapped[str] = mapped_column(Text, server_default="")
    holder: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="open")
    reason: Mapped[str] = mapped_column(Text, server_default="")
    valid_from: Mapped[date]
    recorded_at: Mapped[Recorded]
    replaced_at: Mapped[Instant | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    held_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    released_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
