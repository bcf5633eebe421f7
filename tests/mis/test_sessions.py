"""A browser's session: a new secret at the door, dead at once when it should be, and never longer than allowed."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask import session as browser
from sqlalchemy.orm import Session

from mis.app import create_app
from mis.settings import Settings
from mis.staff import actions, sealing
from mis.staff.models import OfficeSession, SignInTry
from mis.staff.signing import forget
from mis.web import public
from tests import make
from tests.conftest import KEY, OneTransaction, run_sql
from tests.mis.door import let_in, sign_in, visitor
from tests.web import post


def secret(client) -> str:
    """The secret that the browser carries."""
    cookie = client.get_cookie("socle")
    return cookie.value if cookie else ""


def test_a_secret_planted_before_the_door_is_worth_nothing_behind_it(app: Flask, session: Session) -> None:
    who, client = make.officer(session), visitor(app, session)
    client.get("/sign-in")
    planted = secret(client)
    assert sign_in(client, who.username).status_code == 302
    assert secret(client) != planted
    thief = app.test_client()
    thief.set_cookie("socle", planted)
    assert let_in(client)
    assert not let_in(thief)


def test_an_invented_secret_is_not_taken_over(app: Flask, session: Session) -> None:
    client = visitor(app, session)
    client.set_cookie("socle", "i-chose-this-myself")
    client.get("/sign-in")
    assert secret(client) != "i-chose-this-myself"


def test_only_the_digest_of_a_secret_is_kept(app: Flask, session: Session, database: OneTransaction) -> None:
    who, client = make.officer(session), visitor(app, session)
    sign_in(client, who.username)
    kept = run_sql(database, "SELECT digest, data FROM office_session WHERE officer_id = :id", id=who.id)
    assert [row.digest for row in kept] == [sealing.digest(secret(client))]
    assert secret(client) not in str(kept)


def test_signing_out_kills_the_old_secret(app: Flask, session: Session) -> None:
    client = make.signed_in(app, session)
    old = secret(client)
    assert post(client, "/sign-out", {}, page="/").status_code == 302
    thief = app.test_client()
    thief.set_cookie("socle", old)
    assert not let_in(thief)


@pytest.mark.parametrize("act", ["role", "disabled", "password"])
def test_what_is_done_to_an_officer_ends_her_sessions_and_tokens_at_once(app: Flask, session: Session, act: str) -> None:
    at = make.office(session)
    who, by = make.officer(session, "administrator", at), make.by(session, "system-administrator", at)
    client, headers = make.browser_of(app, session, who), make.bearer(session, who)
    assert let_in(client)
    assert client.get("/api/v1/reports", headers=headers).status_code == 200
    if act == "role":
        actions.change_role(session, who.reference, "supervisor", "promoted", by, (KEY,))
    elif act == "disabled":
        actions.set_state(session, who.reference, "disabled", "left", by)
    else:
        actions.set_password(session, who.reference, "nine grey elephants", by)
    session.commit()
    assert not let_in(client)
    assert client.get("/api/v1/reports", headers=headers).status_code == 401


def test_a_disabled_officer_is_refused_even_where_a_session_was_left(
    app: Flask, session: Session, database: OneTransaction
) -> None:
    who = make.officer(session)
    client, headers = make.browser_of(app, session, who), make.bearer(session, who)
    run_sql(database, "UPDATE officer SET state = 'disabled' WHERE id = :id", id=who.id)
    session.expire_all()
    assert not let_in(client)
    assert client.get("/api/v1/reports", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("moved", "alive"),
    [
        ("seen_at = clock_timestamp() - interval '29 minutes'", True),
        ("seen_at = clock_timestamp() - interval '31 minutes'", False),
        ("ends_at = clock_timestamp() - interval '1 second'", False),
    ],
)
def test_a_session_ends_after_idleness_and_at_its_end(
    app: Flask, session: Session, database: OneTransaction, moved: str, alive: bool
) -> None:
    who = make.officer(session)
    client, headers = make.browser_of(app, session, who), make.bearer(session, who)
    run_sql(database, f"UPDATE office_session SET {moved} WHERE officer_id = :id", id=who.id)
    assert let_in(client) is alive
    assert (client.get("/api/v1/reports", headers=headers).status_code == 200) is alive


def test_work_keeps_a_session_awake_but_not_for_ever(app: Flask, session: Session, database: OneTransaction) -> None:
    who, client = make.officer(session), visitor(app, session)
    sign_in(client, who.username)
    run_sql(database, "UPDATE office_session SET seen_at = clock_timestamp() - interval '20 minutes'")
    assert let_in(client)
    told = "SELECT seen_at > clock_timestamp() - interval '1 minute' AS awake, ends_at - begun_at AS life FROM office_session"
    (row,) = run_sql(database, f"{told} WHERE officer_id = :id", id=who.id)
    assert row.awake
    assert row.life.total_seconds() <= 10 * 3600 + 1


def test_the_cookie_is_hidden_from_scripts_and_other_sites(app: Flask, session: Session) -> None:
    answer = visitor(app, session).get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_travels_on_https_only(settings: Settings, session: Session, database: OneTransaction) -> None:
    outside = create_app(Settings(**vars(settings) | {"https": True}), (), database)
    outside.add_url_rule("/mark", "mark", public("a test")(_remember))
    cookie = outside.test_client().get("/mark").headers["Set-Cookie"]
    assert cookie.startswith("__Host-socle=")
    assert "Secure" in cookie


def _remember() -> str:
    browser["seen"] = True
    return "remembered"


def test_a_token_in_the_address_is_not_read(app: Flask, session: Session) -> None:
    headers = make.bearer(session, make.officer(session))
    token = headers["Authorization"].removeprefix("Bearer ")
    for query in ("access_token", "token", "Authorization"):
        assert app.test_client().get(f"/api/v1/reports?{query}={token}").status_code == 401


def test_a_browser_s_cookie_is_no_pass_for_the_api_and_a_token_none_for_pages(app: Flask, session: Session) -> None:
    who = make.officer(session)
    assert make.browser_of(app, session, who).get("/api/v1/reports").status_code == 401
    assert app.test_client().get("/", headers=make.bearer(session, who)).status_code == 302


def test_ended_sessions_old_tries_and_old_keys_are_forgotten(session: Session, database: OneTransaction) -> None:
    who = make.officer(session)
    make.bearer(session, who)
    living = make.bearer(session, who)["Authorization"].removeprefix("Bearer ")
    dead = "UPDATE office_session SET ends_at = clock_timestamp() - interval '1 day' WHERE digest <> :kept"
    run_sql(database, dead, kept=sealing.digest(living))
    session.add(SignInTry(username="somebody", address="10.0.0.1", succeeded=False, at=datetime(2020, 1, 1, tzinfo=UTC)))
    make.once(session).at = datetime(2020, 1, 1, tzinfo=UTC)
    make.sign_in_try(session)
    session.commit()
    forget(session)
    assert [row.digest for row in session.query(OfficeSession)] == [sealing.digest(living)]
    assert run_sql(database, "SELECT count(*) FROM sign_in_try")[0][0] == 1
    assert run_sql(database, "SELECT count(*) FROM once")[0][0] == 0
