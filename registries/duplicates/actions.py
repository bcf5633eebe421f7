"""Keeping a pair that may be one person, and deciding on it by a second officer."""

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import conflict
from mis.identifiers import new_reference
from mis.staff.rules import ActingOfficer, demand_second, demand_stranger
from registries.duplicates.models import PossibleDuplicate
from registries.duplicates.rules import check_finding
from registries.naming.rules import Likeness
from registries.persons.models import Person
from registries.persons.rules import check_reason


def keep_pair(session: Session, newer: Person, other: Person, like: Likeness, note: str, by: ActingOfficer) -> str | None:
    """Keep two records to be looked at; the newer one is not paid until then. None when the pair is kept already."""
    row = {
        "reference": new_reference("DU"), "person_id": newer.id, "other_id": other.id, "score": like.score,
        "reasons": list(like.reasons), "note": note, "found_by": by.id,
    }  # fmt: skip
    question = insert(PossibleDuplicate).values(row).on_conflict_do_nothing().returning(PossibleDuplicate.reference)
    reference = session.scalar(question)
    if reference is not None:
        after = {"newer": newer.reference, "older": other.reference, "score": like.score}
        record(session, by, "possible duplicate kept", reference, after=after, reason=note)
    return reference


def decide(session: Session, pair: PossibleDuplicate, finding: str, reason: str, by: ActingOfficer) -> PossibleDuplicate:
    """Say that two records are one person, two people, or that nobody can tell; by another officer than who kept the pair.

    One person: the newer record is closed and its reference leads to the older one for ever. Nobody can tell: both are paid.
    """
    session.refresh(pair, with_for_update=True)
    check_finding(pair.state, finding)
    why = check_reason(reason)
    demand_second(by.id, pair.found_by)
    demand_stranger(by, pair.person_id, pair.other_id)
    before = pair.state
    pair.state, pair.decided_by, pair.reason = finding, by.id, why
    pair.decided_at = session.scalars(func.clock_timestamp().select()).one()
    if finding == "same":
        _close(session, pair.person_id, pair.other_id, why, by)
    session.flush()
    record(session, by, "possible duplicate decided", pair.reference, {"state": before}, {"state": finding}, why)
    return pair


def _close(session: Session, newer_id: int, older_id: int, why: str, by: ActingOfficer) -> None:
    """The newer record leads to the older one, or to the one that that leads to."""
    newer = session.get_one(Person, newer_id, with_for_update=True)
    older = session.get_one(Person, older_id, with_for_update=True)
    while older.merged_into_id is not None:
        older = session.get_one(Person, older.merged_into_id, with_for_update=True)
    if older.id == newer.id or newer.merged_into_id is not None:
        raise conflict("One of these records was closed meanwhile; look at the pair again", "merged")
    newer.merged_into_id = older.id
    newer.version += 1
    record(session, by, "record closed", newer.reference, after={"leads to": older.reference}, reason=why)
