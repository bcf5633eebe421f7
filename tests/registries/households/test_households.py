"""Households: one head, one household at a time, and who belongs to them on a day."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mis.errors import Refusal
from mis.staff.models import Area, Office
from registries.households.actions import Belonging, NewHousehold, add_member, end_member, register
from registries.households.models import Household
from registries.households.queries import households_of, members
from registries.persons.models import Person
from tests import make
from tests.web import post

SINCE = date(2015, 1, 9)


@pytest.fixture
def family(session: Session) -> list[Person]:
    """A couple and their child."""
    return [
        make.person(session, "Januário Noronha", date(1988, 1, 2), sex="m"),
        make.person(session, "Felismina Noronha", date(1991, 3, 14)),
        make.person(session, "Elda Noronha", date(2018, 4, 2)),
    ]


def home(session: Session, family: list[Person], roles: tuple[str, ...] = ("head", "partner", "child")) -> NewHousehold:
    """The family's household."""
    area = session.scalars(select(Area.code).order_by(Area.id).limit(1)).one()
    belonging = tuple(Belonging(person.reference, role) for person, role in zip(family, roles, strict=True))
    return NewHousehold("0417-22", area, SINCE, belonging)


def administrator(session: Session, family: list[Person]):
    """An administrator of the family's office."""
    return make.by(session, "administrator", session.get_one(Office, family[0].office_id))


def test_a_household_is_entered_with_its_members_each_since_she_was_there(session: Session, family: list[Person]) -> None:
    row = register(session, home(session, family), administrator(session, family))
    assert [person for _, person in members(session, [row.id], SINCE)[row.id]] == family[:2]
    assert [person for _, person in members(session, [row.id], date(2018, 4, 2))[row.id]] == family


@pytest.mark.parametrize("roles", [("partner", "partner", "child"), ("head", "head", "child"), ("head", "boss", "child")])
def test_a_household_has_one_head_and_known_roles(session: Session, family: list[Person], roles: tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        register(session, home(session, family, roles), administrator(session, family))
    assert session.scalars(select(Household)).all() == []


def test_nobody_belongs_to_two_households(session: Session, family: list[Person]) -> None:
    by = administrator(session, family)
    make.household(session, family[1])
    with pytest.raises(Refusal, match="belongs to another household"):
        register(session, home(session, family), by)
    other = make.household(session, make.person(session, "Mateus Reis"))
    with pytest.raises(IntegrityError):
        make.household_member(session, other, family[1])


def test_people_leave_and_another_head_follows(session: Session, family: list[Person]) -> None:
    by = administrator(session, family)
    row = register(session, home(session, family), by)
    with pytest.raises(Refusal, match="name another head first"):
        end_member(session, row, family[0], date(2024, 1, 31), "Moved to Dili", by)
    add_member(session, row, Belonging(family[1].reference, "head"), date(2024, 2, 1), "He works abroad", by)
    roles = {person.name: member.role for member, person in members(session, [row.id], date(2024, 2, 1))[row.id]}
    assert roles == {"Felismina Noronha": "head", "Januário Noronha": "relative", "Elda Noronha": "child"}
    end_member(session, row, family[0], date(2024, 3, 31), "Moved to Dili", by)
    assert households_of(session, [family[0].id], date(2024, 3, 31)) == {family[0].id: row}
    assert households_of(session, [family[0].id], date(2024, 4, 1)) == {}


def test_the_pages_enter_show_and_change_a_household(app: Flask, session: Session, family: list[Person]) -> None:
    office = session.get_one(Office, family[0].office_id)
    browser = make.signed_in(app, session, "administrator", office)
    given = home(session, family)
    rows = [(family[0].reference.lower(), "head"), ("", ""), (family[1].reference, "partner"), *[("", "")] * 5]
    answers = {"book_number": given.book_number, "area": given.area, "registered_on-day": "9", "registered_on-month": "1",
               "registered_on-year": "2015"}  # fmt: skip
    for at, (person, role) in enumerate(rows):
        answers |= {f"members-{at}-person": person, f"members-{at}-role": role}
    nobody = post(browser, "/households/new", answers | {"members-2-role": "head"})
    assert nobody.status_code == 422
    assert "a household has one head" in nobody.text
    kept = post(browser, "/households/new", answers)
    assert kept.status_code == 302, kept.text
    page = browser.get(kept.headers["Location"])
    assert "Felismina Noronha" in page.text
    assert given.book_number in browser.get(f"/persons/{family[0].reference}").text
    assert given.book_number in browser.get("/households?q=0417").text
    joined = post(browser, kept.headers["Location"] + "/members/new", {
        "person": family[2].reference, "role": "child", "since-day": "2", "since-month": "4", "since-year": "2018",
        "reason": "Born into it"})  # fmt: skip
    assert joined.status_code == 302, joined.text


def test_a_household_without_one_head_is_corrected_at_its_members(app: Flask, session: Session, family: list[Person]) -> None:
    office, given = session.get_one(Office, family[0].office_id), home(session, family)
    browser = make.signed_in(app, session, "administrator", office)
    answers = {"book_number": given.book_number, "area": given.area, "registered_on-day": "9", "registered_on-month": "1"}
    answers |= {"registered_on-year": "2015", "members-0-person": family[0].reference, "members-0-role": "partner"}
    refused = post(browser, "/households/new", answers)
    words = "Members: a household has one head, this one has 0"
    assert refused.status_code == 422
    assert f'<a href="#members-0-person">{words}</a>' in refused.text
    assert f'id="members-error">{words}</p>' in refused.text
