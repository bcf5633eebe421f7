"""Whom a waiting pair keeps from being paid, asked by the rule of every run."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from registries.duplicates.queries import held_by_pair


def held_persons(session: Session) -> set[int]:
    """The keys of all persons whom a pair holds."""
    return set(session.scalars(text(f"SELECT p.id FROM person p WHERE {held_by_pair('p.id')}")))
