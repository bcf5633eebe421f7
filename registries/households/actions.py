"""What one does with a household: enter it with its members, let people join and leave, give it another head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Problem, Refusal, conflict, refuse
from mis.identifiers import new_reference
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer, demand_stranger
from registries.households import rules
from registries.households.models import Household, HouseholdMember
from registries.households.queries import members
from registries.persons.actions import area_id
from registries.persons.models import Person
from registries.persons.queries import references
from registries.persons.rules import check_reason


@dataclass(frozen=True)
class Belonging:
    """A person, by reference, and her role in the household."""

    person: str
    role: str


@dataclass(frozen=True)
class NewHousehold:
    """A household as its book has it: number, place (code of the area), day of registration, members."""

    book_number: str
    area: str
    registered_on: date
    members: tuple[Belonging, ...]


def register(session: Session, given: NewHousehold, by: ActingOfficer) -> Household:
    """Enter a household with its members, one of them its head; refused when one belongs to another household."""
    book, today = rules.clean_book(given.book_number), office_today(session)
    rules.check_day("registered_on", given.registered_on, today)
    people = _people(session, given.members, by)
    rules.check_members([(person.id, each.role) for person, each in zip(people, given.members, strict=True)])
    demand_stranger(by, *(person.id for person in people))
    place = area_id(session, given.area)
    row = {
        "reference": new_reference("HH"), "book_number": book, "area_id": place, "office_id": by.office_id,
        "registered_on": given.registered_on, "registered_by": by.id,
    }  # fmt: skip
    kept = session.scalar(insert(Household).values(row).on_conflict_do_nothing().returning(Household.id))
    if kept is None:
        raise refuse("book_number", "Household book: this number cannot be kept; compare it with the book", "book-taken")
    household = session.get_one(Household, kept)
    for person, each in zip(people, given.members, strict=True):
        _join(session, household, person, each.role, max(given.registered_on, person.birth_date), by)
    session.flush()
    after = {"book": book, "members": [person.reference for person in people]}
    record(session, by, "household registered", household.reference, after=after)
    return household


def _people(session: Session, belonging: Sequence[Belonging], by: ActingOfficer) -> list[Person]:
    """The members' records; refused at each reference that leads to nobody."""
    found = references(session, by, [each.person for each in belonging])
    people = [found.get(each.person) for each in belonging]
    missing = [
        Problem(
            f"members-{at}-person",
            "Member: there is no person %(found)s; compare the reference",
            "no-such-person",
            values={"found": belonging[at].person or at + 1},
        )
        for at, person in enumerate(people)
        if person is None or person.merged_into_id is not None
    ]
    if missing:
        raise Refusal(*missing)
    return [person for person in people if person is not None]


def _join(session: Session, household: Household, person: Person, role: str, since: date, by: ActingOfficer) -> None:
    """A person's place from a day on; one household at a time."""
    row = {"household_id": household.id, "person_id": person.id, "role": role, "valid_from": since, "recorded_by": by.id}
    question = insert(HouseholdMember).values(row).on_conflict_do_nothing().returning(HouseholdMember.id)
    if session.scalar(question) is None:
        words = "Member: %(name)s belongs to another household at that time; end that first"
        raise refuse("members", words, "elsewhere", name=person.name)


def add_member(session: Session, household: Household, given: Belonging, since: date, reason: str, by: ActingOfficer) -> None:
    """Let a person join from a day on; a new head takes the place of the one before, who becomes a relative."""
    why = check_reason(reason)
    rules.check_day("since", since, office_today(session))
    (person,) = _people(session, [given], by)
    if given.role not in rules.ROLES:
        raise refuse("role", "Role: choose one of those offered", "not-offered")
    if since < max(household.registered_on, person.birth_date):
        raise refuse("since", "Since: this is before the household was registered or the person born", "too-early")
    session.refresh(household, with_for_update=True)
    now_here = {each.id: member for member, each in members(session, [household.id], since)[household.id]}
    demand_stranger(by, person.id, *now_here)
    if person.id in now_here:
        _end(session, now_here[person.id], since - timedelta(days=1), by)
    if given.role == "head":
        for member in now_here.values():
            if member.role == "head" and member.person_id != person.id:
                _end(session, member, since - timedelta(days=1), by)
                _join(session, household, session.get_one(Person, member.person_id), "relative", since, by)
    elif now_here.get(person.id) and now_here[person.id].role == "head":
        raise refuse("role", "Role: name another head first", "one-head")
    _join(session, household, person, given.role, since, by)
    household.version += 1
    session.flush()
    after = {"person": person.reference, "role": given.role, "since": since}
    record(session, by, "household member joined", household.reference, after=after, reason=why)


def end_member(session: Session, household: Household, person: Person, last_day: date, reason: str, by: ActingOfficer) -> None:
    """Let a person leave after a last day; the head can leave only last or after another head was named."""
    why = check_reason(reason)
    rules.check_day("last_day", last_day, office_today(session))
    session.refresh(household, with_for_update=True)
    here = {each.id: member for member, each in members(session, [household.id], last_day)[household.id]}
    demand_stranger(by, *here)
    member = here.get(person.id)
    if member is None or member.valid_to is not None:
        raise conflict("This person does not belong to the household on that day, or has left it", "not-a-member")
    if member.role == "head" and len(here) > 1:
        raise refuse("last_day", "The head cannot leave while others stay; name another head first", "one-head")
    _end(session, member, last_day, by)
    household.version += 1
    session.flush()
    record(
        session,
        by,
        "household member left",
        household.reference,
        after={"person": person.reference, "last day": last_day},
        reason=why,
    )


def _end(session: Session, member: HouseholdMember, last_day: date, by: ActingOfficer) -> None:
    """The same place with a last day; what was known before stays readable."""
    session.execute(update(HouseholdMember).where(HouseholdMember.id == member.id).values(replaced_at=func.clock_timestamp()))
    if last_day >= member.valid_from:
        session.add(
            HouseholdMember(
                household_id=member.household_id, person_id=member.person_id, role=member.role, valid_from=member.valid_from,
                valid_to=last_day, recorded_by=by.id,
            )
        )  # fmt: skip
    session.flush()
