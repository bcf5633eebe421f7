"""A form that comes after its session has ended: nothing is done, and nothing that was written is lost."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from registries.persons.models import Person
from tests import make
from tests.web import hidden

OURS = {"Origin": "http://localhost"}
FACT = {
    "fact": "work_income", "value": "no", "reason": "Said so <at> the counter", "valid_from-day": "1", "valid_from-month": "5",
    "valid_from-year": "2024",
}  # fmt: skip


@pytest.fixture
def ana(session: Session) -> Person:
    """Somebody about whom much is written."""
    make.installation(session)
    return make.person(session)


def clerk(app: Flask, session: Session, ana: Person) -> FlaskClient:
    """An officer of her office, at the form."""
    return make.signed_in(app, session, at=session.get_one(make.Office, ana.office_id))


def test_what_was_written_before_the_session_ended_is_sent_again(app: Flask, session: Session, ana: Person) -> None:
    client, url = clerk(app, session, ana), f"/persons/{ana.reference}/facts/new"
    answers = FACT | hidden(client.get(url).text)
    client.set_cookie("socle", "ended")
    late = client.post(url, data=answers, headers=OURS)
    assert late.status_code == 401
    assert "nothing that you wrote is lost" in late.text
    assert 'value="Said so &lt;at&gt; the counter"' in late.text
    again = clerk(app, session, ana)
    stale = again.post(url, data=answers | hidden(late.text), headers=OURS)
    assert (stale.status_code, "nothing that you wrote is lost" in stale.text) == (400, True)
    assert "Said so" not in again.get(f"/persons/{ana.reference}").text
    assert again.post(url, data=answers | hidden(stale.text), headers=OURS).status_code == 302
    assert "Said so &lt;at&gt; the counter" in again.get(f"/persons/{ana.reference}").text


def test_secrets_are_not_kept(app: Flask, session: Session) -> None:
    make.installation(session)
    given = {"total": "60.00", "code": "123456", "password": "a long secret", "csrf_token": "mine"}
    page = app.test_client().post("/payments/runs/BA-1/approve", data=given, headers=OURS).text
    assert 'name="total" value="60.00"' in page
    assert not {"123456", "a long secret", "mine"} & set(page.replace('"', " ").split())


@pytest.mark.parametrize("origin", [None, "null", "http://elsewhere.example"])
def test_the_form_of_a_stranger_is_not_offered_to_be_sent(app: Flask, session: Session, ana: Person, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    for client in (clerk(app, session, ana), app.test_client()):
        page = client.post(f"/persons/{ana.reference}/facts/new", data=FACT, headers=headers)
        assert page.status_code in (400, 401)
        assert "Said so" not in page.text


@pytest.mark.parametrize("url", ["/sign-in", "/me/password", "/officers/OF-1/password"])
def test_where_secrets_are_typed_nothing_is_kept(app: Flask, session: Session, ana: Person, url: str) -> None:
    page = app.test_client().post(url, data={"username": "ana", "current": "a long secret"}, headers=OURS)
    assert page.status_code in (400, 401)
    assert "Send it again" not in page.text


def test_a_form_too_large_for_us_is_refused_as_before(
    app: Flask, session: Session, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    page = app.test_client().post(f"/persons/{ana.reference}/facts/new", data={"reason": "x" * 2000}, headers=OURS)
    assert page.status_code in (401, 413)
    assert "Send it again" not in page.text
