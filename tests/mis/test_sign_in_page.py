"""The door: the same words for everybody who is wrong, slow for those who guess, and a second factor where money is approved."""

import time
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from mis.staff.rules import TRIES_PER_ADDRESS, TRIES_PER_PAIR
from tests import make
from tests.conftest import OneTransaction, run_sql
from tests.mis.door import approver, let_in, sign_in, visitor

WRONG = "User name, password or code is not right"


def test_the_right_answers_open_the_home_page(app: Flask, session: Session) -> None:
    who, client = make.officer(session), visitor(app, session)
    answer = sign_in(client, f"  {who.username.upper()} ")
    assert (answer.status_code, answer.location) == (302, "/")
    assert let_in(client)


def test_wrong_password_unknown_name_and_disabled_officer_get_the_same_page(app: Flask, session: Session) -> None:
    who, disabled = make.officer(session), make.officer(session)
    disabled.state = "disabled"
    pages = []
    for username in (who.username, "nobody.here", disabled.username):
        client = visitor(app, session)
        answer = sign_in(client, username, make.PASSWORD if username == disabled.username else "a wrong password")
        assert answer.status_code == 401
        assert WRONG in answer.text
        assert not let_in(client)
        pages.append(_without_what_differs(answer.text, username))
    assert pages[0] == pages[1] == pages[2]


def _without_what_differs(page: str, username: str) -> list[str]:
    return [line.replace(username, "…") for line in page.splitlines() if "csrf_token" not in line]


def test_an_unknown_name_takes_as_long_as_a_wrong_password(app: Flask, session: Session) -> None:
    known, client = make.officer(session).username, visitor(app, session)

    def seconds(username: str, number: int) -> float:
        client.environ_base["REMOTE_ADDR"] = f"10.{number}.0.1"
        began = time.perf_counter()
        sign_in(client, username, "a wrong password")
        return time.perf_counter() - began

    seconds(known, 0)
    pairs = [(seconds(known, number), seconds(f"nobody.{number}", number + 100)) for number in range(1, 12)]
    fastest_known, fastest_unknown = (min(times) for times in zip(*pairs, strict=True))
    assert abs(fastest_known - fastest_unknown) < 0.010


def test_an_empty_form_says_what_is_missing_at_its_field_and_in_a_summary(app: Flask, session: Session) -> None:
    answer = sign_in(visitor(app, session), "", "")
    assert answer.status_code == 422
    assert "<title>2 answers to correct: Sign in" in answer.text
    assert 'href="#username"' in answer.text
    assert 'href="#password"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_typed_password_is_never_sent_back(app: Flask, session: Session) -> None:
    answer = sign_in(visitor(app, session), make.officer(session).username, "a secret nobody may see")
    assert "a secret nobody may see" not in answer.text


@pytest.mark.parametrize("address", ["/officers", "/reports?year=2024", "/search?q=maria%20%26%20co"])
def test_after_signing_in_one_goes_on_to_the_page_that_was_asked(app: Flask, session: Session, address: str) -> None:
    client, who = visitor(app, session), make.officer(session, "system-administrator")
    door = client.get(address)
    assert door.status_code == 302
    assert door.location.startswith("/sign-in?next=")
    assert client.get(door.location).status_code == 200
    assert sign_in(client, who.username, next_page=address).location == address


STRANGE = [
    "//evil.example", "https://evil.example", "javascript:alert(1)", "\\\\evil.example", "/\\evil.example", "//[",
    "/%0d%0a\r\nX: y", "http:evil.example",
    "///evil.example", "/\t/evil.example", "evil.example", "//evil.example@localhost", " //evil.example",
]  # fmt: skip


@pytest.mark.parametrize("address", STRANGE)
def test_nobody_is_sent_to_a_strange_place(app: Flask, session: Session, address: str) -> None:
    client, who = visitor(app, session), make.officer(session)
    answer = sign_in(client, who.username, next_page=address)
    assert (answer.status_code, answer.location) == (302, "/")


def test_the_fifth_wrong_password_from_one_place_stops_that_place_and_is_told(
    app: Flask, session: Session, database: OneTransaction
) -> None:
    who, client = make.officer(session), visitor(app, session, "10.0.0.66")
    for _guess in range(TRIES_PER_PAIR):
        assert sign_in(client, who.username, "a wrong guess").status_code == 401
    answer = sign_in(client, who.username)
    assert answer.status_code == 429
    assert "Too many tries" in answer.text
    assert sign_in(visitor(app, session, "10.0.0.1"), who.username).status_code == 302
    told = "SELECT count(*) FROM audit_line WHERE about = :about AND act = 'sign-in stopped after too many tries'"
    assert run_sql(database, told, about=who.reference)[0][0] == 1


