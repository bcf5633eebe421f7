"""The door as a visitor meets it: an officer with known credentials, a browser, and the form of the sign-in page."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mis.staff.actions import NewOfficer, add_officer
from mis.staff.models import Installation, Office, Officer
from tests import make
from tests.conftest import KEY
from tests.web import post


def open_office(session: Session) -> None:
    """An installation, so that pages can be shown."""
    if session.get(Installation, 1) is None:
        make.installation(session)
    session.commit()


def approver(session: Session) -> tuple[Officer, str]:
    """An approver and the seed of her one-time codes."""
    by = make.by(session, "system-administrator")
    code = session.get_one(Office, by.office_id).code
    new = NewOfficer("ana.approver", "Ana Alves", "approver", code, make.PASSWORD)
    added = add_officer(session, new, by, (KEY,))
    session.commit()
    assert added.totp_seed
    return added.officer, added.totp_seed


def sign_in(
    client: FlaskClient, username: str, password: str = make.PASSWORD, code: str = "", next_page: str = ""
) -> TestResponse:
    """Fill the form of the door."""
    answers = {"username": username, "password": password, "code": code, "next": next_page}
    return post(client, "/sign-in", answers)


def visitor(app: Flask, session: Session, address: str = "127.0.0.1") -> FlaskClient:
    """Somebody before the door."""
    open_office(session)
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def let_in(client: FlaskClient) -> bool:
    """Whether the browser's officer is known."""
    return client.get("/").status_code == 200
