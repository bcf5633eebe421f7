"""The registers answer about everybody at once as they answer about one, in both times."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from sqlalchemy import text

from mis.law.facts import catalogue
from mis.statutes.queries import shipped
from registries.evidence.queries import Subject, gather
from registries.persons.models import PersonFact
from registries.populations.queries import Known, read, slice_of
from registries.populations.rules import alike, column, due
from tests import make

ON, BEFORE = date(2024, 5, 31), date(2024, 1, 31)
EVERYBODY = (0, 2**62)


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


def now(session) -> datetime:
    return session.scalar(text("SELECT clock_timestamp()"))


def population(session, office, sheet, on=ON, at=None):
    whose = slice_of(sheet, [office.id], *EVERYBODY, on)
    return read(session, whose, [sheet], Known(on, at or now(session)))


def of(found, key):
    """One case's facts by name, those that are known."""
    return {
        name: value for name, value in found.cases.row(by_predicate=pl.col("key") == key, named=True).items() if value is not None
    }


def test_persons_are_answered_for_as_one_by_one(session, office):
    sheet = shipped("tl").sheet("tl-social-pension")
    people = [make.person(session, born=date(1950 + at, 3, 17), at=office) for at in range(3)]
    make.person_fact(session, people[0], "work_income", False, date(2020, 1, 1))
    make.person_fact(session, people[0], "work_income", True, date(2024, 3, 1))
    make.person_fact(session, people[1], "work_income", True, date(2024, 6, 1))
    for on in (ON, BEFORE, date(2024, 6, 1)):
        found = population(session, office, sheet, on)
        answers = gather(session, sheet, [Subject(person.id) for person in people], on)
        for person, answer in zip(people, answers, strict=True):
            same = {name: value for name, value in of(found, person.id).items() if name in {fact.name for fact in sheet.facts}}
            assert same == {name: fact.value for name, fact in answer.items()}, (on, person.name)


def test_what_was_recorded_later_was_not_known_before(session, office):
    sheet = shipped("tl").sheet("tl-social-pension")
    person = make.person(session, at=office)
    old = make.person_fact(session, person, "work_income", False, date(2020, 1, 1))
    then = now(session)
    old.replaced_at = now(session)
    make.person_fact(session, person, "work_income", True, date(2020, 1, 1))
    session.flush()
    assert of(population(session, office, sheet), person.id)["work_income"] is True
    assert of(population(session, office, sheet, at=then), person.id)["work_income"] is False
    long_ago = then - timedelta(days=1)
    assert "work_income" not in of(population(session, office, sheet, at=long_ago), person.id)


def test_of_two_facts_since_one_day_the_later_recorded_counts(session, office):
    sheet = shipped("tl").sheet("tl-social-pension")
    person = make.person(session, at=office)
    for value in (False, True):
        session.add(
            PersonFact(person_id=person.id, name="work_income", value=value, valid_from=BEFORE, recorded_by=person.registered_by)
        )
        session.flush()
    assert of(population(session, office, sheet), person.id)["work_income"] is True


def test_households_have_their_living_members_of_the_day(session, office):
    sheet = shipped("tl").sheet("tl-household-transfer-2020")
    head = make.person(session, at=office)
    home = make.household(session, head)
    child, gone = make.person(session, born=date(2018, 4, 2), at=office), make.person(session, born=date(1990, 1, 1), at=office)
    for who in (child, gone):
        make.household_member(session, home, who)
    make.person_fact(session, head, "income_monthly", Decimal("480.00"), date(2020, 1, 1))
    make.person_fact(session, child, "citizen", True, date(2018, 4, 2))
    make.person_fact(session, gone, "died_on", date(2024, 2, 1), date(2024, 2, 1))
    found = population(session, office, sheet)
    answer = gather(session, sheet, [Subject(head.id, home.id)], ON)[0]
    assert of(found, home.id)["registered_on"] == answer["registered_on"].value
    fields = ["income_monthly", "citizen"]
    listed = sorted(found.items["members"].select(fields).rows(), key=str)
    assert listed == sorted((tuple(member.get(name) for name in fields) for member in answer["members"].value), key=str)
    assert population(session, office, sheet, BEFORE).items["members"].height == 3


def test_months_and_work_are_answered_as_of_the_day(session, office):
    sheet = replace(shipped("id").sheet("id-jkp"), scheme="tl-general")
    person, other = make.person(session, at=office), make.person(session, at=office)
    filed = make.posted_schedule(session, month=date(2024, 2, 1))
    make.contribution(session, person, of=filed, month=date(2024, 2, 1))
    make.employment_spell(session, person=person, ended_on=date(2024, 3, 1))
    make.employment_spell(session, person=other, ended_on=date(2024, 3, 1))
    make.employment_spell(session, person=other, started_on=date(2024, 3, 2))
    session.flush()
    for on in (ON, BEFORE):
        found = population(session, office, sheet, on)
        answers = gather(session, sheet, [Subject(person.id), Subject(other.id)], on)
        for who, answer in zip((person, other), answers, strict=True):
            row = of(found, who.id)
            assert row.get("dismissed_on") == (answer["dismissed_on"].value if "dismissed_on" in answer else None), (on, who.id)
            assert row.get("last_wage") == (answer["last_wage"].value if "last_wage" in answer else None)
            months = found.items["months"].filter(pl.col("case") == row["case"]).get_column("month").to_list()
            assert [f"{month:%Y-%m}" for month in months] == [each["month"] for each in answer["months"].value]


@pytest.mark.parametrize(
    ("fact", "kept", "value"),
    [
        ("last_wage", "480.5", Decimal("480.5")), ("last_wage", "-1", None), ("months_contributed", "1201", None),
        ("work_income", "true", True), ("work_income", "maybe", None), ("birth_date", "1954-03-17", date(1954, 3, 17)),
        ("end_reason", "dismissal", "dismissal"), ("end_reason", "boredom", None),
    ],
)  # fmt: skip
def test_what_the_gate_would_refuse_is_unknown(fact, kept, value):
    made = pl.DataFrame({"value": [kept]}).select(column(pl.col("value"), catalogue()[fact]))
    assert made.item() == value


@pytest.mark.parametrize(("born", "granted"), [(date(1960, 1, 1), True), (date(1964, 1, 1), None), (date(1970, 1, 1), False)])
def test_a_birth_known_by_its_year_decides_only_where_every_day_agrees(session, office, born, granted):
    sheet = shipped("tl").sheet("tl-social-pension")
    make.candidate(session, office, born).birth_precision = "year"
    session.flush()
    found = population(session, office, sheet)
    assert due(sheet, found.cases, found.items, ON).get_column("granted").to_list() == [granted]


def test_people_of_the_same_facts_are_alike(session, office):
    sheet = shipped("tl").sheet("tl-social-pension")
    for born in (date(1950, 1, 1), date(1950, 1, 1), date(1951, 1, 1)):
        make.candidate(session, office, born)
    cases = population(session, office, sheet).cases
    assert alike(cases, {}, sheet.facts).get_column("like").to_list() == [0, 0, 2]
    assert alike(cases, {"months": cases}, sheet.facts).get_column("like").to_list() == [0, 1, 2]
