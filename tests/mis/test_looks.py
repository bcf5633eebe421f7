"""Who looks at whose record: every look is written down, too many and those at the own family raise an alarm."""

import re
from secrets import token_urlsafe

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from mis.audit.models import AuditLine
from mis.errors import Forbidden
from mis.looks.actions import close_alarm, keep_looks
from mis.looks.models import LookAlarm, RecordLook
from mis.staff.models import Installation, Office, Officer
from mis.web import asked_permission
from tests import make
from tests.conftest import run_sql
from tests.web import post

SHOWING = {
    "persons": "person", "claims": "claim", "awards": "award", "payments": "payment", "households": "household",
    "duplicates": "possible_duplicate", "letters": "letter",
}  # fmt: skip


SHOWS_NOBODY = "/members/new"


@pytest.fixture
def at(session: Session) -> Office:
    """The one office."""
    make.installation(session)
    return make.office(session)


def looks(session: Session) -> list[tuple[str, str, bool]]:
    """What was written down: whose record, from where, whether it was the officer's family's."""
    return [(row.about, row.act, row.family) for row in session.scalars(select(RecordLook).order_by(RecordLook.id))]


def test_a_page_and_an_answer_of_the_api_leave_one_look_each(app: Flask, session: Session, at: Office) -> None:
    person, who = make.person(session, at=at), make.officer(session, at=at)
    browser, headers = make.browser_of(app, session, who), make.bearer(session, who)
    assert browser.get(f"/persons/{person.reference}").status_code == 200
    assert browser.get(f"/api/v1/persons/{person.reference}", headers=headers).status_code == 200
    paths = [f"GET /persons/{person.reference}", f"GET /api/v1/persons/{person.reference}"]
    assert looks(session) == [(person.reference, path, False) for path in paths]


def test_what_was_not_shown_is_no_look_and_a_form_with_errors_is_one(app: Flask, session: Session, at: Office) -> None:
    person, elsewhere = make.person(session, at=at), make.person(session, at=make.office(session))
    browser = make.signed_in(app, session, at=at)
    assert browser.get(f"/persons/{elsewhere.reference}").status_code == 404
    assert browser.get("/persons").status_code == 200
    assert looks(session) == []
    assert post(browser, f"/persons/{person.reference}/account", {}).status_code == 422
    assert [act.split()[0] for _about, act, _family in looks(session)] == ["GET", "POST"]


def _addresses(app: Flask, session: Session) -> list[tuple[Rule, str]]:
    """Every address that shows one record of a person, with a record of each kind in its place."""
    made = {kind: getattr(make, maker)(session) for kind, maker in SHOWING.items() if kind != "payments"}
    made["payments"] = make.payment(session, person_id=make.person(session).id)
    found = []
    for rule in app.url_map.iter_rules():
        kind = rule.rule.removeprefix("/api/v1").split("/")[1]
        one = {"reference", "serial"} & rule.arguments
        if kind in made and one and "GET" in (rule.methods or ()) and "/runs/" not in rule.rule:
            row = made[kind]
            values = {"reference": getattr(row, "reference", ""), "year": "2024", "serial": str(getattr(row, "serial", 1))}
            values |= {"person": make.person(session).reference, "name": "no-such-name"}
            found.append((rule, re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda name, given=values: given[name[1]], rule.rule)))
    session.commit()
    return found


def test_every_address_that_shows_a_person_writes_the_look_down(app: Flask, session: Session, at: Office) -> None:
    who = {role: make.officer(session, role, at) for role in ("administrator", "supervisor", "approver")}
    doors = [(make.browser_of(app, session, each), make.bearer(session, each)) for each in who.values()]
    silent, shown = [], set()
    for rule, address in _addresses(app, session):
        assert asked_permission(app, rule.endpoint, "GET"), rule
        before, seen = len(looks(session)), False
        for browser, headers in doors:
            answer = browser.get(address, headers=headers if address.startswith("/api/") else {})
            seen = seen or answer.status_code == 200
        if seen:
            shown.add(address.split("/")[1])
            silent += [address] if len(looks(session)) == before else []
    assert [address for address in silent if not address.endswith(SHOWS_NOBODY)] == []
    assert shown >= set(SHOWING) | {"api"}


def family(session: Session, at: Office):
    """An officer who is in the register, somebody of her household, and a stranger."""
    own, child, stranger = (make.person(session, name, at=at) for name in ("Rosa Tilman", "Elda Tilman", "Ana Reis"))
    home = make.household(session, own)
    make.household_member(session, home, child)
    who = make.officer(session, "administrator", at)
    who.person_reference = own.reference
    session.commit()
    return who, own, child, stranger


