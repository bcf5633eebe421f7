"""An officer's page under her own name: her password, and which person of the register she is."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import make
from tests.conftest import run_sql
from tests.web import post

NEW = "eleven loud crocodiles"


def changed(browser: FlaskClient, current: str = make.PASSWORD, password: str = NEW, again: str | None = None):
    """Fill in the form on her own page."""
    answers = {"current": current, "password": password, "again": password if again is None else again}
    return post(browser, "/me/password", answers, page="/me")


@pytest.mark.parametrize("role", ["administrator", "approver", "auditor", "system-administrator"])
def test_every_officer_changes_her_own_password(app: Flask, session: Session, role: str) -> None:
    who = make.officer(session, role)
    here, elsewhere, headers = make.browser_of(app, session, who), make.browser_of(app, session, who), make.bearer(session, who)
    assert changed(here).status_code == 303
    assert here.get("/me").status_code == 200, "she goes on working where she is"
    assert elsewhere.get("/me").status_code == 302, "her other sessions have ended"
    assert here.get("/api/v1/reports", headers=headers).status_code == 401
    assert changed(here).status_code == 422, "the old password is worth nothing any more"
    assert changed(here, NEW, "nine patient pelicans").status_code == 303
    told = run_sql(app.extensions["socle"]["database"], "SELECT act, officer, about FROM audit_line WHERE act LIKE 'own pass%'")
    assert [tuple(line) for line in told] == [("own password changed", who.username, who.reference)] * 2


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"current": "a wrong guess"}, "this is not your password"),
        ({"again": "eleven loud crocodile"}, "it differs from the first"),
        ({"password": "short"}, "use 12 to 256 characters"),
        ({"password": "password1234"}, "this one would be guessed first"),
        ({"current": ""}, "Password now: write an answer"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(app: Flask, session: Session, answers: dict, says: str) -> None:
    who = make.officer(session)
    browser, before = make.browser_of(app, session, who), who.password_hash
    answer = changed(browser, **answers)
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    session.refresh(who)
    assert who.password_hash == before


def test_guessing_the_old_password_is_slowed(app: Flask, session: Session) -> None:
    browser = make.signed_in(app, session)
    for _try in range(5):
        assert changed(browser, "a wrong guess").status_code == 422
    assert changed(browser).status_code == 429, "not even the right one is tried now"


def test_another_officer_names_her_own_record(app: Flask, session: Session) -> None:
    at = make.office(session)
    person, who, chief = (
        make.person(session, at=at),
        make.officer(session, at=at),
        make.officer(session, "system-administrator", at),
    )
    session.commit()
    browser, where = make.browser_of(app, session, chief), f"/officers/{who.reference}"

    def named(reference: str, about: str = where) -> int:
        return post(browser, f"{about}/record", {"person": reference, "reason": "as on her contract"}, page=where).status_code

    assert named("PE-00000-00000-00") == 422
    assert named("somebody") == 422
    assert named(person.reference, f"/officers/{chief.reference}") == 403, "nobody names her own"
    assert named(person.reference) == 303
    session.refresh(who)
    assert who.person_reference == person.reference
    assert person.reference in make.browser_of(app, session, who).get("/me").get_data(as_text=True)
    assert named("") == 303
    session.refresh(who)
    assert who.person_reference is None


def test_the_icon_is_there_for_everybody(app: Flask) -> None:
    answer = app.test_client().get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/vnd.microsoft.icon")
    assert answer.data[:4] == b"\0\0\1\0"
    assert '<link rel="icon" href="/favicon.ico"' in app.test_client().get("/sign-in").get_data(as_text=True)
