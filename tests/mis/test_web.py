"""A request: one commit or none, done once however often it is sent, guarded, and always answered in words."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, redirect
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from mis import app as office
from mis.app import create_app
from mis.db import Database, connect
from mis.embedded import Addresses
from mis.errors import refuse
from mis.identifiers import new_reference
from mis.part import Part, Permission
from mis.settings import Settings
from mis.staff.models import Area, Officer
from mis.web import db, public, require, signed_in
from tests import make
from tests.conftest import OneTransaction, run_sql
from tests.web import post
from wsgi import PARTS

pages = Blueprint("try", __name__, url_prefix="/try")


@pages.route("/area", methods=["GET", "POST"])
@signed_in
def add_area() -> Any:
    """A form page that adds a place."""
    from flask import request
    from flask_wtf.csrf import generate_csrf

    if request.method == "GET":
        return f'<input name="csrf_token" value="{generate_csrf()}"><input name="once" value="{new_reference("DO")}">'
    db().add(Area(code=request.form["code"], name="tried"))
    db().flush()
    if request.form["code"].startswith("refused"):
        raise refuse("code", "Code: not this one")
    if request.form["code"].startswith("broken"):
        raise RuntimeError("a mistake of ours, with a secret: hunter2")
    return redirect("/try/done?code=" + request.form["code"], 303)


@pages.get("/forgotten")
def forgotten() -> str:
    """A route that says neither permission nor reason."""
    return "secret figures"


@pages.get("/kept")
@require("try.kept")
def kept() -> str:
    """A route for nobody's role but one."""
    return "kept figures"


@pages.get("/slow")
@signed_in
def slow() -> str:
    """A question that takes too long."""
    db().execute(text("SET LOCAL statement_timeout = '50ms'"))
    db().execute(text("SELECT pg_sleep(2)"))
    return "never"


@pages.get("/crowded")
@signed_in
def crowded() -> str:
    """A question that finds every connection taken."""
    engine = create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.05)
    with engine.connect(), engine.connect():
        return "never"


TRYING = Part(name="trying", pages=(pages,), permissions=(Permission("try.kept", "Try", frozenset({"auditor"})),))


@pytest.fixture(scope="module")
def tried(settings: Settings, engine) -> Flask:
    """The application with pages to try things on."""
    made = create_app(settings, (*PARTS, TRYING), Database(engine))
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


@pytest.fixture
def app(tried: Flask, database: OneTransaction) -> Flask:
    """The application in the test's transaction."""
    tried.extensions["socle"]["database"] = database
    return tried


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """An officer at her browser."""
    return make.signed_in(app, session)


def areas(database: OneTransaction) -> list[str]:
    """The codes of the places that were tried."""
    return [row.code for row in run_sql(database, "SELECT code FROM area WHERE name = 'tried' ORDER BY code")]


def test_what_is_done_is_committed_once_and_what_is_refused_leaves_nothing(client: FlaskClient, database: OneTransaction) -> None:
    assert post(client, "/try/area", {"code": "done"}).status_code == 303
    assert post(client, "/try/area", {"code": "refused"}).status_code == 422
    assert post(client, "/try/area", {"code": "broken"}).status_code == 500
    assert areas(database) == ["done"]
    assert run_sql(database, "SELECT count(*) FROM once")[0][0] == 1


def test_an_accident_says_nothing_of_its_cause(client: FlaskClient) -> None:
    page = post(client, "/try/area", {"code": "broken"}).text
    assert "Something broke here" in page
    assert "hunter2" not in page
    assert "Traceback" not in page


def test_what_the_database_refuses_is_a_conflict_in_words(client: FlaskClient, database: OneTransaction) -> None:
    assert post(client, "/try/area", {"code": "twice"}).status_code == 303
    answer = post(client, "/try/area", {"code": "twice"})
    assert answer.status_code == 409
    assert "disagrees with what is kept already" in answer.text
    assert areas(database) == ["twice"]


def test_a_form_sent_twice_is_done_once(client: FlaskClient, database: OneTransaction) -> None:
    answers = {"code": "double", **_hidden(client)}
    first, second = client.post("/try/area", data=answers), client.post("/try/area", data=answers)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert areas(database) == ["double"]


def test_a_form_changed_after_it_was_done_is_refused_in_words(client: FlaskClient, database: OneTransaction) -> None:
    hidden = _hidden(client)
    client.post("/try/area", data={"code": "first", **hidden})
    answer = client.post("/try/area", data={"code": "second", **hidden})
    assert answer.status_code == 409
    assert "sent before with other answers" in answer.text
    assert areas(database) == ["first"]


def test_a_refused_form_can_be_corrected_and_sent_again(client: FlaskClient, database: OneTransaction) -> None:
    hidden = _hidden(client)
    assert client.post("/try/area", data={"code": "refused", **hidden}).status_code == 422
    assert client.post("/try/area", data={"code": "better", **hidden}).status_code == 303
    assert areas(database) == ["better"]


