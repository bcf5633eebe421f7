"""What the reports add up to is what the books hold, to the cent, and what the files say."""

from datetime import UTC, date, datetime
from decimal import Decimal

from mis.money import Currency
from mis.reporting import Asked, run
from payments.batches import queries as batches
from payments.ledger.queries import balances
from payments.receipts.actions import NewReceipt, record_receipt
from payments.releases import actions as releases
from payments.statements.queries import CONTRIBUTIONS_BY_EMPLOYER, PAYMENT_REGISTER
from tests import make
from tests.payments import runs

MAY = date(2024, 5, 1)


def totals(session, report, by) -> dict[str, Decimal]:
    """The sums of a report as its reader sees them."""
    moment = datetime(2024, 6, 30, tzinfo=UTC)
    answer = run(report, session, Asked({}, frozenset(by.offices), Currency("USD", 2), date(2024, 6, 30), moment))
    return dict(zip([column.name for column in report.columns], answer.totals, strict=True))


def test_the_payment_register_adds_up_to_the_files_and_to_the_books(session, tmp_path):
    by, approver = runs.officers(session)
    for name, amount in (("Ana Maria Caldas", "60.00"), ("Bela Soares", "80.00"), ("Celso Dias", "100.00")):
        runs.payee(session, name, amount=amount)
    dead, _ = runs.payee(session, "Domingas Lobo", amount="60.00")
    batch = runs.approved(session, by, approver)
    assert totals(session, PAYMENT_REGISTER, by)["sent"] == 0
    dead.died_on = date(2024, 4, 30)
    session.flush()
    releases.release(session, batch.reference, approver)
    assert releases.send(session, batch.id, tmp_path)
    register = totals(session, PAYMENT_REGISTER, by)
    files = batches.files(session, batch.id)
    assert register["sent"] == Decimal("240.00") == sum(file.payments_total for file in files)
    assert register["payments"] == 3 == sum(file.payments_count for file in files)
    assert register["sent"] == -balances(session, runs.SCHEME, "USD")["sent-to-bank"]


def test_what_employers_owe_is_what_the_books_hold_as_receivable(session):
    make.installation(session)
    cashier = make.by(session, "payment-officer", make.office(session))
    employer = make.employer(session)
    employer.office_id = cashier.office_id
    make.posted_schedule(session, employer, MAY, Decimal("50.00"))
    make.posted_schedule(session, employer, date(2024, 4, 1), Decimal("30.33"))
    record_receipt(session, NewReceipt("40.00", date(2024, 5, 30), "B1", employer.reference), cashier)
    owed, books = totals(session, CONTRIBUTIONS_BY_EMPLOYER, cashier), balances(session, "tl-general", "USD")
    assert owed["outstanding"] == Decimal("40.33") == books["contributions-receivable"]
    assert owed["due"] == -books["contributions-income"]
    assert owed["received"] == books["bank"] == Decimal("40.00")