def test_one_password_tried_on_many_names_stops_the_address(app: Flask, session: Session) -> None:
    client, who = visitor(app, session, "10.0.0.77"), make.officer(session)
    for number in range(TRIES_PER_ADDRESS):
        assert sign_in(client, f"victim.{number}", "Summer2024!!").status_code == 401
    assert sign_in(client, who.username).status_code == 429


def test_the_throttle_ends_by_itself(app: Flask, session: Session, database: OneTransaction) -> None:
    who, client = make.officer(session), visitor(app, session)
    for _guess in range(TRIES_PER_PAIR):
        sign_in(client, who.username, "a wrong guess")
    moved = "SELECT username, address, succeeded, at - interval '16 minutes' FROM sign_in_try"
    run_sql(database, f"INSERT INTO sign_in_try (username, address, succeeded, at) {moved}")
    run_sql(database, "DELETE FROM sign_in_try WHERE at > clock_timestamp() - interval '15 minutes'")
    assert sign_in(client, who.username).status_code == 302


def test_the_api_counts_its_tries_like_the_door(app: Flask, session: Session) -> None:
    who, client = make.officer(session), visitor(app, session)
    wrong = {"username": who.username, "password": "a wrong guess"}
    statuses = [client.post("/api/v1/tokens", json=wrong).status_code for _ in range(TRIES_PER_PAIR + 1)]
    assert statuses == [401] * TRIES_PER_PAIR + [429]
    assert sign_in(client, who.username).status_code == 429


def test_an_approver_needs_her_code_and_each_code_opens_once(app: Flask, session: Session) -> None:
    who, seed = approver(session)
    code = pyotp.TOTP(seed).now()
    for wrong in ("", "000000" if code != "000000" else "000001", "１２３４５６", "é" * 6, "12345"):
        assert sign_in(visitor(app, session, f"10.1.0.{len(wrong)}"), who.username, code=wrong).status_code == 401
    client = visitor(app, session, "10.2.0.1")
    assert sign_in(client, who.username, code=f"{code[:3]} {code[3:]}").status_code == 302
    assert let_in(client)
    assert sign_in(visitor(app, session, "10.2.0.2"), who.username, code=code).status_code == 401


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_right_one_step_early_or_late_and_no_more(app: Flask, session: Session, steps: int, opens: bool) -> None:
    who, seed = approver(session)
    while time.time() % 30 > 27:
        time.sleep(0.2)
    code = pyotp.TOTP(seed).at(time.time() + steps * 30)
    assert (sign_in(visitor(app, session), who.username, code=code).status_code == 302) is opens


def test_guessing_codes_is_stopped_like_guessing_passwords(app: Flask, session: Session) -> None:
    who, seed = approver(session)
    client, right = visitor(app, session), pyotp.TOTP(seed).now()
    for guess in range(TRIES_PER_PAIR):
        sign_in(client, who.username, code=f"{(int(right) + guess + 1) % 10**6:06}")
    assert sign_in(client, who.username, code=right).status_code == 429


def test_the_seed_of_codes_is_sealed_at_rest(app: Flask, session: Session, database: OneTransaction) -> None:
    _who, seed = approver(session)
    rows = run_sql(database, "SELECT * FROM officer")
    assert seed not in str(rows)


ODD: list[tuple[str, Callable[[FlaskClient], object]]] = [
    ("a name of NUL", lambda client: sign_in(client, "a\x00b")),
    ("a name of 10,000 letters", lambda client: sign_in(client, "a" * 10_000)),
    ("a password of a megabyte", lambda client: sign_in(client, "somebody", "p" * 1_000_000)),
    ("right-to-left marks", lambda client: sign_in(client, "\u202eadmin")),
    ("SQL", lambda client: sign_in(client, "' OR 1=1 --", "' OR 1=1 --")),
    ("log lines", lambda client: sign_in(client, "x\r\n2026-01-01 INFO admin login ok")),
]


@pytest.mark.parametrize(("what", "act"), ODD)
def test_odd_answers_are_refused_in_words(app: Flask, session: Session, what: str, act: Callable) -> None:
    answer = act(visitor(app, session))
    assert answer.status_code in (401, 422), what
