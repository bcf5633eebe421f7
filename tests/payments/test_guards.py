"""What the database itself refuses of the cashier: every guard attempted by the application's own role."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests import make_payments as make
from tests.make import officer


def refused(session, statement, **values):
    """The statement is refused, and nothing of it stays."""
    point = session.begin_nested()
    with pytest.raises(DBAPIError) as error:
        attempted(session, statement, values)
    point.rollback()
    return str(error.value.orig)


def attempted(session, statement, values):
    """The statement, and what is checked at the end of a transaction."""
    session.execute(text(statement), values)
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


LINE = """INSERT INTO payment_line (covered, award_id, seq, payment_id, kind, due, paid_before, amount, returned_funds)
VALUES ('2024-05-01', :award, :seq, 1, :kind, :due, :before, :amount, :funds)"""


def line(award=7, seq=0, kind="due", due="60", before="0", amount="60", funds="0"):
    return {"award": award, "seq": seq, "kind": kind, "due": due, "before": before, "amount": amount, "funds": funds}


@pytest.mark.parametrize(
    ("second", "guard"),
    [
        (line(), "pk_payment_line|duplicate key"),
        (line(seq=1, before="60", amount="1"), "never_above_due"),
        (line(seq=1, before="0", amount="60"), "has 60"),
        (line(seq=2, before="60", amount="20", due="80"), "in 1 links"),
        (line(seq=1, before="60", amount="-61", kind="returned"), "never_below_zero"),
        (line(award=8, before="10", amount="10"), "begins_at_zero"),
        (line(award=8, seq=-1), "begins_at_zero"),
        (line(award=8, amount="0"), "sign"),
        (line(seq=1, before="60", amount="-60"), "sign"),
        (line(seq=1, before="60", amount="-60", kind="returned", funds="61"), "returned_funds"),
    ],
)
def test_the_chain_refuses_what_would_pay_twice_or_take_back_too_much(session, second, guard):
    session.execute(text(LINE), line())
    message = refused(session, LINE, **second)
    assert any(each in message for each in guard.split("|")), message


def test_a_difference_and_a_return_are_the_next_links(session):
    session.execute(text(LINE), line())
    session.execute(text(LINE), line(seq=1, before="60", amount="20", due="80"))
    session.execute(text(LINE), line(seq=2, before="80", amount="-80", due="80", kind="returned", funds="80"))
    session.execute(text(LINE), line(seq=3, before="0", amount="80", due="80", funds="-80"))
    assert session.scalar(text("SELECT sum(amount) FROM payment_line WHERE award_id = 7")) == Decimal(80)


@pytest.mark.parametrize("where", ["payment_line", "payment_months.line_2024_05"])
@pytest.mark.parametrize("act", ["UPDATE {} SET due = 61", "DELETE FROM {}", "TRUNCATE {}"])
def test_lines_are_only_added_to_in_whatever_name(session, act, where):
    session.execute(text(LINE), line())
    refused(session, act.format(where))


@pytest.mark.parametrize(
    "table",
    ["batch_left_out", "payment_file", "bank_answer", "bank_answer_line", "ledger_account", "ledger_transaction", "ledger_entry",
     "slice_attempt"],
)  # fmt: skip
def test_records_of_what_happened_are_only_added_to(session, table):
    getattr(make, table)(session)
    column = "reason" if table == "batch_left_out" else "begun_at" if table == "slice_attempt" else None
    columns = session.execute(text(f"SELECT * FROM {table} LIMIT 0")).keys()
    column = column or next(iter(columns))
    refused(session, f"UPDATE {table} SET {column} = {column}")
    refused(session, f"DELETE FROM {table}")


def test_a_transaction_that_does_not_balance_is_refused(session):
    transaction, account = make.ledger_transaction(session), make.ledger_account(session)
    statement = "INSERT INTO ledger_entry (transaction_id, number, account_id, amount) VALUES (:t, 1, :a, 5)"
    assert "balance" in refused(session, statement, t=transaction.id, a=account.id)


def test_a_batch_takes_no_step_out_of_order(session):
    batch = make.payment_batch(session)
    for state in ("submitted", "approved", "sending", "sent", "settled"):
        assert "cannot go" in refused(session, "UPDATE payment_batch SET state = :state WHERE id = :id", state=state, id=batch.id)


def generated(session):
    batch = make.payment_batch(session)
    statement = "UPDATE payment_batch SET state = 'generated', sha256 = 'x', payments_count = 1, payments_total = 60"
    session.execute(text(f"{statement} WHERE id = :id"), {"id": batch.id})
    session.execute(
        text("UPDATE payment_batch SET state = 'submitted', submitted_by = prepared_by WHERE id = :id"), {"id": batch.id}
    )
    return batch


APPROVE = """UPDATE payment_batch SET state = 'approved', approved_by = :by, approved_sha256 = :sha256, approved_count = 1,
approved_total = :total WHERE id = :id"""


def test_nobody_approves_her_own_batch_and_only_as_it_is(session):
    batch, other = generated(session), officer(session, "approver")
    own = refused(session, APPROVE, by=batch.prepared_by, sha256="x", total=60, id=batch.id)
    assert "second_officer" in own
    for sha256, total in (("y", 60), ("x", 61)):
        assert "approved_as_is" in refused(session, APPROVE, by=other.id, sha256=sha256, total=total, id=batch.id)
    assert "approved_by_somebody" in refused(session, "UPDATE payment_batch SET state = 'approved' WHERE id = :id", id=batch.id)
    session.execute(text(APPROVE), {"by": other.id, "sha256": "x", "total": 60, "id": batch.id})
    assert "frozen" in refused(session, "UPDATE payment_batch SET approved_by = NULL WHERE id = :id", id=batch.id)
    assert "frozen" in refused(session, "UPDATE payment_batch SET payments_total = 61 WHERE id = :id", id=batch.id)


def test_where_a_payment_goes_is_frozen_and_its_state_only_moves_on(session):
    payment = make.payment(session)
    for column, value in (("account", "9"), ("amount", 61), ("payee", "Somebody else")):
        statement = f"UPDATE payment SET {column} = :value WHERE id = :id"
        assert "frozen" in refused(session, statement, value=value, id=payment.id)
    assert "cannot go" in refused(session, "UPDATE payment SET state = 'paid' WHERE id = :id", id=payment.id)
    session.execute(text("UPDATE payment SET state = 'sent' WHERE id = :id"), {"id": payment.id})
    session.execute(text("UPDATE payment SET state = 'rejected' WHERE id = :id"), {"id": payment.id})
    assert "cannot go" in refused(session, "UPDATE payment SET state = 'paid' WHERE id = :id", id=payment.id)
