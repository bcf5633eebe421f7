"""Due minus paid, award by award and month by month: the one rule of every run."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from payments.settlements.rules import Accounts, Settled, money, settle

MAY = date(2024, 5, 1)


def month(number: int) -> date:
    return date(2024, number, 1)


def accounts(terms, awards=None, holds=(), paid=(), payees=None) -> Accounts:
    """Accounts written in short: terms (award, from, to, amount), paid (award, covered, links, paid, returned)."""
    held = {"award_id": pl.Int64, "kind": pl.String, "from_month": pl.Date}
    amount = money(2)
    payee = {
        "person_id": pl.Int64, "reference": pl.String, "name": pl.String, "died_on": pl.Date, "channel": pl.String,
        "bank": pl.String, "number": pl.String, "holder": pl.String, "account_state": pl.String, "duplicate": pl.Boolean,
        "birth_in_doubt": pl.Boolean,
    }  # fmt: skip
    awards = awards or [(1, 10, "active")]
    people = payees or [payee_row(person) for person in sorted({person for _, person, _ in awards})]

    def frame(rows, schema):
        rows = [tuple(Decimal(cell) if isinstance(cell, str) and schema_is_money(schema, at) else cell
                      for at, cell in enumerate(row)) for row in rows]  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def schema_is_money(schema, at):
        return list(schema.values())[at] == amount

    return Accounts(
        frame(awards, {"award_id": pl.Int64, "person_id": pl.Int64, "state": pl.String}),
        frame(terms, {"award_id": pl.Int64, "from_month": pl.Date, "to_month": pl.Date, "amount": amount}),
        frame(holds, held),
        frame(paid, {"award_id": pl.Int64, "covered": pl.Date, "links": pl.Int64, "paid": amount, "returned": amount}),
        frame(people, payee),
    )


def payee_row(person, died_on=None, channel="bank", state="open", duplicate=False, birth_in_doubt=False):
    return (
        person,
        f"PE-{person}",
        f"Person {person}",
        died_on,
        channel,
        "BNULTLDD",
        f"00{person}",
        "",
        state,
        duplicate,
        birth_in_doubt,
    )


def lines(settled: Settled):
    return [(row["award_id"], row["covered"].month, str(row["due"]), str(row["paid_before"]), str(row["amount"]), row["seq"])
            for row in settled.lines.iter_rows(named=True)]  # fmt: skip


def left_out(settled: Settled):
    return [(row["award_id"], row["reason"], str(row["amount"]), row["months"]) for row in settled.left_out.iter_rows(named=True)]


FOR_LIFE = (1, month(5), None, "60.00")


def test_a_first_month_is_paid_once_and_again_nothing():
    assert lines(settle(accounts([FOR_LIFE]), MAY, 2)) == [(1, 5, "60.00", "0.00", "60.00", 0)]
    again = settle(accounts([FOR_LIFE], paid=[(1, MAY, 1, "60.00", "0.00")]), MAY, 2)
    assert lines(again) == []
    assert left_out(again) == [(1, "nothing-due", "0.00", 0)]


def test_arrears_are_lines_of_their_own_month_and_rate():
    terms = [(1, month(3), month(4), "60.00"), (1, month(5), None, "80.00")]
    settled = settle(accounts(terms, paid=[(1, month(3), 1, "40.00", "0.00")]), MAY, 2)
    assert lines(settled) == [
        (1, 3, "60.00", "40.00", "20.00", 1),
        (1, 4, "60.00", "0.00", "60.00", 0),
        (1, 5, "80.00", "0.00", "80.00", 0),
    ]
    assert settled.payments.rows(named=True)[0]["amount"] == Decimal("160.00")


def test_one_instruction_a_payee_whatever_the_number_of_awards():
    terms = [FOR_LIFE, (2, month(5), None, "20.00")]
    settled = settle(accounts(terms, awards=[(1, 10, "active"), (2, 10, "active")]), MAY, 2)
    assert [(row["person_id"], str(row["amount"])) for row in settled.payments.iter_rows(named=True)] == [(10, "80.00")]


def test_what_was_paid_too_much_is_listed_and_never_paid_negative():
    paid = [(1, month(4), 1, "80.00", "0.00"), (1, month(5), 1, "80.00", "0.00")]
    settled = settle(accounts([(1, month(4), None, "60.00")], paid=paid), MAY, 2)
    assert lines(settled) == []
    assert left_out(settled) == [(1, "overpaid", "-40.00", 2)]


def test_nothing_is_due_after_the_month_of_death_and_the_dead_are_paid_nothing():
    dead = [payee_row(10, died_on=date(2024, 4, 20))]
    settled = settle(accounts([(1, month(3), None, "60.00")], paid=[(1, month(5), 1, "60.00", "0.00")], payees=dead), MAY, 2)
    assert lines(settled) == []
    assert left_out(settled) == [(1, "dead", "120.00", 2), (1, "overpaid", "-60.00", 1)]


@pytest.mark.parametrize(
    ("payee", "reason"),
    [
        ({"channel": None}, "no-account"),
        ({"state": "held"}, "account-held"),
        ({"state": "closed"}, "account-closed"),
        ({"duplicate": True}, "duplicate"),
        ({"birth_in_doubt": True}, "birth-in-doubt"),
        ({"died_on": date(2024, 5, 2)}, "dead"),
    ],
)
def test_what_keeps_a_person_from_being_paid(payee, reason):
    settled = settle(accounts([FOR_LIFE], payees=[payee_row(10, **payee)]), MAY, 2)
    assert lines(settled) == []
    assert left_out(settled) == [(1, reason, "60.00", 1)]


@pytest.mark.parametrize(("kind", "reason"), [("suspension", "suspended"), ("hold", "held")])
def test_a_hold_keeps_its_months_and_not_the_earlier_ones(kind, reason):
    settled = settle(accounts([(1, month(4), None, "60.00")], holds=[(1, kind, MAY)]), MAY, 2)
    assert lines(settled) == [(1, 4, "60.00", "0.00", "60.00", 0)]
    assert left_out(settled) == [(1, reason, "60.00", 1)]


def test_a_suspended_award_is_kept_whole_and_an_ended_one_still_gets_its_arrears():
    assert left_out(settle(accounts([FOR_LIFE], awards=[(1, 10, "suspended")]), MAY, 2)) == [(1, "suspended", "60.00", 1)]
    ended = settle(accounts([(1, month(3), month(3), "60.00")], awards=[(1, 10, "ended")]), MAY, 2)
    assert lines(ended) == [(1, 3, "60.00", "0.00", "60.00", 0)]


def test_awards_that_begin_later_are_without_term_and_a_term_of_nothing_is_named():
    assert left_out(settle(accounts([(1, month(6), None, "60.00")]), MAY, 2)) == [(1, "no-term", "0.00", 0)]
    assert left_out(settle(accounts([(1, month(5), None, "0.00")]), MAY, 2)) == [(1, "zero-due", "0.00", 0)]


def test_money_that_came_back_is_used_first_when_it_is_paid_again():
    settled = settle(accounts([(1, month(5), None, "80.00")], paid=[(1, MAY, 2, "0.00", "60.00")]), MAY, 2)
    row = settled.lines.rows(named=True)[0]
    assert (str(row["amount"]), str(row["returned_funds"]), row["seq"]) == ("80.00", "-60.00", 2)


def test_an_empty_selection_pays_nobody():
    settled = settle(accounts([], awards=[(1, 10, "ended")]), MAY, 2)
    assert (settled.lines.height, settled.payments.height, settled.left_out.height) == (0, 0, 0)
