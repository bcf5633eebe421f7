"""Entering a person in the register once, after looking whether she is there already; correcting her details."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Problem, Refusal, refuse
from mis.identifiers import new_reference
from mis.staff.models import Area
from mis.staff.queries import installation, office_today
from mis.staff.rules import ActingOfficer, demand_stranger
from registries.duplicates.actions import keep_pair
from registries.duplicates.queries import Resembling, resembling
from registries.naming.rules import Known, birth_parts, clean_name, name_key
from registries.numbers.rules import read_identifier, read_phone
from registries.persons import rules
from registries.persons.actions import Identifier, add_facts, area_id, enter_identifier, fact_rows, lock, replace_facts
from registries.persons.models import Person, PersonFact, PersonIdentifier

T = TypeVar("T")
CHANGEABLE = ("name", "sex", "birth_date", "birth_precision", "area_id", "address", "language", "phone")


@dataclass(frozen=True)
class Details:
    """Who a person is and how she is reached; `area` is the code of the place where she lives."""

    name: str
    sex: str
    birth_date: date
    birth_precision: str = "day"
    area: str = ""
    address: str = ""
    language: str = "en"
    phone: str = ""
    identifiers: tuple[Identifier, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    office_id: int | None = None


def check_details(session: Session, given: Details, by: ActingOfficer) -> Details:
    """The details as they will be kept; refused with everything that cannot be right, each at its field."""
    return _checked(given, installation(session).country, office_today(session), partial(area_id, session), by)


def _checked(given: Details, country: str, today: date, find_area: Callable[[str], int], by: ActingOfficer) -> Details:
    found: list[Problem] = []
    rules.check_choices(given.sex, given.birth_precision, given.language)
    name = _collect(found, lambda: clean_name(given.name), given.name)
    _collect(found, lambda: rules.check_birth(given.birth_date, today), None)
    phone = _collect(found, lambda: read_phone(given.phone, country) or "", "")
    address = _collect(found, lambda: rules.clean_address(given.address), "")
    _collect(found, lambda: find_area(given.area), 0)
    numbers = tuple(_collect(found, partial(_read, country, each), each) for each in given.identifiers)
    for fact, value in given.facts.items():
        _collect(found, partial(rules.kept_value, fact, value), None)
    if given.office_id is not None and given.office_id not in by.offices:
        found.append(Problem("office", "Office: choose one of yours", "not-yours"))
    if found:
        raise Refusal(*found)
    return replace(given, name=name, phone=phone, address=address, identifiers=numbers)


def _read(country: str, given: Identifier) -> Identifier:
    return replace(given, number=read_identifier(country, given.kind, given.number))


def _collect(found: list[Problem], check: Callable[[], T], otherwise: T) -> T:
    """What the check gives; its refusal is kept among those found."""
    try:
        return check()
    except Refusal as refusal:
        found.extend(refusal.problems)
        return otherwise


def enter(session: Session, given: Details, by: ActingOfficer) -> Person:
    """The person in the register, with her numbers and what is known of her, whoever she resembles."""
    kept, today = check_details(session, given, by), office_today(session)
    person = Person(**_row(kept, area_id(session, kept.area), today, by))
    session.add(person)
    session.flush()
    session.execute(insert(PersonFact), _facts(person.id, kept, today, by))
    for each in kept.identifiers:
        enter_identifier(session, person, each, by)
    after = {
        "name": kept.name,
        "birth_date": kept.birth_date,
        "sex": kept.sex,
        "numbers": [each.kind for each in kept.identifiers],
    }
    record(session, by, "person registered", person.reference, after=after)
    _note_age(session, person.reference, kept, today, by)
    return person


def _row(kept: Details, area: int, today: date, by: ActingOfficer) -> dict[str, Any]:
    return {
        "reference": new_reference("PE"), "name": kept.name, "name_key": name_key(kept.name), "sex": kept.sex,
        "birth_date": kept.birth_date, "birth_precision": kept.birth_precision, "office_id": kept.office_id or by.office_id,
        "area_id": area, "address": kept.address, "language": kept.language, "phone": kept.phone or None, "registered_on": today,
        "registered_by": by.id,
    }  # fmt: skip


def _facts(person_id: int, kept: Details, today: date, by: ActingOfficer) -> list[dict[str, Any]]:
    values: dict[str, Any] = {"birth_date": kept.birth_date, "birth_precision": kept.birth_precision, "sex": kept.sex}
    born = fact_rows(person_id, values, kept.birth_date, "at registration", by)
    return born + fact_rows(person_id, kept.facts, today, "as declared at registration", by)


def _note_age(session: Session, reference: str, kept: Details, today: date, by: ActingOfficer) -> None:
    if rules.doubtful_age(kept.birth_date, today):
        record(session, by, "doubtful age", reference, after={"birth_date": kept.birth_date})


def enter_many(session: Session, given: Sequence[Details], by: ActingOfficer) -> list[str]:
    """People taken over from a list, whoever they resemble, with one statement a table; their references, in order.

    All or none: each that cannot be taken is named by its place. One line of the trail, with the SHA-256 of the references.
    """
    areas = dict(session.execute(select(Area.code, Area.id)).tuples().all())
    kept, today = _check_many(session, given, areas, by), office_today(session)
    rows = [_row(each, areas[each.area], today, by) for each in kept]
    if not rows:
        return []
    ids = session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows).all()
    people = list(zip(ids, kept, strict=True))
    session.execute(insert(PersonFact), [fact for key, each in people for fact in _facts(key, each, today, by)])
    numbers = [{"person_id": key, **vars(number), "recorded_by": by.id} for key, each in people for number in each.identifiers]
    if numbers:
        session.execute(insert(PersonIdentifier), numbers)
    references = [str(row["reference"]) for row in rows]
    digest = hashlib.sha256("\n".join(references).encode()).hexdigest()
    record(session, by, "people registered", "persons", count=len(rows), digest=digest)
    for reference, each in zip(references, kept, strict=True):
        _note_age(session, reference, each, today, by)
    return references


def _check_many(session: Session, given: Sequence[Details], areas: Mapping[str, int], by: ActingOfficer) -> list[Details]:
    """Everybody's details as they will be kept; refused with every problem at its place, counted from 1."""
    country, today = installation(session).country, office_today(session)
    kept, found = [], []
    for place, each in enumerate(given, 1):
        try:
            kept.append(_checked(each, country, today, partial(_area_among, areas), by))
        except Refusal as refusal:
            found += [replace(problem, row=place) for problem in refusal.problems]
    taken = _numbers_taken(session, kept)
    for place, each in enumerate(kept, 1):
        for number in each.identifiers:
            if (number.kind, number.number) in taken:
                words = "Number: it cannot be kept for this person; ask a supervisor to compare the papers"
                found.append(Problem("number", words, "number-taken", place))
            taken.add((number.kind, number.number))
    if found:
        raise Refusal(*found[:100])
    return kept


