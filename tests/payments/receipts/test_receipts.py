"""Money in: recorded once, the oldest month first, the rest in suspense, everything in the books."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from mis.errors import Conflict, NotFound, Refusal
from payments.receipts.actions import NewReceipt, book_posted_schedules, record_receipt, say_who_paid
from payments.receipts.queries import allocations_of, books_agree, months_of, schedules_to_book
from payments.receipts.rules import Held, MonthDue, Move, Paid, plan
from tests import make

APRIL, MAY = date(2024, 4, 1), date(2024, 5, 1)


@pytest.fixture
def cashier(session):
    """A payment officer on 31 May 2024."""
    make.installation(session)
    return make.by(session, "payment-officer", make.office(session))


@pytest.fixture
def employer(session, cashier):
    """An employer of her office who owes 30.00 for April and 50.00 for May."""
    row = make.employer(session)
    row.office_id = cashier.office_id
    make.posted_schedule(session, row, MAY, Decimal("50.00"))
    make.posted_schedule(session, row, APRIL, Decimal("30.00"))
    return row


def money(amount, bank_reference="B1", employer=None, day=date(2024, 5, 30)):
    return NewReceipt(amount, day, bank_reference, employer.reference if employer else None)


def paid(session, receipt):
    return [(schedule.month, allocation.amount) for allocation, schedule in allocations_of(session, receipt.id)]


def balances(session):
    rows = session.execute(
        text("SELECT code, sum(amount) FROM ledger_entry JOIN ledger_account a ON a.id = account_id GROUP BY code")
    )
    return {row[0]: row[1] for row in rows if row[1]}


def test_money_pays_the_oldest_month_first_and_what_is_over_waits_in_suspense(session, cashier, employer):
    first = record_receipt(session, money("40.00", "B1", employer), cashier)
    assert paid(session, first) == [(APRIL, Decimal("30.00")), (MAY, Decimal("10.00"))]
    second = record_receipt(session, money("45.00", "B2", employer), cashier)
    assert paid(session, second) == [(MAY, Decimal("40.00"))]
    assert [each.outstanding for each in months_of(session, employer.id)] == [0, 0]
    assert balances(session) == {
        "bank": Decimal("85.00"), "contributions-income": Decimal("-80.00"), "unallocated-receipts": Decimal("-5.00"),
    }  # fmt: skip
    assert books_agree(session) == (1, [])


def test_a_bank_reference_is_taken_once(session, cashier, employer):
    record_receipt(session, money("40.00", "B 1", employer), cashier)
    with pytest.raises(Conflict) as caught:
        record_receipt(session, money("40.00", " B  1", employer), cashier)
    assert caught.value.problems[0].code == "recorded-already"
    assert session.scalar(text("SELECT count(*) FROM receipt")) == 1


@pytest.mark.parametrize("amount", ["0", "0.00", "-1.00", "1.234", "1,000.00", "NaN", "1e3", "٣٤", "", "1000000000000000"])
def test_amounts_that_are_none_are_refused(session, cashier, amount):
    with pytest.raises(Refusal):
        record_receipt(session, money(amount), cashier)


@pytest.mark.parametrize("reference", ["", "  ", "B" * 36, "B\x00", "Bançø"])
def test_bank_references_that_no_statement_has_are_refused(session, cashier, reference):
    with pytest.raises(Refusal):
        record_receipt(session, money("1.00", reference), cashier)


def test_money_of_tomorrow_is_refused(session, cashier):
    with pytest.raises(Refusal):
        record_receipt(session, money("1.00", day=date(2024, 6, 1)), cashier)


def test_money_of_nobody_waits_until_somebody_finds_the_payer(session, cashier, employer):
    receipt = record_receipt(session, money("30.00"), cashier)
    assert paid(session, receipt) == []
    say_who_paid(session, receipt.reference, employer.reference, cashier)
    assert paid(session, receipt) == [(APRIL, Decimal("30.00"))]
    with pytest.raises(Conflict):
        say_who_paid(session, receipt.reference, employer.reference, cashier)


def test_an_employer_of_another_office_cannot_be_given_money(session, cashier):
    stranger = make.employer(session, at=make.office(session, "Far office"))
    with pytest.raises(NotFound):
        record_receipt(session, money("1.00", employer=stranger), cashier)


def test_an_amendment_downwards_gives_money_back_to_suspense_and_on_to_the_next_month(session, cashier, employer):
    receipt = record_receipt(session, money("30.00", "B1", employer), cashier)
    make.posted_schedule(session, employer, APRIL, Decimal("-12.00"), filing=2)
    book_posted_schedules(session)
    assert paid(session, receipt) == [(APRIL, 30), (APRIL, -12), (MAY, 12)]
    assert [each.outstanding for each in months_of(session, employer.id)] == [Decimal(38), Decimal(0)]
    assert books_agree(session) == (1, [])


def test_booking_twice_books_once(session, cashier, employer):
    assert len(schedules_to_book(session)) == 2
    assert book_posted_schedules(session) == 2
    assert book_posted_schedules(session) == 0
    assert list(schedules_to_book(session)) == []
    assert balances(session) == {"contributions-receivable": 80, "contributions-income": -80}


def test_the_proof_finds_a_difference(session, cashier, employer):
    record_receipt(session, money("10.00", "B1", employer), cashier)
    make.receipt(session, employer)
    examined, wrong = books_agree(session)
    assert (examined, len(wrong)) == (1, 1)
    assert "unallocated-receipts" in wrong[0]


def test_the_plan_uses_the_oldest_receipt_first_and_never_more_than_there_is():
    dues = [MonthDue(MAY, 2, Decimal(10)), MonthDue(APRIL, 1, Decimal(5))]
    assert plan(dues, [], [Held(7, Decimal(3)), Held(8, Decimal(9))]) == [
        Move(7, 1, Decimal(3)), Move(8, 1, Decimal(2)), Move(8, 2, Decimal(7)),
    ]  # fmt: skip


def test_the_plan_moves_nothing_when_everything_is_paid():
    assert plan([MonthDue(MAY, 2, Decimal(10))], [Paid(7, MAY, Decimal(10))], [Held(8, Decimal(1))]) == []
