"""Many people with awards at once, really committed: for races and accidents."""

from dataclasses import replace

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from mis.db import Database
from mis.embedded import Addresses
from mis.staff.rules import ActingOfficer
from tests.payments import runs

PEOPLE = """
WITH people AS (
  INSERT INTO person (reference, name, name_key, sex, birth_date, office_id, area_id, registered_on, registered_by)
  SELECT 'PE-' || n, 'Person ' || n, 'person ' || n, 'f', '1950-01-01', :office, o.area_id, '2020-01-06', :officer
  FROM generate_series(1, :count) n, office o WHERE o.id = :office RETURNING id, reference),
accounts AS (
  INSERT INTO payee_account (person_id, channel, bank, number, holder, valid_from, recorded_by)
  SELECT id, 'bank', 'BNULTLDD', '00' || id, 'Person ' || id, '2020-01-06', :officer FROM people),
claims AS (
  INSERT INTO claim (reference, benefit, scheme, person_id, office_id, received_on, decide_by, received_by)
  SELECT 'CL-' || id, :scheme, :scheme, id, :office, '2024-04-02', '2024-07-01', :officer FROM people
  RETURNING id, person_id)
INSERT INTO award (reference, claim_id, benefit, scheme, person_id, office_id, started)
SELECT 'AW-' || person_id, id, :scheme, :scheme, person_id, :office, '2024-04-01' FROM claims
"""
TERMS = """
INSERT INTO award_term (award_id, from_month, amount, currency, law_digest, claim_id, recorded_by)
SELECT id, started, 60 + 20 * (id % 3), 'USD', 'x', claim_id, :officer FROM award
"""


def office(addresses: Addresses) -> Database:
    """The test's own database, as the application reaches it."""
    options = "-c timezone=UTC -c lock_timeout=10s"
    return Database(create_engine(addresses.database_url, pool_size=10, connect_args={"options": options}))


def settled(database: Database, count: int) -> tuple[ActingOfficer, ActingOfficer]:
    """So many people, each with an award of two months in arrears; gives a payment officer and an approver."""
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        by, approver = runs.officers(session)
        values = {"office": by.office_id, "officer": by.id, "count": count, "scheme": runs.SCHEME}
        session.execute(text(PEOPLE), values)
        session.execute(text(TERMS), values)
    return by, approver


def asked(database: Database, by: ActingOfficer, kind: str = "regular", per_slice: int = 100) -> int:
    """A run whose generation was asked for; gives its id."""
    from payments.batches import actions

    with database.unit_of_work() as session:
        batch = runs.drafted(session, by, kind=kind, awards_per_slice=per_slice)
        actions.generate(session, batch.reference, by)
        return batch.id


def tally(database: Database) -> dict[str, int]:
    """Award-months due, those paid exactly, those paid twice or forgotten."""
    question = """WITH due AS (SELECT a.id, m.month, t.amount FROM award a JOIN award_term t ON t.award_id = a.id
      CROSS JOIN (VALUES (date '2024-04-01'), (date '2024-05-01')) m(month)),
    paid AS (SELECT award_id, covered, sum(amount) AS amount FROM payment_line GROUP BY award_id, covered)
    SELECT count(*) AS due, count(*) FILTER (WHERE paid.amount = due.amount) AS exact,
      count(*) FILTER (WHERE paid.amount > due.amount) AS twice,
      count(*) FILTER (WHERE coalesce(paid.amount, 0) < due.amount) AS forgotten
    FROM due LEFT JOIN paid ON paid.award_id = due.id AND paid.covered = due.month"""
    with database.begin() as connection:
        return dict(connection.execute(text(question)).one()._mapping)


def supervisor(officer: ActingOfficer) -> ActingOfficer:
    """The same officer with a supervisor's permission."""
    return replace(officer, permissions=officer.permissions | {"batches.supervise"})