def test_the_key_of_one_officer_says_nothing_to_another(app: Flask, session: Session, database: OneTransaction) -> None:
    one, other = make.signed_in(app, session), make.signed_in(app, session)
    key = _hidden(one)["once"]
    for client, code in ((one, "one"), (other, "other")):
        assert client.post("/try/area", data={**_hidden(client), "code": code, "once": key}).status_code == 303
    assert areas(database) == ["one", "other"]


def _hidden(client: FlaskClient) -> dict[str, str]:
    from tests.web import hidden

    return hidden(client.get("/try/area").text)


def test_two_at_the_same_moment_are_done_once(own_database: Addresses, settings: Settings) -> None:
    live = create_app(settings, (*PARTS, TRYING), Database(connect(own_database.database_url)))
    with live.extensions["socle"]["database"].session() as session:
        client = make.signed_in(live, session)
    answers = {"code": "raced", **_hidden(client)}
    cookie = client.get_cookie("socle")
    assert cookie
    found: list[int] = []

    def send() -> None:
        mine = live.test_client()
        mine.set_cookie("socle", cookie.value)
        found.append(mine.post("/try/area", data=answers).status_code)

    racers = [threading.Thread(target=send) for _ in range(8)]
    [racer.start() for racer in racers]
    [racer.join() for racer in racers]
    assert found == [303] * 8
    with live.extensions["socle"]["database"].begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM area WHERE name = 'tried'")) == 1


@pytest.mark.parametrize("token", [None, "", "forged", "IjEi.x.y"])
def test_a_form_without_the_page_s_token_does_nothing(client: FlaskClient, database: OneTransaction, token: str | None) -> None:
    answers = {"code": "forged"} if token is None else {"code": "forged", "csrf_token": token}
    answer = client.post("/try/area", data=answers)
    assert answer.status_code == 400
    assert "open too long" in answer.text
    assert areas(database) == []


def test_the_token_of_another_browser_is_worth_nothing(app: Flask, session: Session, database: OneTransaction) -> None:
    mine, other = make.signed_in(app, session), make.signed_in(app, session)
    assert mine.post("/try/area", data={"code": "crossed", **_hidden(other)}).status_code == 400
    assert areas(database) == []


def test_a_route_that_asks_nothing_is_nobody_s(client: FlaskClient, app: Flask) -> None:
    for browser in (client, app.test_client()):
        answer = browser.get("/try/forgotten")
        assert answer.status_code == 403
        assert "secret figures" not in answer.text


def test_a_route_is_for_those_who_have_its_permission(app: Flask, session: Session) -> None:
    assert make.signed_in(app, session, "auditor").get("/try/kept").text == "kept figures"
    assert make.signed_in(app, session, "approver").get("/try/kept").status_code == 403
    assert make.signed_in(app, session, "approver").head("/try/kept").status_code == 403
    answer = app.test_client().get("/try/kept")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/try/kept")
    assert app.test_client().post("/try/area").status_code == 401


@pytest.mark.parametrize("address", ["/try/slow", "/try/crowded"])
def test_a_question_that_takes_too_long_is_given_up_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 503
    assert "busy" in answer.text


ANSWERS: list[tuple[str, str, int]] = [
    ("GET", "/", 200), ("GET", "/sign-in", 200), ("GET", "/no-such-page", 404), ("POST", "/officers", 405),
    ("POST", "/try/area", 400), ("GET", "/officers", 403), ("GET", "/api/v1/reports", 401), ("GET", "/healthz", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/api/v1/nothing", 404), ("GET", "/metrics", 200),
]  # fmt: skip


@pytest.mark.parametrize(("method", "url", "status"), ANSWERS)
def test_every_answer_carries_the_security_headers(client: FlaskClient, method: str, url: str, status: int) -> None:
    answer = client.open(url, method=method)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in office.HEADERS} == office.HEADERS
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.headers["X-Request-Id"]) == 32
    assert "Strict-Transport-Security" not in answer.headers


def test_over_https_browsers_are_told_to_stay_there(settings: Settings, database: OneTransaction) -> None:
    outside = create_app(Settings(**vars(settings) | {"https": True}), PARTS, database)
    assert "max-age=" in outside.test_client().get("/healthz").headers["Strict-Transport-Security"]


def test_a_stylesheet_may_be_kept(client: FlaskClient) -> None:
    address = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "a b", "", "127.0.0.1@evil.example"]
)
def test_a_host_that_is_not_ours_is_refused(app: Flask, session: Session, host: str) -> None:
    for url in ("/", "/sign-in", "/api/v1/reports", "/no-such-page"):
        answer = make.signed_in(app, session).get(url, headers={"Host": host})
        assert answer.status_code == 400, (host, url)
        assert "evil" not in answer.text


