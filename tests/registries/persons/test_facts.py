"""What is known of persons, with both times."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registries.households import queries as households
from registries.persons.letter import birth_words, events_of
from registries.persons.models import PersonFact
from registries.persons.queries import facts, history, matching
from tests import make


def test_the_latest_fact_begun_by_the_day_is_in_force(session: Session) -> None:
    ana = make.person(session)
    make.person_fact(session, ana, "work_income", True, date(2020, 1, 1))
    make.person_fact(session, ana, "work_income", False, date(2024, 3, 1))
    before = facts(session, [ana.id], date(2024, 2, 29))[ana.id]
    after = facts(session, [ana.id], date(2024, 3, 1))[ana.id]
    assert (before["work_income"].value, after["work_income"].value) == (True, False)
    assert after["work_income"].since == date(2024, 3, 1)
    assert after["birth_date"].value == date(1954, 3, 17)


def test_what_was_known_then_is_answered_after_a_correction(session: Session) -> None:
    ana = make.person(session)
    wrong = make.person_fact(session, ana, "income_monthly", "480.00", date(2020, 1, 1))
    known_then = session.scalar(select(func.clock_timestamp()))
    session.execute(update(PersonFact).where(PersonFact.id == wrong.id).values(replaced_at=func.clock_timestamp()))
    make.person_fact(session, ana, "income_monthly", Decimal("600.00"), date(2020, 1, 1))
    on = date(2020, 4, 1)
    assert facts(session, [ana.id], on)[ana.id]["income_monthly"].value == Decimal("600.00")
    assert facts(session, [ana.id], on, known_then)[ana.id]["income_monthly"].value == Decimal("480.00")


def test_a_birth_is_told_only_as_well_as_it_was_known(app: Flask, session: Session) -> None:
    ana = make.person(session)
    with app.test_request_context():
        told = [event["words"] for event in events_of(history(session, ana.id)) if event["fact"].name == "birth_date"]
        assert told == ["Date of birth: 17 Mar 1954"]
        make.person_fact(session, ana, "birth_precision", "year", ana.birth_date)
        told = [event["words"] for event in events_of(history(session, ana.id)) if event["fact"].name == "birth_date"]
        assert told == ["Date of birth: 1954, day and month not known"]
        ana.birth_precision = "month"
        assert birth_words(ana) == "March 1954, day not known"


def test_a_fact_is_never_edited(session: Session) -> None:
    fact = make.person_fact(session)
    with pytest.raises(IntegrityError):
        session.execute(update(PersonFact).where(PersonFact.id == fact.id).values(value=False))


def test_a_household_answers_with_its_members_of_the_day(session: Session) -> None:
    head = make.person(session)
    home = make.household(session, head)
    child = make.household_member(session, home)
    make.person_fact(session, head, "citizen", True, date(2015, 1, 9))
    found = households.facts(session, [home.id], date(2020, 4, 23))[home.id]
    assert found["registered_on"].value == date(2015, 1, 9)
    assert [item.get("citizen") for item in found["members"].value] == [True, None]
    assert len(households.facts(session, [home.id], date(2015, 1, 8))[home.id]["members"].value) == 0
    assert child.role == "child"


@pytest.mark.parametrize("text", ["caldas ana", "ANA", "mari cald", "Cáldas", "Ana Mаria"])
def test_a_name_is_found_in_any_order_by_the_beginnings_of_its_words(session: Session, text: str) -> None:
    by = make.by(session)
    ana = make.person(session)
    make.person(session, "Mateus Noronha")
    ana.office_id = by.office_id
    session.flush()
    assert session.scalars(matching(by, text, "tl")).all() == [ana]