def _area_among(areas: Mapping[str, int], code: str) -> int:
    if code not in areas:
        raise refuse("area", "Lives in: choose a place of the list", "no-such-area")
    return areas[code]


def _numbers_taken(session: Session, kept: Sequence[Details]) -> set[tuple[str, str]]:
    """Which of these people's numbers the register holds already, in one question."""
    numbers = [number.number for each in kept for number in each.identifiers]
    held = select(PersonIdentifier.kind, PersonIdentifier.number).where(PersonIdentifier.replaced_at.is_(None))
    return set(session.execute(held.where(PersonIdentifier.number.in_(numbers))).tuples())


def change(session: Session, person: Person, given: Details, version: int | None, reason: str, by: ActingOfficer) -> Person:
    """Correct who a person is or how she is reached; numbers and facts have acts of their own.

    A corrected birth or sex replaces what was recorded; the old stays readable. Refused when the version is stale.
    """
    demand_stranger(by, person.id)
    kept, why = check_details(session, given, by), rules.check_reason(reason)
    lock(session, person, version)
    if person.died_on is not None:
        rules.check_death(kept.birth_date, person.died_on, office_today(session))
    before = {name: getattr(person, name) for name in CHANGEABLE}
    person.name, person.name_key, person.sex = kept.name, name_key(kept.name), kept.sex
    person.birth_date, person.birth_precision = kept.birth_date, kept.birth_precision
    person.area_id, person.address = area_id(session, kept.area), kept.address
    person.language, person.phone = kept.language, kept.phone or None
    changed = {name: getattr(person, name) for name in CHANGEABLE if getattr(person, name) != before[name]}
    corrected: dict[str, Any] = {name: changed[name] for name in ("birth_date", "birth_precision", "sex") if name in changed}
    if "birth_date" in corrected:
        corrected = {"birth_date": kept.birth_date, "birth_precision": kept.birth_precision, "sex": kept.sex}
    if corrected:
        replace_facts(session, person, (*corrected, "birth_confirmed") if "birth_date" in corrected else tuple(corrected))
        add_facts(session, person, corrected, kept.birth_date, why, by)
    session.flush()
    record(session, by, "person changed", person.reference, {name: before[name] for name in changed}, changed, why)
    return person


@dataclass(frozen=True)
class Answer:
    """What the officer says of the people who resemble the new one: "another" person, or "unclear"; and why."""

    finding: str = ""
    reason: str = ""


def look_alikes(session: Session, kept: Details, besides: Person | None = None) -> list[Resembling]:
    """The people of every office who resemble these details (as check_details gives them), the nearest first."""
    birth = birth_parts(kept.birth_date, kept.birth_precision)
    numbers = frozenset((each.kind, each.number) for each in kept.identifiers)
    known = Known(name_key(kept.name), kept.sex, *birth, area_id(session, kept.area), kept.phone or None, numbers)
    return resembling(session, known, kept.birth_date, besides.id if besides else None)


def register(session: Session, given: Details, answer: Answer, by: ActingOfficer) -> tuple[Person, list[str]]:
    """Register a person, with the references of the pairs kept for a second officer to look at.

    Refused while somebody in the officer's offices resembles her and nothing is said of it. A pair is kept when the officer
    cannot tell, when the two are very like, or when the other belongs to an office that is not hers to see.
    """
    kept = check_details(session, given, by)
    alike = look_alikes(session, kept)
    seen = [each for each in alike if each.person.office_id in by.offices]
    note = check_answer(seen, answer) if seen else ""
    person = enter(session, kept, by)
    pairs = [
        keep_pair(session, person, each.person, each.likeness, note or "Found by comparing names and births", by)
        for each in alike
        if each not in seen or answer.finding == "unclear" or each.likeness.strong
    ]
    return person, [reference for reference in pairs if reference]


def check_answer(seen: list[Resembling], answer: Answer) -> str:
    """The reason given for registering beside people who resemble her; refused while there is none."""
    if answer.finding not in ("another", "unclear"):
        words = "Already in the register? Look at %(references)s, then say whether it is another person"
        raise refuse("finding", words, "resembles", references=", ".join(each.person.reference for each in seen[:5]))
    return rules.check_reason(answer.reason, "reason")
