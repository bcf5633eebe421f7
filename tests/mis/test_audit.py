"""The trail: one line for an act, in the act's own transaction; only added to; sealed so that any change is seen by anybody."""

import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

import wsgi
from mis.audit.actions import record
from mis.audit.sealing import VERIFY, broken_seals, seal_lines
from mis.db import Database, connect
from mis.embedded import Addresses
from mis.installation.proofs import prove
from tests import make
from tests.conftest import OneTransaction, run_sql
from tests.mis.seals import sealed

TABLES = ("audit_line", "audit_seal")


@pytest.fixture
def live(own_database: Addresses) -> Iterator[Database]:
    """A database of its own, as the application reaches it; what is committed stays."""
    engine = connect(own_database.database_url)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def owner(own_database: Addresses) -> Iterator[Connection]:
    """The owner of the tables, who alone could tamper: with the triggers switched off."""
    engine = create_engine(own_database.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER TABLE audit_line DISABLE TRIGGER USER"))
        connection.execute(text("ALTER TABLE audit_seal DISABLE TRIGGER USER"))
        yield connection
    engine.dispose()


def act(database: Database, about: str, **told: object) -> None:
    """Something is done by the system, and committed."""
    with database.unit_of_work() as session:
        record(session, None, "tried", about, **told)  # type: ignore[arg-type]


def broken(database: Database) -> list[str]:
    """What the check says is wrong."""
    with database.begin() as connection:
        return broken_seals(connection)


def test_a_line_says_who_where_what_before_after_and_why(session: Session, database: OneTransaction) -> None:
    by = make.by(session)
    before = {"amount": Decimal("60.00"), "from": date(2024, 1, 1), "shares": [Decimal("0.1")], "inner": {"x": Decimal(1)}}
    record(session, by, "amount changed", "AW-TEST", before, {"amount": Decimal("80.00")}, "70th birthday")
    session.commit()
    (line,) = run_sql(database, "SELECT * FROM audit_line WHERE about = 'AW-TEST'")
    assert (line.officer, line.office, line.act, line.reason) == (by.username, by.office, "amount changed", "70th birthday")
    assert line.officer_id == by.id
    assert line.before == {"amount": "60.00", "from": "2024-01-01", "shares": ["0.1"], "inner": {"x": "1"}}
    assert line.after == {"amount": "80.00"}


def test_a_bulk_act_is_one_line_with_the_count_and_digest_of_its_rows(live: Database) -> None:
    act(live, "IM-BULK", count=100_000, digest="a" * 64)
    assert sealed(live.engine, 1) == 1
    (line,) = run_sql(live, "SELECT count, digest FROM audit_line")
    assert tuple(line) == (100_000, "a" * 64)


def test_a_refused_act_leaves_no_line(live: Database) -> None:
    def refused_act() -> None:
        with live.unit_of_work() as session:
            record(session, None, "tried", "PE-NEVER")
            session.execute(text("INSERT INTO installation (id) VALUES (2)"))

    with pytest.raises(IntegrityError):
        refused_act()
    assert run_sql(live, "SELECT count(*) FROM audit_line")[0][0] == 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = DEFAULT", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("role", ["database_url", "owner_url"])
def test_nobody_changes_or_removes_lines_and_seals(own_database: Addresses, role: str, table: str, change: str) -> None:
    engine = connect(own_database.database_url)
    act(Database(engine), "PE-KEPT")
    assert sealed(engine, 1) == 1
    url = getattr(own_database, role).replace("+psycopg", "")
    with psycopg.connect(url) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(change.format(table))
    assert refused.value.sqlstate in ("42501", "23001")
    engine.dispose()


@pytest.mark.parametrize("column", ["transaction", "at"])
def test_the_application_can_not_say_when_a_line_was_written(live: Database, column: str) -> None:
    forged = f"INSERT INTO audit_line ({column}, officer, office, act, about) SELECT {column}, 'x', 'x', 'x', 'x' FROM audit_line"
    with pytest.raises(DBAPIError, match="permission denied"), live.begin() as connection:
        connection.execute(text(forged))


def test_seals_cover_every_line_once_in_a_chain(live: Database) -> None:
    for number in range(3):
        act(live, f"PE-{number}")
        assert sealed(live.engine, 1) == 1
    assert seal_lines(live.engine) == 0
    seals = run_sql(live, "SELECT previous, hash, lines FROM audit_seal ORDER BY id")
    assert [seal.previous for seal in seals] == ["0" * 64, seals[0].hash, seals[1].hash]
    assert broken(live) == []


def test_a_line_of_an_unfinished_act_waits_and_is_never_lost(live: Database) -> None:
    act(live, "PE-BEFORE")
    slow = live.session()
    record(slow, None, "tried", "PE-SLOW")
    slow.flush()
    act(live, "PE-DURING")
    assert sealed(live.engine, 1) == 1
    slow.commit()
    act(live, "PE-AFTER")
    assert sealed(live.engine, 3) == 3
    assert broken(live) == []


def test_many_acts_at_once_are_sealed_while_they_happen(live: Database) -> None:
    """No act waits for another, none is sealed twice, none is forgotten."""
    done = threading.Event()

    def work(number: int) -> None:
        for step in range(40):
            act(live, f"PE-{number}-{step}")

    def seal() -> None:
        while not done.is_set():
            seal_lines(live.engine)

    sealers = [threading.Thread(target=seal) for _ in range(2)]
    workers = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    [thread.start() for thread in (*sealers, *workers)]
    [thread.join() for thread in workers]
    done.set()
    [thread.join() for thread in sealers]
    sealed(live.engine, 6 * 40 - (run_sql(live, "SELECT coalesce(sum(lines), 0) FROM audit_seal")[0][0]))
    assert run_sql(live, "SELECT sum(lines) FROM audit_seal")[0][0] == 6 * 40
    assert broken(live) == []


TAMPERINGS = {
    "a line's reason changed": "UPDATE audit_line SET reason = 'because' WHERE about = 'PE-1'",
    "a line's officer changed": "UPDATE audit_line SET officer = 'somebody.else' WHERE about = 'PE-1'",
    "a line's amount changed": "UPDATE audit_line SET after = '{\"amount\": \"800.00\"}' WHERE about = 'PE-1'",
    "an emptied amount": "UPDATE audit_line SET after = NULL WHERE about = 'PE-1'",
    "a line's time moved": "UPDATE audit_line SET at = at + interval '1 microsecond' WHERE about = 'PE-1'",
    "a line removed": "DELETE FROM audit_line WHERE about = 'PE-1'",
    "a line slipped between two seals": """INSERT INTO audit_line (transaction, officer, office, act, about)
        SELECT last_transaction + 1, 'x', 'x', 'x', 'PE-FORGED' FROM audit_seal ORDER BY id LIMIT 1""",
    "a line slipped before the first seal": """INSERT INTO audit_line (transaction, officer, office, act, about)
        VALUES (0, 'x', 'x', 'x', 'PE-FORGED')""",
    "two columns moved into one another": "UPDATE audit_line SET officer = officer || office, office = '' WHERE about = 'PE-1'",
    "a seal removed": "DELETE FROM audit_seal WHERE id = 2",
    "a seal's hash changed": "UPDATE audit_seal SET hash = repeat('a', 64) WHERE id = 2",
    "a seal's count changed": "UPDATE audit_seal SET lines = 3 WHERE id = 2",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_any_tampering_is_seen_by_the_check_and_by_psql_alone(live: Database, owner: Connection, tampering: str) -> None:
    with live.unit_of_work() as session:
        make.installation(session)
    for number in range(3):
        with live.unit_of_work() as session:
            by = make.by(session)
            record(session, by, "tried", f"PE-{number}", after={"amount": "80.00"}, reason="asked")
            record(session, by, "tried", f"PE-{number}-more")
        with live.begin() as connection:
            connection.execute(text("SELECT pg_current_xact_id()"))
        sealed(live.engine, 2)
    assert broken(live) == []
    if "slipped between" in tampering:
        assert run_sql(live, "SELECT max(first_transaction) - min(last_transaction) > 1 FROM audit_seal")[0][0]
    owner.execute(text(TAMPERINGS[tampering]))
    assert broken(live) != []
    with live.session() as session:
        answer = prove(session, wsgi.PARTS)
    assert not answer["ok"]
    assert [check["name"] for check in answer["checks"] if not check["ok"]] == ["trail of acts"]
    raw = psycopg.connect(live.engine.url.render_as_string(hide_password=False).replace("+psycopg", ""))
    assert raw.execute(VERIFY).fetchall() != []
    raw.close()


def test_the_trail_page_shows_lines_and_the_query_that_verifies_them(app: Flask, session: Session) -> None:
    at = make.office(session)
    record(session, make.by(session, "administrator", at), "person registered", "PE-TEST", after={"name": "<b>Ana</b>"})
    client = make.signed_in(app, session, "auditor", at)
    page = client.get("/trail?about=PE-TEST")
    assert page.status_code == 200
    assert "person registered" in page.text
    assert "&lt;b&gt;Ana" in page.text
    assert "FROM audit_seal" in page.text
    assert "person registered" not in client.get("/trail?about=PE-OTHER").text


def test_a_branch_reads_its_own_lines_and_the_head_office_all_of_them(app: Flask, session: Session) -> None:
    head = make.office(session, "Head")
    one, other = make.office(session, "One", head), make.office(session, "Other", head)
    record(session, make.by(session, "administrator", one), "done in one", "PE-TEST")
    record(session, make.by(session, "administrator", other), "done in other", "PE-TEST")
    record(session, None, "done by itself", "PE-TEST")
    branch = make.signed_in(app, session, "supervisor", one).get("/trail").text
    assert "done in one" in branch
    assert "done in other" not in branch
    assert "done by itself" not in branch
    whole = make.signed_in(app, session, "auditor", head).get("/trail").text
    assert all(words in whole for words in ("done in one", "done in other", "done by itself"))


def test_the_application_can_not_switch_the_guards_off(own_database: Addresses) -> None:
    engine = connect(own_database.database_url)
    for statement in (
        "ALTER TABLE audit_line DISABLE TRIGGER USER",
        "DROP TRIGGER audit_line_append_only ON audit_line",
        "SET session_replication_role = replica",
        "UPDATE trail_origin SET added = 0",
        "INSERT INTO trail_origin VALUES (1, 5)",
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()
