"""A birth too long ago to be believed: seen by all, paid by nobody, until a second officer has confirmed it."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mis.errors import Conflict, Forbidden
from registries.persons.queries import person_by_reference
from registries.registrations.actions import Details, change
from registries.vitalevents.actions import confirm_birth
from registries.vitalevents.queries import births_in_doubt, is_in_doubt
from tests import make
from tests.payments import runs
from tests.web import post

TODAY = date(2024, 5, 31)
OLD, NEARLY = date(1903, 5, 31), date(1903, 6, 1)


def test_who_is_more_than_a_hundred_and_twenty_is_in_doubt(session: Session) -> None:
    make.installation(session, TODAY)
    at = make.office(session)
    old, _nearly, _dead = (make.person(session, born=born, at=at) for born in (OLD, NEARLY, OLD))
    _dead.died_on = date(1990, 1, 1)
    by = make.by(session, "supervisor", at)
    assert [row.id for row in session.scalars(births_in_doubt(by, TODAY))] == [old.id]
    assert session.scalars(births_in_doubt(make.by(session, "supervisor"), TODAY)).all() == []


def test_nothing_is_paid_until_another_officer_confirms(session: Session) -> None:
    by, _approver = runs.officers(session)
    person, _award = runs.payee(session, "Ana Reis")
    person.birth_date = date(1890, 1, 1)
    session.flush()
    assert runs.left_out(session, runs.generated(session, by)) == {"birth-in-doubt": 1}
    confirm_birth(session, person, "seen alive at home with her baptism paper", make.by(session, "supervisor"))
    assert runs.generated(session, by).payments_count == 1


def test_who_recorded_the_birth_does_not_confirm_it_and_nobody_twice(session: Session) -> None:
    make.installation(session, TODAY)
    at = make.office(session)
    first, second = (make.by(session, "supervisor", at) for _ in range(2))
    person = make.person(session, born=OLD, at=at, registered_by=first.id)
    with pytest.raises(Forbidden):
        confirm_birth(session, person, "I saw the paper", first)
    confirm_birth(session, person, "I saw the paper", second)
    with pytest.raises(Conflict):
        confirm_birth(session, person, "I saw the paper", second)


def test_a_birth_corrected_to_another_old_one_is_in_doubt_again(session: Session) -> None:
    make.installation(session, TODAY)
    at = make.office(session)
    person = make.person(session, "Ana Reis", born=OLD, at=at)
    by = make.by(session, "supervisor", at)
    confirm_birth(session, person, "I saw the paper", by)
    area = make.area(session)
    details = Details("Ana Reis", "f", date(1899, 1, 1), area=area.code)
    change(session, person, details, None, "the paper was read again", make.by(session, at=at))
    assert is_in_doubt(session, person, TODAY)


def test_a_supervisor_finds_it_among_her_work_and_confirms_on_the_page(app: Flask, session: Session) -> None:
    make.installation(session, TODAY)
    at = make.office(session)
    person = make.person(session, "Ana Reis", born=OLD, at=at)
    session.commit()
    supervisor, clerk = make.signed_in(app, session, "supervisor", at), make.signed_in(app, session, at=at)
    where = f"/persons/{person.reference}/birth"
    assert where in supervisor.get("/").get_data(as_text=True)
    assert "Ana Reis" in supervisor.get("/persons/births-in-doubt").get_data(as_text=True)
    assert "Born more than 120 years ago" in clerk.get(f"/persons/{person.reference}").get_data(as_text=True)
    assert clerk.get(where).status_code == 403
    assert post(supervisor, where, {"reason": " "}).status_code == 422
    assert post(supervisor, where, {"reason": "seen alive by the village chief"}).status_code == 302
    assert "Birth confirmed: Yes" in clerk.get(f"/persons/{person.reference}").get_data(as_text=True)
    assert where not in supervisor.get("/").get_data(as_text=True)
    assert person_by_reference(session, make.by(session, at=at), person.reference)
