"""Reading possible duplicates: who resembles a person, which pairs wait, whom a waiting pair holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from mis.errors import missing
from mis.identifiers import read_reference
from mis.staff.rules import ActingOfficer
from registries.duplicates.models import PossibleDuplicate
from registries.naming.rules import NEAR, Known, Likeness, birth_parts, likeness
from registries.persons.models import Person, PersonIdentifier
from registries.persons.queries import identifiers, named, persons_by_id

YEARS_APART = timedelta(days=2 * 366)
PREFIX = 3
CANDIDATES_MAX = 5_000
NUMBERS_WEIGH = 25
COLUMNS = (Person.id, Person.name_key, Person.sex, Person.birth_date, Person.birth_precision, Person.area_id, Person.phone)


@dataclass(frozen=True)
class Resembling:
    """A person in the register who resembles another, and how."""

    person: Person
    likeness: Likeness


def known_of(row: Any, numbers: frozenset[tuple[str, str]] = frozenset()) -> Known:
    """What is compared of a person, or of details like hers."""
    birth = birth_parts(row.birth_date, row.birth_precision)
    return Known(row.name_key, row.sex, *birth, row.area_id, row.phone or None, numbers)


def resembling(session: Session, known: Known, born: date, besides: int | None = None) -> list[Resembling]:
    """The people of every office who resemble somebody, the nearest first; `besides` leaves out one record.

    Candidates share the beginning of a name and about the year of birth, all the words of the name, a telephone or a
    number; names and days are then compared letter by letter.
    """
    rows = session.execute(_candidates(known, born, besides)).all()
    near = [row.id for row in rows if likeness(known, known_of(row)).score >= NEAR - NUMBERS_WEIGH]
    sharing = set(session.scalars(_same_number(known))) if known.numbers else set()
    wanted = [key for key in {*near, *sharing} if key != besides]
    numbers, people = identifiers(session, wanted), persons_by_id(session, wanted)
    found = []
    for person in people.values():
        held = frozenset((row.kind, row.number) for row in numbers.get(person.id, ()))
        like = likeness(known, known_of(person, held))
        if like.near and person.merged_into_id is None:
            found.append(Resembling(person, like))
    return sorted(found, key=lambda each: (-each.likeness.score, each.person.id))


def _candidates(known: Known, born: date, besides: int | None) -> Select:
    """Whom it is worth comparing."""
    words = known.name_key.split()
    conditions = [Person.phone == known.phone] if known.phone else []
    if words:
        begun = named([word[:PREFIX] for word in words], every=False)
        conditions += [and_(begun, Person.birth_date.between(born - YEARS_APART, born + YEARS_APART)), named(words)]
    question = select(*COLUMNS).where(Person.merged_into_id.is_(None), or_(*conditions))
    return (question if besides is None else question.where(Person.id != besides)).limit(CANDIDATES_MAX)


def _same_number(known: Known) -> Select:
    """Who has one of the numbers now."""
    pairs = [and_(PersonIdentifier.kind == kind, PersonIdentifier.number == number) for kind, number in known.numbers]
    return select(PersonIdentifier.person_id).where(PersonIdentifier.replaced_at.is_(None), or_(*pairs))


def held_by_pair(person: str) -> str:
    """SQL that is true of the persons (a column with their keys) who are not paid: the newer of a pair that waits."""
    return f"EXISTS (SELECT FROM possible_duplicate d WHERE d.person_id = {person} AND d.state = 'waiting')"


def pairs(by: ActingOfficer, state: str | None = "waiting") -> Select:
    """The pairs of an officer's offices: hers when the newer record is."""
    newer = aliased(Person)
    question = (
        select(PossibleDuplicate).join(newer, newer.id == PossibleDuplicate.person_id).where(newer.office_id.in_(by.offices))
    )
    return question if state is None else question.where(PossibleDuplicate.state == state)


def pair_by_reference(session: Session, by: ActingOfficer, reference: str) -> PossibleDuplicate:
    """The pair of that reference; both records must lie in the officer's offices to be compared."""
    older = aliased(Person)
    question = pairs(by, None).join(older, older.id == PossibleDuplicate.other_id).where(older.office_id.in_(by.offices))
    row = session.scalar(question.where(PossibleDuplicate.reference == (read_reference(reference) or "")))
    if row is None:
        raise missing("There is no such pair")
    return row


def pairs_of(session: Session, person_id: int) -> Sequence[PossibleDuplicate]:
    """The pairs in which a person stands and that wait."""
    either = or_(PossibleDuplicate.person_id == person_id, PossibleDuplicate.other_id == person_id)
    return session.scalars(select(PossibleDuplicate).where(either, PossibleDuplicate.state == "waiting")).all()
