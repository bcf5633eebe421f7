"""Employers: registered once, found by name or number, with the spells of those who work there."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from mis.errors import NotFound, Refusal
from registries.employers.actions import begin_work, end_work, register
from registries.employers.models import Employer, EmploymentSpell
from registries.employers.queries import find, spells_with, workers_now
from registries.employers.rules import NewEmployer, NewSpell
from tests import make


@pytest.fixture
def clerk(session):
    """An administrator on 31 May 2024."""
    make.installation(session)
    return make.by(session, at=make.office(session))


@pytest.fixture
def place(session):
    """The code of a place."""
    return make.area(session).code


def codes(act):
    """Why something is refused."""
    with pytest.raises(Refusal) as caught:
        act()
    return [(problem.field, problem.code) for problem in caught.value.problems]


def new(place, number="TL-0017", name="Ermera Coffee", sector="agriculture", started_on=date(2018, 1, 1)):
    return NewEmployer(number, name, sector, place, started_on)


def test_an_employer_is_registered_and_found_by_number_and_any_part_of_the_name(session, clerk, place):
    row = register(session, new(place, name="  Cooperativa Café de Ermera "), clerk)
    assert (row.number, row.name, row.office_id) == ("TL0017", "Cooperativa Café de Ermera", clerk.office_id)
    for text in ("tl 0017", "ermera cafe", "COOPERATIVA", row.reference.lower()):
        assert [each.title for each in find(session, clerk, text)] == [row.name]
    assert find(session, clerk, "%") == []
    assert find(session, make.by(session, at=make.office(session, "Far")), "ermera") == []


def test_a_number_belongs_to_one_employer(session, clerk, place):
    register(session, new(place), clerk)
    assert codes(lambda: register(session, new(place, number="tl0017"), clerk)) == [("number", "number-taken")]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"number": ""}, ("number", "not-a-number")),
        ({"number": "１２３"}, ("number", "not-a-number")),
        ({"number": "1" * 21}, ("number", "not-a-number")),
        ({"name": " "}, ("name", "empty")),
        ({"name": "a\x00b"}, ("name", "unreadable")),
        ({"sector": "magic"}, ("sector", "unknown-sector")),
        ({"place": "nowhere"}, ("area", "unknown-area")),
        ({"started_on": date(2024, 6, 1)}, ("started_on", "in-future")),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(session, clerk, place, wrong, expected):
    given = {"place": place} | wrong
    assert codes(lambda: register(session, new(**given), clerk)) == [expected]
    assert session.scalars(select(Employer)).all() == []


def test_work_begins_and_ends_and_nothing_is_overwritten(session, clerk):
    office = session.get_one(make.Office, clerk.office_id)
    employer, person = make.employer(session, at=office), make.person(session, at=office)
    begin_work(session, employer.reference, [NewSpell(person.reference, date(2020, 3, 1))], clerk)
    assert workers_now(session, [employer.id], date(2024, 5, 31)) == {employer.id: 1}
    end_work(session, employer.reference, person.reference, date(2024, 4, 30), "letter of dismissal", clerk)
    assert spells_with(session, employer.id) == {person.id: ((date(2020, 3, 1), date(2024, 4, 30)),)}
    rows = session.scalars(select(EmploymentSpell).order_by(EmploymentSpell.id)).all()
    assert [(row.ended_on, row.replaced_at is None) for row in rows] == [(None, False), (date(2024, 4, 30), True)]
    assert workers_now(session, [employer.id], date(2024, 5, 31)) == {}


def test_spells_that_cannot_be_are_refused_and_none_is_written(session, clerk):
    office = session.get_one(make.Office, clerk.office_id)
    employer, person = make.employer(session, at=office), make.person(session, at=office, born=date(2000, 1, 1))
    stranger = make.person(session, at=make.office(session, "Far"))
    good = NewSpell(make.person(session, at=office).reference, date(2020, 1, 1))

    def refused(person, *days):
        return codes(lambda: begin_work(session, employer.reference, [good, NewSpell(person.reference, *days)], clerk))[0][1]

    assert refused(stranger, date(2020, 1, 1)) == "unknown-person"
    assert refused(person, date(2017, 1, 1)) == "before-employer"
    assert refused(person, date(2024, 6, 1)) == "in-future"
    assert refused(person, date(2020, 1, 1), date(2019, 1, 1)) == "ends-before-start"
    assert session.scalars(select(EmploymentSpell)).all() == []
    begin_work(session, employer.reference, [NewSpell(person.reference, date(2020, 1, 1))], clerk)
    assert refused(person, date(2021, 1, 1), date(2022, 1, 1)) == "overlap"


def test_nobody_leaves_where_she_never_worked(session, clerk):
    office = session.get_one(make.Office, clerk.office_id)
    employer, person = make.employer(session, at=office), make.person(session, at=office)
    with pytest.raises(NotFound):
        end_work(session, employer.reference, person.reference, date(2024, 1, 1), "x", clerk)


def test_pages_register_an_employer_and_its_workers(app, session, place):
    make.installation(session)
    office = make.office(session)
    client, person = make.signed_in(app, session, "administrator", office), make.person(session, at=office)

    def send(url, **data):
        page = client.get(url).text
        hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("csrf_token", "once")}
        return client.post(url, data=hidden | data)

    day = {"started_on-day": "1", "started_on-month": "2", "started_on-year": "2018"}
    wrong = send("/employers/register", name="Timor Trade", number="", sector="trade", area=place, **day)
    assert wrong.status_code == 422
    assert 'value="Timor Trade"' in wrong.text
    answer = send("/employers/register", name="Timor Trade", number="77", sector="trade", area=place, **day)
    assert answer.status_code == 303
    url = answer.location
    assert send(url + "/workers/add", person=person.reference, **day).status_code == 303
    page = client.get(url).text
    assert f'href="/persons/{person.reference}">{person.name}</a>' in page
    assert "Write down the last day" in page
    left = {"ended_on-day": "31", "ended_on-month": "3", "ended_on-year": "2024", "reason": "declared"}
    assert send(f"{url}/workers/{person.reference}/left", **left).status_code == 303
    page = client.get(url).text
    assert "31 Mar 2024" in page
    assert "Correct the last day" in page
    assert "Timor Trade" in client.get("/employers?q=timor").text


def test_the_api_registers_and_lists_employers(app, session, place):
    make.installation(session)
    headers = make.bearer(session, make.officer(session, "client"))
    body = {"number": "5", "name": "Timor Trade", "sector": "trade", "area": place, "started_on": "2020-01-01"}
    client = app.test_client()
    made = client.post("/api/v1/employers", json=body, headers=headers)
    assert made.status_code == 201
    assert client.post("/api/v1/employers", json=body | {"sector": "x"}, headers=headers).status_code == 422
    listed = client.get("/api/v1/employers?q=timor", headers=headers)
    assert [each["reference"] for each in listed.json["employers"]] == [made.json["reference"]]
    assert client.get("/api/v1/employers/EM-1", headers=headers).status_code == 404
