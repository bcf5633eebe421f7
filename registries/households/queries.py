"""Reading households: one by reference, who belongs to it on a day, and what the law asks of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from mis.errors import missing
from mis.identifiers import read_reference
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from registries.households.models import Household, HouseholdMember
from registries.naming.rules import SEARCH_LENGTH_MAX
from registries.persons import queries as persons
from registries.persons.models import Person
from registries.persons.queries import FactFound

MEMBER_FACTS = ("income_monthly", "citizen")


def household_by_reference(session: Session, by: ActingOfficer, reference: str) -> Household:
    """The household of that reference in the officer's offices."""
    written = read_reference(reference) or ""
    row = session.scalar(select(Household).where(Household.reference == written, Household.office_id.in_(by.offices)))
    if row is None:
        raise missing("There is no such household")
    return row


def matching(by: ActingOfficer, text: str) -> Select:
    """The households that a text may mean: a reference, the beginning of a book number, or a member's name."""
    question = select(Household).where(Household.office_id.in_(by.offices))
    text = text[:SEARCH_LENGTH_MAX].replace("\0", "").strip()
    reference = read_reference(text)
    if reference:
        return question.where(Household.reference == reference)
    if not text:
        return question
    words = persons.search_words(text)
    booked = Household.book_number.startswith(text, autoescape=True)
    if not words:
        return question.where(booked)
    named = select(HouseholdMember.household_id).join(Person, Person.id == HouseholdMember.person_id)
    return question.where(or_(booked, Household.id.in_(named.where(HouseholdMember.replaced_at.is_(None), persons.named(words)))))


def _known(known_at: datetime | None) -> list[Any]:
    """The conditions that a membership was known at an instant, now unless told."""
    if known_at is None:
        return [HouseholdMember.replaced_at.is_(None)]
    later = or_(HouseholdMember.replaced_at.is_(None), HouseholdMember.replaced_at > known_at)
    return [HouseholdMember.recorded_at <= known_at, later]


def members(
    session: Session, household_ids: Sequence[int], on: date, known_at: datetime | None = None
) -> dict[int, list[tuple[HouseholdMember, Person]]]:
    """Who belongs to each household on a day, the head first, then by age."""
    question = (
        select(HouseholdMember, Person)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id.in_(household_ids), HouseholdMember.valid_from <= on, *_known(known_at))
        .where(or_(HouseholdMember.valid_to.is_(None), HouseholdMember.valid_to >= on))
        .order_by(HouseholdMember.household_id, HouseholdMember.role != "head", Person.birth_date, Person.id)
    )
    answer: dict[int, list[tuple[HouseholdMember, Person]]] = defaultdict(list)
    for member, person in session.execute(question):
        answer[member.household_id].append((member, person))
    return answer


def membership_history(session: Session, household_id: int) -> Sequence[tuple[HouseholdMember, Person]]:
    """Every place in the household as known now, newest first, those ended as well."""
    question = select(HouseholdMember, Person).join(Person, Person.id == HouseholdMember.person_id)
    question = question.where(HouseholdMember.household_id == household_id, HouseholdMember.replaced_at.is_(None))
    return [(row[0], row[1]) for row in session.execute(question.order_by(HouseholdMember.valid_from.desc(), HouseholdMember.id))]


def households_of(session: Session, person_ids: Sequence[int], on: date) -> dict[int, Household]:
    """The household to which each person belongs on a day."""
    question = select(HouseholdMember.person_id, Household).join(Household, Household.id == HouseholdMember.household_id)
    question = question.where(HouseholdMember.person_id.in_(person_ids), HouseholdMember.valid_from <= on, *_known(None))
    rows = session.execute(question.where(or_(HouseholdMember.valid_to.is_(None), HouseholdMember.valid_to >= on)))
    return {row[0]: row[1] for row in rows}


def family_of(session: Session, reference: str) -> dict[str, int]:
    """A person's own record and those of everybody in her household today, each reference with its key.

    A record closed as another's counts as the one kept, and both are hers.
    """
    found = session.execute(select(Person.id, Person.merged_into_id).where(Person.reference == reference)).one_or_none()
    if found is None:
        return {}
    own, today = {key for key in found if key is not None}, office_today(session)
    homes = {home.id for home in households_of(session, list(own), today).values()}
    here = (HouseholdMember.valid_from <= today, or_(HouseholdMember.valid_to.is_(None), HouseholdMember.valid_to >= today))
    living = select(HouseholdMember.person_id).where(HouseholdMember.household_id.in_(homes), *_known(None), *here)
    rows = session.execute(select(Person.reference, Person.id).where(or_(Person.id.in_(own), Person.id.in_(living))))
    return dict(rows.tuples().all())


def facts(
    session: Session, household_ids: Sequence[int], on: date, known_at: datetime | None = None
) -> dict[int, dict[str, FactFound]]:
    """What the law asks of each household on a day, as known at an instant: its registration and its members.

    A member is a dict of the facts known of her, with her reference (`person`) and `name`; who died by that day is none.
    """
    belonging = members(session, household_ids, on, known_at)
    known = persons.facts(session, [person.id for rows in belonging.values() for _, person in rows], on, known_at)
    answer: dict[int, dict[str, FactFound]] = {}
    for household in session.scalars(select(Household).where(Household.id.in_(household_ids))):
        living = [person for _, person in belonging.get(household.id, []) if "died_on" not in known[person.id]]
        source = household.book_number
        answer[household.id] = {
            "registered_on": FactFound(household.registered_on, source, household.registered_on),
            "members": FactFound([_item(person, known[person.id]) for person in living], source, on),
        }
    return answer


def _item(person: Person, known: dict[str, FactFound]) -> dict[str, Any]:
    """A member as the law counts her."""
    asked = {name: known[name].value for name in MEMBER_FACTS if name in known}
    return {"person": person.reference, "name": person.name, **asked}
