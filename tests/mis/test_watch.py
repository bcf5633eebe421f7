"""For those who watch: alive, ready, and how busy, without a secret; and a log in which nobody writes but us."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session

import wsgi
from mis import logs
from mis.app import create_app
from mis.audit.actions import record
from mis.db import Database, connect
from mis.embedded import Addresses
from mis.settings import Settings
from tests import make
from tests.mis.door import sign_in, visitor
from tests.mis.seals import sealed

NOWHERE = "postgresql+psycopg://nobody:hidden-password@127.0.0.1:1/nothing"


def office(settings: Settings, database_url: str, **changed: object) -> Flask:
    """The application on this database."""
    made = create_app(
        Settings(**vars(settings) | {"database_url": database_url, **changed}), wsgi.PARTS, Database(connect(database_url))
    )
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What is written to the log."""
    logs.init_logs()
    handler, root = logging.getLogger().handlers[0], logging.getLogger()
    assert isinstance(handler, logging.StreamHandler)
    stream = StringIO()
    handler.setStream(stream)
    yield stream
    root.handlers = [each for each in root.handlers if each is not handler]
    structlog.reset_defaults()


def test_a_whole_office_is_alive_and_ready(settings: Settings, prepared: Addresses) -> None:
    client = office(settings, prepared.database_url, redis_url=prepared.redis_url).test_client()
    assert client.get("/healthz").get_json() == {"status": "alive"}
    assert client.get("/readyz").get_json() == {"status": "ready"}


def test_without_its_queue_the_office_is_ready_and_says_so(settings: Settings, prepared: Addresses) -> None:
    client = office(settings, prepared.database_url, redis_url="redis://:hidden-password@127.0.0.1:1/0").test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ready, queue away"})


def test_without_its_database_the_office_is_alive_and_not_ready(settings: Settings) -> None:
    client = office(settings, NOWHERE).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "no database"})


@pytest.mark.parametrize("url", ["/", "/sign-in", "/persons", "/api/v1/persons", "/metrics", "/trail", "/no-such-page"])
@pytest.mark.parametrize("cookie", ["", "a-session-of-before"])
def test_every_page_says_in_words_that_the_database_is_away(settings: Settings, url: str, cookie: str) -> None:
    client = office(settings, NOWHERE).test_client()
    if cookie:
        client.set_cookie("socle", cookie)
    answer = client.get(url, headers={"Authorization": "Bearer x"} if url.startswith("/api/") else {})
    assert answer.status_code in ((503, 404, 302) if not cookie else (503,))
    assert "hidden-password" not in answer.text
    assert "Traceback" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_the_figures_count_answers_and_lines_without_a_seal(settings: Settings, own_database: Addresses) -> None:
    app = office(settings, own_database.database_url)
    database = app.extensions["socle"]["database"]
    with database.unit_of_work() as session:
        record(session, None, "tried", "PE-SECRET")
    figures = app.test_client().get("/metrics").text
    assert "socle_audit_lines_unsealed 1.0" in figures
    sealed(database.engine, 1)
    figures = app.test_client().get("/metrics").text
    assert "socle_audit_lines_unsealed 0.0" in figures
    assert 'socle_requests_total{endpoint="watch.metrics",status="200"}' in figures
    assert "PE-SECRET" not in figures
    database.engine.dispose()


def test_each_request_is_one_line_that_holds_nothing_typed(app: Flask, session: Session, written: StringIO) -> None:
    client = make.signed_in(app, session)
    answer = client.get("/search?q=Maria+Secreta")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    mine = [line for line in lines if line.get("request") == answer.headers["X-Request-Id"]]
    assert [(line["event"], line["endpoint"], line["status"]) for line in mine] == [("answered", "home.search", 200)]
    assert "Secreta" not in written.getvalue()


def test_nobody_writes_a_line_of_her_own_and_no_secret_is_written(app: Flask, session: Session, written: StringIO) -> None:
    forged = "x\r\n2026-01-01T00:00:00Z INFO admin signed in"
    sign_in(visitor(app, session), forged, "a wrong secret guess")
    structlog.get_logger().warning(forged, why=forged)
    logging.getLogger("werkzeug").warning("asked for %s", forged)
    for line in written.getvalue().splitlines():
        assert json.loads(line)["level"] in ("info", "warning")
    assert "secret guess" not in written.getvalue()


def test_what_the_database_refuses_is_logged_without_the_values(app: Flask, session: Session, written: StringIO) -> None:
    from sqlalchemy.exc import IntegrityError

    from mis.refusals import answer_database

    failure = IntegrityError("INSERT", {"name": "Maria Secreta"}, Exception("Key (number)=(Secreta) already exists"))
    with app.test_request_context("/api/v1/persons"):
        assert answer_database(failure).status_code == 409
    assert "the database refused" in written.getvalue()
    assert "Secreta" not in written.getvalue()
