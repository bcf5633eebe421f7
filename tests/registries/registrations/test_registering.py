"""Registering a person once, with everybody who resembles her shown before."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.audit.models import AuditLine
from mis.errors import Conflict, Refusal
from mis.staff.models import Area
from mis.staff.rules import ActingOfficer
from registries.persons.actions import Identifier
from registries.persons.models import Person
from registries.persons.queries import facts, identifiers, person_by_reference
from registries.registrations.actions import Answer, Details, change, register
from tests import make
from tests.held import held_persons

NOBODY = Answer()


def details(session: Session, by: ActingOfficer, **given: object) -> Details:
    """A man who can be registered."""
    area = session.scalars(select(Area.code).order_by(Area.id).limit(1)).one()
    return replace(Details("Henrique Tavares Boavida", "m", date(1954, 5, 2), area=area), **given)


def codes(refusal: Refusal) -> set[tuple[str | None, str]]:
    """What was refused, by field and code."""
    return {(problem.field, problem.code) for problem in refusal.problems}


def test_a_person_is_registered_with_numbers_and_facts_and_a_line_in_the_trail(session: Session) -> None:
    by = make.by(session)
    given = details(
        session, by, phone="7700 1234", identifiers=(Identifier("voter-card", "００18 3472"),), facts={"citizen": True}
    )
    person, pairs = register(session, given, NOBODY, by)
    assert pairs == []
    assert (person.phone, person.office_id, person.version) == ("+67077001234", by.office_id, 1)
    assert [row.number for row in identifiers(session, [person.id])[person.id]] == ["00183472"]
    known = facts(session, [person.id], date(2024, 5, 31))[person.id]
    assert (known["birth_date"].value, known["citizen"].value, known["sex"].value) == (date(1954, 5, 2), True, "m")
    line = session.scalars(select(AuditLine).where(AuditLine.about == person.reference)).one()
    assert (line.act, line.officer_id) == ("person registered", by.id)


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Henrique Tavarres Boavida", date(1954, 5, 2)),
        ("Boavida Henrique Tavares", date(1954, 5, 2)),
        ("Hеnrique Tаvares Boavida", date(1954, 5, 2)),  # two Cyrillic letters
        ("Henríque Tavares Boavida", date(1954, 2, 5)),
        ("Henrique Tavares", date(1954, 5, 2)),
        ("Henrique Tavares Boavida", date(1945, 5, 2)),
    ],
)
def test_who_resembles_another_is_not_saved_before_the_officer_looked(session: Session, name: str, born: date) -> None:
    by = make.by(session)
    register(session, details(session, by), NOBODY, by)
    twin = details(session, by, name=name, birth_date=born)
    with pytest.raises(Refusal) as refused:
        register(session, twin, NOBODY, by)
    assert codes(refused.value) == {("finding", "resembles")}
    with pytest.raises(Refusal):
        register(session, twin, Answer("another", " "), by)
    assert session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize(
    ("name", "born"),
    [("Marcelina Pereira Lopo", date(1954, 5, 2)), ("Henrique Tavares Boavida", date(1990, 1, 9)), ("José", date(1954, 1, 1))],
)
def test_another_name_or_another_birth_is_another_person(session: Session, name: str, born: date) -> None:
    by = make.by(session)
    register(session, details(session, by), NOBODY, by)
    register(session, details(session, by, name=name, birth_date=born), NOBODY, by)
    assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_a_pair_nobody_can_tell_apart_is_kept_and_the_newer_is_held(session: Session) -> None:
    by = make.by(session)
    register(session, details(session, by), NOBODY, by)
    twin = details(session, by, name="Henrique Tavarres Boavida", birth_date=date(1954, 1, 1), birth_precision="year")
    newer, pairs = register(session, twin, Answer("unclear", "Both cards look right"), by)
    assert len(pairs) == 1
    assert held_persons(session) == {newer.id}


def test_another_person_who_is_only_near_is_not_held_and_one_very_like_is(session: Session) -> None:
    by = make.by(session)
    register(session, details(session, by), NOBODY, by)
    near = details(session, by, name="Henriqueta Tavares", birth_date=date(1954, 6, 2), sex="f")
    _, pairs = register(session, near, Answer("another", "His sister, seen together"), by)
    assert pairs == []
    very, kept = register(session, details(session, by), Answer("another", "Cousin of the same name"), by)
    assert len(kept) == 1
    assert held_persons(session) == {very.id}


def test_a_likeness_in_another_office_is_kept_for_the_supervisor_and_not_told(session: Session) -> None:
    country = make.office(session, "Country")
    here, there = make.office(session, "Here", country), make.office(session, "There", country)
    by, other = make.by(session, at=here), make.by(session, at=there)
    register(session, details(session, other), NOBODY, other)
    person, pairs = register(session, details(session, by), NOBODY, by)
    assert len(pairs) == 1
    assert held_persons(session) == {person.id}


def test_the_same_number_is_refused_in_the_same_words_whichever_office_has_it(session: Session) -> None:
    country = make.office(session, "Country")
    here, there = make.office(session, "Here", country), make.office(session, "There", country)
    by, other = make.by(session, at=here), make.by(session, at=there)
    card = (Identifier("voter-card", "00183472"),)
    register(session, details(session, other, identifiers=card), NOBODY, other)
    someone = details(session, by, name="Marcelina Lopo", birth_date=date(1980, 1, 1), identifiers=card)
    with pytest.raises(Refusal) as elsewhere:
        register(session, someone, NOBODY, by)
    with pytest.raises(Refusal) as at_home:
        register(session, replace(someone), Answer("another", "Another card holder"), other)
    assert str(elsewhere.value) == str(at_home.value)
    assert codes(elsewhere.value) == {("number", "number-taken")}


def test_everything_wrong_is_said_at_once(session: Session) -> None:
    by = make.by(session)
    wrong = details(session, by, name=" \u200b ", birth_date=date(2057, 4, 9), phone="+", area="nowhere")
    with pytest.raises(Refusal) as refused:
        register(session, wrong, NOBODY, by)
    assert {field for field, _ in codes(refused.value)} == {"name", "birth_date", "phone", "area"}
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_correction_keeps_what_was_known_and_a_stale_one_is_refused(session: Session) -> None:
    by = make.by(session)
    person, _ = register(session, details(session, by), NOBODY, by)
    opened = person.version
    better = details(session, by, birth_date=date(1953, 5, 2))
    change(session, person, better, opened, "Birth certificate shown", by)
    assert facts(session, [person.id], date(2024, 1, 1))[person.id]["birth_date"].value == date(1953, 5, 2)
    assert person.version == opened + 1
    with pytest.raises(Conflict):
        change(session, person, details(session, by), opened, "From the old page", by)


def test_a_person_of_another_office_is_not_found(session: Session) -> None:
    by, stranger = make.by(session), make.by(session)
    person, _ = register(session, details(session, by), NOBODY, by)
    with pytest.raises(Refusal, match="There is no such person"):
        person_by_reference(session, stranger, person.reference)
