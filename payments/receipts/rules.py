"""Which money pays which month: the oldest first, what is over waits in suspense."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mis.errors import refuse

BANK_REFERENCE_MAX = 35


@dataclass(frozen=True)
class MonthDue:
    """What an employer owes for a month after all amendments; the first schedule of the month stands for it."""

    month: date
    schedule_id: int
    due: Decimal


@dataclass(frozen=True)
class Paid:
    """What of a receipt has paid a month so far, taken-back parts counted."""

    receipt_id: int
    month: date
    amount: Decimal


@dataclass(frozen=True)
class Held:
    """A receipt and what of it is in suspense."""

    receipt_id: int
    left: Decimal


@dataclass(frozen=True)
class Move:
    """Money of a receipt that goes to a schedule, or with a minus comes back from it into suspense."""

    receipt_id: int
    schedule_id: int
    amount: Decimal


def plan(dues: Sequence[MonthDue], paid: Sequence[Paid], held: Sequence[Held]) -> list[Move]:
    """How an employer's money is to move: out of months paid too much, then to the oldest months not yet paid.

    Receipts are used in the order given, taken back from the last one first. What cannot be placed stays in suspense.
    """
    left = {each.receipt_id: each.left for each in held}
    owed = {each.month: each.due - sum((one.amount for one in paid if one.month == each.month), Decimal(0)) for each in dues}
    moves = []
    for each in dues:
        for one in reversed([one for one in paid if one.month == each.month]):
            back = min(one.amount, max(-owed[each.month], Decimal(0)))
            if back > 0:
                moves.append(Move(one.receipt_id, each.schedule_id, -back))
                owed[each.month] += back
                left[one.receipt_id] = left.get(one.receipt_id, Decimal(0)) + back
    return moves + list(_pay(sorted(dues, key=lambda each: each.month), owed, left))


def _pay(dues: Sequence[MonthDue], owed: dict[date, Decimal], left: dict[int, Decimal]) -> Iterable[Move]:
    """The oldest month first, from the oldest receipt first."""
    for due in dues:
        for receipt_id in sorted(left):
            amount = min(owed[due.month], left[receipt_id])
            if amount > 0:
                owed[due.month] -= amount
                left[receipt_id] -= amount
                yield Move(receipt_id, due.schedule_id, amount)


def read_bank_reference(text: str) -> str:
    """The bank's reference as on its statement: at most 35 printable ASCII signs, spaces closed up."""
    reference = " ".join(text.split())
    if not reference or not reference.isascii() or not reference.isprintable() or len(reference) > BANK_REFERENCE_MAX:
        words = "Bank reference: write it as on the statement, at most %(most)d letters, digits and signs"
        raise refuse("bank_reference", words, "not-a-bank-reference", most=BANK_REFERENCE_MAX)
    return reference


def check_receipt(amount: Decimal, received_on: date, today: date) -> None:
    """Refuse nothing as a receipt, and money of tomorrow."""
    if amount <= 0:
        raise refuse("amount", "Amount: it must be more than nothing", "nothing")
    if received_on > today:
        raise refuse("received_on", "Received on: %(day)s is in the future", "in-future", day=received_on)
