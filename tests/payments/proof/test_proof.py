"""The proof finds what was changed behind the application's back, by whoever may do anything."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from payments.proof.queries import CHECKS
from payments.releases import actions as releases
from tests.payments import runs


def wrong(session):
    return {check.name for check in CHECKS if check.run(session)[1]}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE payment SET amount = amount + 1", {"payments and their lines", "fingerprints of runs", "payment files",
         "control accounts"}),
        ("UPDATE payment_file SET payments_total = payments_total + 1", {"payment files"}),
        ("UPDATE payment_line SET amount = amount - 1", {"payments and their lines", "fingerprints of runs", "control accounts"}),
        ("UPDATE payment_line SET paid_before = 1, seq = 1, amount = 59", {"payment chains", "payments and their lines",
         "fingerprints of runs", "control accounts"}),
        ("UPDATE payment SET account = 'mine'", {"fingerprints of runs"}),
        ("UPDATE ledger_entry SET amount = amount + 1 WHERE number = 1", {"ledger balances", "control accounts"}),
        ("DELETE FROM payment_line", {"payments and their lines", "fingerprints of runs", "control accounts"}),
    ],
)  # fmt: skip
def test_one_amount_changed_by_sql_is_found(own_database, tmp_path, change, found):
    engine = create_engine(own_database.database_url)
    with Session(engine) as session, session.begin():
        by, approver = runs.officers(session)
        runs.payee(session)
        batch = runs.approved(session, by, approver)
        releases.release(session, batch.reference, approver)
        releases.send(session, batch.id, tmp_path)
        assert wrong(session) == set()
    owner = create_engine(own_database.owner_url)
    with owner.begin() as connection:
        for table in ("payment", "payment_line", "payment_file", "ledger_entry"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(text(change))
    with Session(engine) as session:
        assert wrong(session) == found
    engine.dispose()
    owner.dispose()