def test_the_address_of_the_caller_is_believed_only_from_as_many_proxies_as_there_are(
    settings: Settings, database: OneTransaction
) -> None:
    def address(proxies: int, told: str) -> str:
        made = create_app(Settings(**vars(settings) | {"proxies": proxies}), (), database)
        made.add_url_rule("/who", "who", public("a test")(_remote))
        return made.test_client().get("/who", headers={"X-Forwarded-For": told}).text

    assert address(0, "1.2.3.4") == "127.0.0.1"
    assert address(1, "6.6.6.6, 1.2.3.4") == "1.2.3.4"


def _remote() -> str:
    from flask import request

    return request.remote_addr or ""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "FOO"])
def test_a_method_that_is_not_taken_is_refused(client: FlaskClient, method: str) -> None:
    answer = client.open("/officers", method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_body_beyond_the_limit_is_refused(app: Flask, session: Session, client: FlaskClient) -> None:
    big = "x" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    assert client.post("/try/area", data={"code": big}).status_code == 413
    headers = make.bearer(session, make.officer(session))
    answer = client.post("/api/v1/tokens", data=big, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_a_form_of_too_many_parts_is_refused(client: FlaskClient) -> None:
    assert client.post("/try/area", data={f"f{number}": "1" for number in range(20_001)}).status_code in (400, 413)


def test_programs_get_a_problem_with_the_path_of_each_field(app: Flask) -> None:
    answer = app.test_client().post("/api/v1/tokens", json={"username": ["x"], "more": 1})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    told = answer.get_json()
    assert {"type", "title", "status", "detail", "errors"} == set(told)
    assert {error["field"] for error in told["errors"]} == {"username", "password", "more"}


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [
        ("pt", "pt", "Nada foi feito"), ("tet, en;q=0.5", "tet", None), ("pt-PT, pt;q=0.9, en;q=0.1", "pt", "Nada foi feito"),
        ("de", "en", "Nothing was done"), ("", "en", "Nothing was done"),
    ],
)  # fmt: skip
def test_programs_read_problems_in_the_language_they_ask_for(app: Flask, asked: str, language: str, title: str | None) -> None:
    answer = app.test_client().post("/api/v1/tokens", json={"more": 1}, headers={"Accept-Language": asked})
    assert (answer.status_code, answer.headers["Content-Language"]) == (422, language)
    told = answer.get_json()
    assert title in (None, told["title"])
    english = {"Missing data for required field.", "Unknown field."}
    assert (language == "en") == (told["title"] == "Nothing was done")
    assert not english & {error["message"] for error in told["errors"]}
    assert told["detail"] == "; ".join(error["message"] for error in told["errors"])


class GivenIn(Schema):
    """What the tried API takes."""

    name = fields.String(required=True)
    count = fields.Integer(strict=True)


@pytest.fixture
def api(settings: Settings, database: OneTransaction) -> Callable:
    """A program that sends a request with a key to an API that adds a place, and the answer."""
    from flask_smorest import Blueprint as Api

    blueprint = Api("api_try", __name__, url_prefix="/try")

    @blueprint.post("")
    @blueprint.arguments(GivenIn)
    @blueprint.response(201, GivenIn)
    @require("try.kept")
    def add(given: dict[str, Any]) -> Any:
        db().add(Area(code=given["name"], name="tried"))
        db().flush()
        return given

    made = create_app(settings, (*PARTS, Part(**vars(TRYING) | {"pages": (), "api": (blueprint,)})), database)

    def send(who: Officer, session: Session, body: dict, key: str | None = None) -> Any:
        headers = make.bearer(session, who) | ({"Idempotency-Key": key} if key else {})
        return made.test_client().post("/api/v1/try", json=body, headers=headers)

    return send


def test_a_request_with_the_same_key_is_done_once_and_answered_the_same(
    api: Callable, session: Session, database: OneTransaction
) -> None:
    who = make.officer(session, "auditor")
    first, second = (api(who, session, {"name": "once", "count": 2}, "k-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert json.loads(first.data) == json.loads(second.data) == {"name": "once", "count": 2}
    other = api(who, session, {"name": "other"}, "k-1")
    assert (other.status_code, other.get_json()["errors"][0]["code"]) == (409, "key-reused")
    assert api(make.officer(session, "auditor"), session, {"name": "hers"}, "k-1").status_code == 201
    for bad in ("k" * 256, "k\u00ad"):
        assert api(who, session, {"name": "bad"}, bad).status_code == 400
    assert areas(database) == ["hers", "once"]


def test_nobody_s_answers_are_read_before_her_permission_is(api: Callable, session: Session) -> None:
    assert api(make.officer(session, "approver"), session, {"wrong": True}).status_code == 403
