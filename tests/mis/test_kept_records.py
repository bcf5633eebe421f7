"""What an act left of a record is proved: a change behind the application's back is named by `mis check`, which exits with 3."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

import wsgi
from mis.cli import DISCREPANCIES, Console
from mis.db import Database, connect
from mis.embedded import Addresses
from mis.settings import Settings
from payments.answers.actions import take_in
from payments.releases import actions as releases
from registries.claims.actions import NewClaim, receive
from registries.decisions.actions import approve, approve_many, certify, decide_many, send_back
from registries.numbers.rules import Account
from registries.persons.actions import give_account, hold_account
from tests import make
from tests.mis.seals import sealed
from tests.payments import runs

PENSION = "tl-social-pension"
LATE = {"name": "Rosa Tavares", "born": date(1953, 2, 3)}


def pensioner(session: Session, office: object, **given: object) -> make.Person:
    """Somebody who is granted the social pension."""
    person = make.person(session, at=office, **({"born": date(1954, 3, 17)} | given))
    for fact in ("contributory_pension", "work_income"):
        make.person_fact(session, person, fact, False, date(2022, 1, 1))
    return person


def month(session: Session, var: Path) -> None:
    """Acts of one month: claims one by one and in bulk, an account given and held, a run, and the bank's answer."""
    make.installation(session)
    office = make.office(session)
    first, second, third = (make.by(session, at=office) for _ in range(3))
    clerk, approver = make.by(session, "payment-officer", office), make.by(session, "approver", office)
    people = [pensioner(session, office), pensioner(session, office, **LATE)]
    claims = [receive(session, NewClaim(PENSION, one.reference, date(2024, 5, 2), None), first).claim.reference for one in people]
    certify(session, claims[0], second)
    send_back(session, claims[0], "Look at the papers again", third)
    certify(session, claims[0], second)
    approve(session, claims[0], third)
    decide_many(session, claims[1:], second)
    approve_many(session, claims[1:], third)
    give_account(session, people[0], Account("mobile", people[0].name, number="+67077230001"), "Her own telephone", first)
    hold_account(session, people[0].id, "The papers differ", clerk)
    give_account(session, people[0], Account("mobile", people[0].name, number="+67077230002"), "Her new telephone", first)
    batch = runs.approved(session, clerk, approver)
    releases.release(session, batch.reference, approver)
    releases.send(session, batch.id, var)
    [payment] = runs.payments(session, batch)
    take_in(session, "answer.csv", f"reference,status\n{payment.reference},paid\n".encode(), clerk)


@pytest.fixture
def check(own_database: Addresses, tmp_path: Path) -> Callable[[int], list[str]]:
    """`mis check` in an office where a month went by: what it says is wrong, with the exit that was expected."""
    engine = connect(own_database.database_url)
    with Database(engine).unit_of_work() as session:
        month(session, tmp_path)
    sealed(engine, 1)
    engine.dispose()
    settings = Settings(tmp_path, own_database.database_url, own_database.owner_url, None, (), ("localhost",), 0, False)

    def run(status: int) -> list[str]:
        done = CliRunner().invoke(wsgi.command, ["check", "--json"], obj=Console(settings, wsgi.PARTS))
        assert done.exit_code == status, done.output
        return [words for each in json.loads(done.stdout)["checks"] for words in each["discrepancies"]]

    return run


CHANGES = {
    "UPDATE payee_account SET number = '+67077239999' WHERE replaced_at IS NULL RETURNING "
    "(SELECT reference FROM person WHERE id = person_id)": "account of person %s: it is no longer what its last act left",
    "UPDATE payee_account SET number = '+67077239999' WHERE replaced_at IS NOT NULL RETURNING "
    "(SELECT reference FROM person WHERE id = person_id)": "account of person %s: it is no longer what its last act left",
    "UPDATE award SET reference = 'AW-00000-00000-00' WHERE id = (SELECT min(id) FROM award) RETURNING reference":
        "award %s: no act made it",
    "UPDATE letter SET content = jsonb_set(content, '{subject}', '\"You owe\"') RETURNING number": "letter %s: it is no longer",
    "UPDATE letter SET recipient = 'PE-00000-00000-00' RETURNING number": "letter %s: it is no longer",
    "UPDATE claim SET decision = jsonb_set(decision, '{law}', '\"another\"') RETURNING reference": "claim %s: it is no longer",
    "UPDATE bank_answer_line SET amount = 1 RETURNING (SELECT reference FROM bank_answer)": "bank answer %s: it is no longer",
    "DELETE FROM bank_answer_line RETURNING (SELECT reference FROM bank_answer)": "bank answer %s: it is gone",
    "UPDATE batch_left_out SET amount = amount + 1 RETURNING (SELECT reference FROM payment_batch)":
        "who was left out of run %s: it is no longer",
    "UPDATE kept_record SET digest = repeat('0', 64) WHERE what = 'award' RETURNING about": "award %s: it is no longer",
}  # fmt: skip
TABLES = ("payee_account", "award", "letter", "claim", "bank_answer_line", "batch_left_out", "kept_record")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_one_record_by_the_owner_is_named(check: Callable, own_database: Addresses, change: str) -> None:
    assert check(0) == []
    owner = create_engine(own_database.owner_url)
    with owner.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        changed = connection.scalars(text(change)).all()
    owner.dispose()
    assert changed
    said = check(DISCREPANCIES)
    for about in changed:
        assert [words for words in said if words.startswith(CHANGES[change] % about)], said


def test_a_record_kept_anew_by_the_owner_breaks_the_seal(check: Callable, own_database: Addresses) -> None:
    owner = create_engine(own_database.owner_url)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE kept_record DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE kept_record SET rows = rows WHERE what = 'award'"))
    assert check(0) == []
    with owner.begin() as connection:
        connection.execute(text("UPDATE kept_record SET about = about || '-' WHERE what = 'letter'"))
    owner.dispose()
    assert [words for words in check(DISCREPANCIES) if words.startswith("seal")]
