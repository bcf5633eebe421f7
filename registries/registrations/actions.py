"""Entering a person in the register once, after looking whether she is there already; correcting her details."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Problem, Refusal, refuse
from mis.identifiers import new_reference
from mis.staff.queries import installation, office_today
from mis.staff.rules import ActingOfficer
from registries.duplicates.actions import keep_pair
from registries.duplicates.queries import Resembling, resembling
from registries.naming.rules import Known, birth_parts, clean_name, name_key
from registries.numbers.rules import read_identifier, read_phone
from registries.persons import rules
from registries.persons.actions import Identifier, add_facts, area_id, enter_identifier, lock, replace_facts
from registries.persons.models import Person

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
    office, today = installation(session), office_today(session)
    found: list[Problem] = []
    rules.check_choices(given.sex, given.birth_precision, given.language)
    name = _collect(found, lambda: clean_name(given.name), given.name)
    _collect(found, lambda: rules.check_birth(given.birth_date, today), None)
    phone = _collect(found, lambda: read_phone(given.phone, office.country) or "", "")
    address = _collect(found, lambda: rules.clean_address(given.address), "")
    _collect(found, lambda: area_id(session, given.area), 0)
    numbers = tuple(_collect(found, partial(_read, office.country, each), each) for each in given.identifiers)
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
    person = Person(
        reference=new_reference("PE"), name=kept.name, name_key=name_key(kept.name), sex=kept.sex, birth_date=kept.birth_date,
        birth_precision=kept.birth_precision, office_id=kept.office_id or by.office_id, area_id=area_id(session, kept.area),
        address=kept.address, language=kept.language, phone=kept.phone or None, registered_on=today, registered_by=by.id,
    )  # fmt: skip
    session.add(person)
    session.flush()
    values: dict[str, Any] = {"birth_date": kept.birth_date, "birth_precision": kept.birth_precision, "sex": kept.sex}
    add_facts(session, person, values, kept.birth_date, "at registration", by)
    add_facts(session, person, kept.facts, today, "as declared at registration", by)
    for each in kept.identifiers:
        enter_identifier(session, person, each, by)
    after = {
        "name": kept.name,
        "birth_date": kept.birth_date,
        "sex": kept.sex,
        "numbers": [each.kind for each in kept.identifiers],
    }
    record(session, by, "person registered", person.reference, after=after)
    if rules.doubtful_age(kept.birth_date, today):
        record(session, by, "doubtful age", person.reference, after={"birth_date": kept.birth_date})
    return person


def change(session: Session, person: Person, given: Details, version: int | None, reason: str, by: ActingOfficer) -> Person:
    """Correct who a person is or how she is reached; numbers and facts have acts of their own.

    A corrected birth or sex replaces what was recorded; the old stays readable. Refused when the version is stale.
    """
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
        replace_facts(session, person, tuple(corrected))
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
