"""People taken over from a list: all of them or none, with the same checks and facts as at the counter."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from mis.audit.models import AuditLine
from mis.errors import Refusal
from registries.persons.actions import Identifier
from registries.persons.models import Person
from registries.persons.queries import facts, identifiers
from registries.registrations.actions import Details, enter_many
from tests import make


def listed(session, *names):
    """Details of people who live in one place, each with a voter card of her own."""
    place = make.area(session)
    return [
        Details(name, "f", date(1950, 1, at), area=place.code, facts={"citizen": True},
                identifiers=(Identifier("voter-card", f"0044{at:04}"),))
        for at, name in enumerate(names, 1)
    ]  # fmt: skip


@pytest.fixture
def by(session):
    """An officer who registers."""
    make.installation(session)
    return make.by(session)


def test_everybody_is_entered_in_order_with_facts_and_numbers(session, by):
    references = enter_many(session, listed(session, "Ana Belo", "Rosa Pinto"), by)
    rows = session.scalars(select(Person).order_by(Person.id)).all()
    assert [row.reference for row in rows] == references
    assert [row.name for row in rows] == ["Ana Belo", "Rosa Pinto"]
    known = facts(session, [row.id for row in rows], date(2024, 5, 31))
    assert [known[row.id]["citizen"].value for row in rows] == [True, True]
    assert [known[row.id]["birth_date"].value for row in rows] == [date(1950, 1, 1), date(1950, 1, 2)]
    assert [identifiers(session, [row.id])[row.id][0].number for row in rows] == ["00440001", "00440002"]


def test_one_line_of_the_trail_says_how_many(session, by):
    enter_many(session, listed(session, "Ana Belo", "Rosa Pinto"), by)
    lines = session.scalars(select(AuditLine).where(AuditLine.act == "people registered")).all()
    assert [(line.count, line.officer) for line in lines] == [(2, by.username)]
    assert len(lines[0].digest) == 64


def test_every_problem_is_named_by_its_place_and_nobody_is_entered(session, by):
    people = listed(session, "Ana Belo", "…", "Rosa Pinto")
    wrong = [people[0], people[1], replace(people[2], area="nowhere")]
    with pytest.raises(Refusal) as refused:
        enter_many(session, wrong, by)
    assert {(problem.row, problem.field) for problem in refused.value.problems} == {(2, "name"), (3, "area")}
    assert session.scalars(select(Person)).all() == []


def test_a_number_that_somebody_has_or_that_stands_twice_is_refused(session, by):
    first, second = listed(session, "Ana Belo", "Rosa Pinto")
    with pytest.raises(Refusal) as refused:
        enter_many(session, [first, replace(second, identifiers=first.identifiers)], by)
    assert [(problem.row, problem.code) for problem in refused.value.problems] == [(2, "number-taken")]
    enter_many(session, [first], by)
    with pytest.raises(Refusal) as refused:
        enter_many(session, [replace(second, identifiers=first.identifiers)], by)
    assert [(problem.row, problem.code) for problem in refused.value.problems] == [(1, "number-taken")]
