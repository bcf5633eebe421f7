"""Generating a month's run, against copying the awards out and the payments and lines in."""

from collections.abc import Iterator
from datetime import date
from typing import LiteralString

import psycopg

from mis.dates import add_months
from mis.db import Database
from mis.embedded import Addresses
from mis.staff.rules import ActingOfficer
from payments.batches import actions
from payments.generation.jobs import work_here
from tests import make
from tests.bench.race import ROUNDS, Race
from tests.payments import crowd, runs

APRIL = date(2024, 4, 1)
SHAPE: LiteralString = """
CREATE TABLE floor_payment_{at} (LIKE payment);
CREATE TABLE floor_line_{at} (LIKE payment_line);
"""
KEYS: LiteralString = """
ALTER TABLE floor_payment_{at} ADD PRIMARY KEY (id), ADD UNIQUE (reference), ADD UNIQUE (batch_id, person_id);
ALTER TABLE floor_line_{at} ADD PRIMARY KEY (covered, award_id, seq);
"""


def batch_generation(n: int, addresses: Addresses) -> Race:
    """One worker settles n awards with one month due: the next month of the same people in each round.

    The month before the first round is settled unmeasured; its rows are what the floor copies, with their keys built
    after the load and no foreign keys, all through the client and in the same database.
    """
    office = crowd.office(addresses)
    by, _ = crowd.settled(office, n)
    waiting = _asked(office, by)
    owner = psycopg.connect(addresses.owner_url.replace("+psycopg", ""), autocommit=True)
    owner.execute("VACUUM ANALYZE person, payee_account, award, award_term")
    work_here(office, next(waiting))
    owner.execute("VACUUM ANALYZE payment, payment_months.line_2024_04")
    payments, lines = copied(owner, "COPY payment TO STDOUT"), copied(owner, "COPY (SELECT * FROM payment_line) TO STDOUT")
    if lines.count(b"\n") != n or payments.count(b"\n") != n:
        raise AssertionError("the run did not pay each award once")
    for at in range(ROUNDS):
        owner.execute(SHAPE.format(at=at))
    places = iter(range(ROUNDS))
    return Race(lambda: work_here(office, next(waiting)), lambda: _load(owner, payments, lines, next(places)))


def _asked(office: Database, by: ActingOfficer) -> Iterator[int]:
    """A run for each month from April on, drafted and cut into its slices."""
    with office.unit_of_work() as session:
        make.installation(session, today=add_months(APRIL, ROUNDS))
        drafts = [runs.drafted(session, by, add_months(APRIL, later)) for later in range(ROUNDS + 1)]
        for batch in drafts:
            actions.generate(session, batch.reference, by)
        return iter([batch.id for batch in drafts])


def _load(owner: psycopg.Connection, payments: bytes, lines: bytes, at: int) -> None:
    """The least that generating a run could do."""
    with owner.transaction():
        copied(owner, "COPY award TO STDOUT")
        copy_in(owner, f"floor_payment_{at}", payments)
        copy_in(owner, f"floor_line_{at}", lines)
        owner.execute(KEYS.format(at=at))


def copied(connection: psycopg.Connection, statement: LiteralString) -> bytes:
    """What a COPY gives out."""
    with connection.cursor() as cursor, cursor.copy(statement) as parts:
        return b"".join(map(bytes, parts))


def copy_in(connection: psycopg.Connection, table: str, content: bytes) -> None:
    """Rows as they were copied out, into a table of the same columns."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:
        into.write(content)
