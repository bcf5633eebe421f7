"""Officers: added by another officer, changed by another, never without an administrator, with passwords nobody guesses first."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.errors import Conflict, Forbidden, NotFound, Refusal
from mis.staff import actions, sealing
from mis.staff.actions import NewOfficer
from mis.staff.models import Office, Officer
from mis.staff.queries import acting
from mis.staff.rules import ROLES, TOTP_ROLES, ActingOfficer
from tests import make
from tests.conftest import KEY, OneTransaction, run_sql
from tests.mis.door import let_in, sign_in, visitor
from tests.web import post

SYSTEM = "system-administrator"


@pytest.fixture
def at(session: Session) -> Office:
    """The office in which everything here happens."""
    make.installation(session)
    return make.office(session)


def asked(at: Office, **changed: str) -> NewOfficer:
    """A new officer as one would ask for her."""
    told = {"username": "rosa.tilman", "name": "Rosa Tilman", "role": "administrator", "office": at.code}
    return NewOfficer(**{**told, "password": "seven quiet buffaloes", **changed})


def add(session: Session, at: Office, **changed: str) -> actions.Added:
    """Add an officer, as a system administrator of the office."""
    return actions.add_officer(session, asked(at, **changed), make.by(session, SYSTEM, at), (KEY,))


def test_the_first_officer_comes_without_anybody_and_the_second_does_not(session: Session, at: Office) -> None:
    first = actions.add_officer(session, asked(at, role=SYSTEM), None, (KEY,))
    assert first.officer.created_by is None
    with pytest.raises(Conflict):
        actions.add_officer(session, asked(at, username="another"), None, (KEY,))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_given_and_only_those_that_need_codes_get_a_seed(session: Session, at: Office, role: str) -> None:
    added = add(session, at, role=role)
    assert (added.totp_seed is not None) is (role in TOTP_ROLES)
    assert (added.officer.totp_sealed is not None) is (role in TOTP_ROLES)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("username", ""), ("username", "rosa tilman"), ("username", "roşa"), ("username", "a" * 61), ("username", "-rosa"),
        ("username", "rosa\r\nadmin"), ("name", "   "), ("role", "root"), ("role", "Administrator"), ("office", "nowhere"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_at_its_field(session: Session, at: Office, field: str, given: str) -> None:
    with pytest.raises(Refusal) as refused:
        add(session, at, **{field: given})
    assert refused.value.problems[0].field == field


def test_two_officers_never_have_one_user_name(session: Session, at: Office) -> None:
    add(session, at)
    with pytest.raises(Refusal) as refused:
        add(session, at, username="ROSA.Tilman ")
    assert refused.value.problems[0].code == "username-taken"


@pytest.mark.parametrize(
    "password",
    ["Password1!", "password1234", "Rosa Tilman", "rosa.tilman2024", "rosa.tilman", "aaaaaaaaaaaaaaaa", "123456789012", "short",
     "", "x" * 257, "administrator"],
)  # fmt: skip
def test_a_password_that_would_be_guessed_first_is_refused(session: Session, at: Office, password: str) -> None:
    with pytest.raises(Refusal) as refused:
        add(session, at, password=password)
    assert refused.value.problems[0].field == "password"


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("correct horse " * 14, "correct horse " * 14),
        ("búfalo azul 🐃 em Díli", "bu\u0301falo azul 🐃 em Di\u0301li"),
        ("ﬁve ﬁne ﬁngers", "five fine fingers"),
    ],
)
def test_a_long_or_foreign_password_opens_however_its_letters_are_composed(
    app: Flask, session: Session, at: Office, kept: str, typed: str
) -> None:
    who = add(session, at, password=kept).officer
    session.commit()
    assert sign_in(visitor(app, session), who.username, typed).status_code == 302


def test_passwords_are_argon2id_at_the_advised_figure(session: Session, at: Office) -> None:
    assert add(session, at).officer.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_nobody_changes_her_own_role_or_state(session: Session, at: Office) -> None:
    by = make.by(session, SYSTEM, at)
    make.officer(session, SYSTEM, at)
    with pytest.raises(Forbidden):
        actions.change_role(session, by.reference, "approver", "I want to", by, (KEY,))
    with pytest.raises(Forbidden):
        actions.set_state(session, by.reference, "disabled", "I am tired", by)


def test_the_last_system_administrator_stays(session: Session, at: Office) -> None:
    last, by = make.officer(session, SYSTEM, at), make.by(session, SYSTEM, at)
    session.get_one(Officer, by.id).state = "disabled"
    session.flush()
    with pytest.raises(Conflict):
        actions.set_state(session, last.reference, "disabled", "left", by)
    with pytest.raises(Conflict):
        actions.change_role(session, last.reference, "auditor", "left", by, (KEY,))


def test_an_officer_of_another_office_is_as_if_she_did_not_exist(app: Flask, session: Session, at: Office) -> None:
    branch = make.office(session, "Branch", at)
    head, elsewhere = make.officer(session, "auditor", at), make.officer(session, "auditor", make.office(session))
    by = acting(session, make.officer(session, SYSTEM, branch), {SYSTEM: frozenset({"staff.change"})})
    for other in (head, elsewhere):
        for act in (_disable, _give_password, _give_role):
            with pytest.raises(NotFound):
                act(session, other.reference, by)
    with pytest.raises(Refusal):
        actions.add_officer(session, asked(at), by, (KEY,))
    client = make.signed_in(app, session, SYSTEM, branch)
    assert client.get(f"/officers/{head.reference}").status_code == 404
    assert client.get(f"/officers/{head.reference}").text.count("Not found") == client.get("/officers/OF-0").text.count(
        "Not found"
    )
    assert head.username not in client.get("/officers").text


def _disable(session: Session, reference: str, by: ActingOfficer) -> object:
    return actions.set_state(session, reference, "disabled", "no", by)


def _give_password(session: Session, reference: str, by: ActingOfficer) -> object:
    return actions.set_password(session, reference, "nine grey elephants", by)


def _give_role(session: Session, reference: str, by: ActingOfficer) -> object:
    return actions.change_role(session, reference, "client", "no", by, (KEY,))


def test_the_database_refuses_an_officer_who_made_herself(session: Session, database: OneTransaction) -> None:
    who = make.officer(session)
    with pytest.raises(Exception, match="not_own_maker"):
        run_sql(database, "UPDATE officer SET created_by = id WHERE id = :id", id=who.id)


def test_the_pages_add_an_officer_and_show_the_key_of_her_codes_once(
    app: Flask, session: Session, database: OneTransaction, at: Office
) -> None:
    client = make.signed_in(app, session, SYSTEM, at)
    answers = {
        "name": "Ana Alves", "username": "ana", "role": "approver", "office": at.code, "language": "pt",
        "password": "seven quiet buffaloes",
    }  # fmt: skip
    added = post(client, "/officers/add", answers)
    assert added.status_code == 303
    sealed = session.scalars(select(Officer.totp_sealed).where(Officer.username == "ana")).one()
    seed = sealing.unseal((KEY,), str(sealed))
    between = run_sql(database, "SELECT data::text FROM office_session")
    assert seed not in str(between)
    shown = _without_marks(client.get(added.location).text)
    assert seed in shown
    assert seed not in _without_marks(client.get(added.location).text)


def _without_marks(page: str) -> str:

    return re.sub(r"<[^>]*>|\s", "", page)


def test_the_pages_change_role_state_and_password(app: Flask, session: Session, at: Office) -> None:
    who, client = make.officer(session, "administrator", at), make.signed_in(app, session, SYSTEM, at)
    page = f"/officers/{who.reference}"
    hers = make.browser_of(app, session, who)
    assert let_in(hers)
    assert post(client, f"{page}/role", {"role": "supervisor", "reason": "promoted"}, page).status_code == 303
    assert not let_in(hers)
    assert post(client, f"{page}/password", {"password": "short"}, page).status_code == 422
    assert post(client, f"{page}/password", {"password": "nine grey elephants"}, page).status_code == 303
    assert sign_in(visitor(app, session), who.username, "nine grey elephants").status_code == 302
    assert post(client, f"{page}/disable", {"reason": ""}, page).status_code == 422
    assert post(client, f"{page}/disable", {"reason": "left"}, page).status_code == 303
    assert sign_in(visitor(app, session), who.username, "nine grey elephants").status_code == 401
    assert post(client, f"{page}/enable", {"reason": "came back"}, page).status_code == 303
    assert sign_in(visitor(app, session), who.username, "nine grey elephants").status_code == 302


def test_a_supervisor_sees_officers_and_changes_none(app: Flask, session: Session, at: Office) -> None:
    who, client = make.officer(session, "administrator", at), make.signed_in(app, session, "supervisor", at)
    page = client.get(f"/officers/{who.reference}")
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main")[1]
    assert post(client, f"/officers/{who.reference}/disable", {"reason": "no"}, "/").status_code == 403


def test_every_act_on_an_officer_stands_in_the_trail_without_any_secret(
    session: Session, database: OneTransaction, at: Office
) -> None:
    by = make.by(session, SYSTEM, at)
    added = add(session, at, role="approver")
    reference = added.officer.reference
    actions.set_password(session, reference, "nine grey elephants", by)
    actions.change_role(session, reference, "auditor", "moved", by, (KEY,))
    actions.set_state(session, reference, "disabled", "left", by)
    session.commit()
    lines = run_sql(database, "SELECT * FROM audit_line WHERE about = :about ORDER BY id", about=reference)
    assert [line.act for line in lines] == ["officer added", "password set", "role changed", "officer disabled"]
    assert (lines[2].before, lines[2].after, lines[2].reason) == ({"role": "approver"}, {"role": "auditor"}, "moved")
    for secret in ("buffaloes", "elephants", str(added.totp_seed), "argon2"):
        assert secret not in str(lines)