def test_a_look_at_her_own_or_her_familys_record_raises_an_alarm(app: Flask, session: Session, at: Office) -> None:
    who, own, child, stranger = family(session, at)
    browser = make.browser_of(app, session, who)
    for person in (own, child, child, stranger):
        assert browser.get(f"/persons/{person.reference}").status_code == 200
    assert [shown for _about, _act, shown in looks(session)] == [True, True, True, False]
    raised = session.scalars(select(LookAlarm).order_by(LookAlarm.id)).all()
    assert [(row.kind, row.about) for row in raised] == [("family", own.reference), ("family", child.reference)]
    told = session.scalars(select(AuditLine).where(AuditLine.act == "own or family's record looked at")).all()
    assert [(line.officer, line.about) for line in told] == [(who.username, each.reference) for each in (own, child)]
    watching = make.signed_in(app, session, "supervisor", at)
    home = watching.get("/").get_data(as_text=True)
    assert who.name in home
    assert "Own or family" in home
    assert make.signed_in(app, session, "auditor", at).get(f"/looks/{raised[0].reference}").status_code == 200
    assert make.signed_in(app, session, "administrator", at).get("/looks").status_code == 403


def test_she_changes_and_decides_nothing_of_her_family(app: Flask, session: Session, at: Office) -> None:
    who, own, child, stranger = family(session, at)
    browser = make.browser_of(app, session, who)
    answers = {"channel": "cash", "holder": "Rosa", "reason": "asked at the counter"}
    for person, status in ((own, 403), (child, 403), (stranger, 302)):
        answer = post(browser, f"/persons/{person.reference}/account", answers)
        assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    assert "another officer must do this" in post(browser, f"/persons/{own.reference}/account", answers).get_data(as_text=True)
    claim = make.claim(session, child)
    session.commit()
    answer = post(browser, f"/claims/{claim.reference}/withdraw", {"reason": "she asked me to", "sure": "y"})
    assert answer.status_code == 403
    assert run_sql(app.extensions["socle"]["database"], "SELECT state FROM claim") == [("received",)]


def test_more_records_in_an_hour_than_usual_raise_one_alarm(session: Session, at: Office) -> None:
    session.get_one(Installation, 1).looks_per_hour = 3
    who = make.by(session, at=at)
    for number in range(3):
        keep_looks(session, who, [f"PE-{number}", "PE-0"], "GET /x")
    assert session.scalars(select(LookAlarm)).all() == []
    for number in (3, 4, 5):
        keep_looks(session, who, [f"PE-{number}"], "GET /x")
    alarm = session.scalars(select(LookAlarm)).one()
    assert (alarm.kind, alarm.records, alarm.officer_id) == ("many", 4, who.id)


def test_an_alarm_is_closed_with_words_by_another_officer_once(app: Flask, session: Session, at: Office) -> None:
    who = make.officer(session, "supervisor", at)
    alarm = make.look_alarm(session, who)
    session.commit()
    own, other = (make.browser_of(app, session, each) for each in (who, make.officer(session, "supervisor", at)))
    where = f"/looks/{alarm.reference}"
    assert "another officer asks" in own.get(where).get_data(as_text=True)
    assert post(own, f"{where}/close", {"finding": "all is well", "once": token_urlsafe(16)}, page="/me").status_code == 403
    assert post(other, f"{where}/close", {"finding": " "}, page=where).status_code == 422
    assert post(other, f"{where}/close", {"finding": "She filed the papers of the village"}, page=where).status_code == 302
    assert post(other, f"{where}/close", {"finding": "Once more", "once": token_urlsafe(16)}, page="/me").status_code == 409
    assert make.signed_in(app, session, "supervisor", make.office(session)).get(where).status_code == 404


def test_the_one_who_looked_cannot_close_behind_the_pages(session: Session, at: Office) -> None:
    who = make.by(session, "supervisor", at)
    alarm = make.look_alarm(session, session.get_one(Officer, who.id))
    with pytest.raises(Forbidden):
        close_alarm(session, alarm.reference, "all is well", who)
    alarm.closed_by, alarm.closed_at, alarm.finding = who.id, alarm.raised_at, "all is well"
    with pytest.raises(DBAPIError, match="closed_by_another"):
        session.flush()


@pytest.mark.parametrize("statement", ["UPDATE record_look SET about = 'x'", "DELETE FROM record_look", "TRUNCATE record_look"])
def test_looks_are_only_added_to(session: Session, statement: str) -> None:
    make.record_look(session)
    with pytest.raises(DBAPIError, match=r"permission denied|only added to"):
        session.execute(text(statement))


def test_the_report_is_asked_by_officer_person_and_days(app: Flask, session: Session, at: Office) -> None:
    who, other = make.officer(session, at=at), make.officer(session, at=at)
    make.record_look(session, "PE-TEST", who), make.record_look(session, "PE-OTHER", other)
    make.record_look(session, "PE-TEST", make.officer(session, at=make.office(session)))
    session.commit()
    browser = make.signed_in(app, session, "auditor", at)
    report = "/reports/looks-at-records"

    def rows(asked: str) -> list[str]:
        lines = browser.get(f"{report}.csv?{asked}").get_data(as_text=True).splitlines()
        return [line for line in lines if "PE-TEST" in line or "PE-OTHER" in line]

    assert len(rows("")) == 2
    assert [who.username in line for line in rows(f"officer={who.username}")] == [True]
    assert len(rows("person=PE-OTHER&from=2020-01-01")) >= 1
    assert rows("to=2020-01-01") == []
    assert browser.get(report).status_code == 200
    assert browser.get(f"{report}.xlsx").status_code == 200
    assert make.signed_in(app, session, "administrator", at).get(report).status_code == 403
