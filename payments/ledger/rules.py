"""The accounts of a scheme's books, what a posting must be, and the entries that each step of a payment makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

EXPENSE, PAYABLE, SENT = "benefits-expense", "benefits-payable", "sent-to-bank"
BANK, RETURNED = "bank", "returned-funds"
RECEIVABLE, INCOME = "contributions-receivable", "contributions-income"
UNALLOCATED = "unallocated-receipts"

ACCOUNTS = {
    EXPENSE: ("Benefits, expense", "expense"),
    PAYABLE: ("Benefits payable", "liability"),
    SENT: ("Sent to the bank", "liability"),
    BANK: ("Bank, current account", "asset"),
    RETURNED: ("Returned funds", "liability"),
    RECEIVABLE: ("Contributions receivable", "asset"),
    INCOME: ("Contributions, income", "income"),
    UNALLOCATED: ("Receipts not yet allocated", "liability"),
}


@dataclass(frozen=True)
class Posting:
    """What is to be booked: pairs of account code and amount, debit positive and credit negative, adding up to nothing.

    `about` is the public reference of the record that caused it; the same kind is booked once about a record.
    """

    scheme: str
    currency: str
    on: date
    kind: str
    about: str
    entries: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Moved:
    """Money of some payment lines: their sum, and what of it went into (or, negative, came out of) returned funds."""

    amount: Decimal
    returned_funds: Decimal = Decimal(0)


def checked(posting: Posting) -> tuple[tuple[str, Decimal], ...]:
    """The entries that say something; raises ValueError when they do not balance or name an unknown account."""
    entries = tuple((code, amount) for code, amount in posting.entries if amount)
    if sum((amount for _, amount in entries), Decimal(0)):
        raise ValueError(f"the entries about {posting.about} do not balance")
    unknown = {code for code, _ in entries} - set(ACCOUNTS)
    if unknown:
        raise ValueError(f"no account {unknown}")
    return entries


def incurred(moved: Moved, against: str = PAYABLE) -> tuple[tuple[str, Decimal], ...]:
    """Benefits become owed: expense, or money that came back and lies ready, against what is payable.

    With a negative amount the same is undone: a cancelled or held payment, or, `against` what was sent, one that the
    bank rejected.
    """
    return ((EXPENSE, moved.amount + moved.returned_funds), (RETURNED, -moved.returned_funds), (against, -moved.amount))


def handed_over(amount: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """Payments went out in a file."""
    return ((PAYABLE, amount), (SENT, -amount))


def paid_out(amount: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """The bank paid what was sent."""
    return ((SENT, amount), (BANK, -amount))


def came_back(amount: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """Paid money came back to the bank account: it belongs to its persons, so it waits on the returned-funds account."""
    return ((BANK, amount), (RETURNED, -amount))


def together(*postings: Iterable[tuple[str, Decimal]]) -> tuple[tuple[str, Decimal], ...]:
    """The entries of several steps as one posting, an amount an account."""
    sums: dict[str, Decimal] = {}
    for code, amount in (entry for posting in postings for entry in posting):
        sums[code] = sums.get(code, Decimal(0)) + amount
    return tuple(sums.items())
