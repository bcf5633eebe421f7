"""Reading possible duplicates: who resembles a person, which pairs wait, whom a waiting pair holds."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from registries.duplicates.models import PossibleDuplicate


def held_persons(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """The persons who are not paid while a pair waits, each with the reference of the pair."""
    waiting = (PossibleDuplicate.state == "waiting", PossibleDuplicate.person_id.in_(person_ids))
    question = select(PossibleDuplicate.person_id, PossibleDuplicate.reference).where(*waiting).order_by(PossibleDuplicate.id)
    return {row.person_id: row.reference for row in session.execute(question)}
