"""What an award is made of: terms over months, when a suspension may begin, and how long it can be lifted."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mis.dates import add_months, day_before, month_end, month_start, months_from
from mis.errors import refuse

NOTICE = timedelta(days=30)
RESTORE = timedelta(days=90)
REASON_LENGTH_MAX = 500
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Term:
    """What is due each month from a month to a month, both as first days; `to_month` None means for life."""

    from_month: date
    to_month: date | None
    amount: Decimal

    def covers(self, month: date) -> bool:
        """Whether it says what is due in the month."""
        return self.from_month <= month and (self.to_month is None or month <= self.to_month)


@dataclass(frozen=True)
class Covered:
    """Services covered from a day until a day (None: no end is foreseen), and the person's share of their cost, if it is said."""

    from_day: date
    until: date | None
    services: tuple[str, ...]
    cost_share: Decimal | None


def covered_by(decision: Mapping[str, Any]) -> Covered | None:
    """What a granted decision covers, from the day whose law decided it; None of a benefit in money."""
    covered = decision.get("coverage")
    if not covered or decision["outcome"] != "granted":
        return None
    share, until = covered["cost_share"], covered["until"]
    return Covered(
        date.fromisoformat(decision["law_on"]), date.fromisoformat(until) if until else None, tuple(covered["services"]),
        None if share is None else Decimal(share),
    )  # fmt: skip


def terms_of(periods: Sequence[Mapping[str, Any]]) -> list[Term]:
    """The terms of a decision's periods, neighbours of one amount as one; days paid at so much a day fall due at once."""
    terms: list[Term] = []
    for period in periods:
        first = month_start(date.fromisoformat(period["from"]))
        last = month_start(date.fromisoformat(period["to"])) if period["to"] else None
        term = Term(first, first, Decimal(period["total"])) if "days" in period else Term(first, last, Decimal(period["amount"]))
        before = terms[-1] if terms else None
        if before and before.amount == term.amount and before.to_month and add_months(before.to_month, 1) == term.from_month:
            terms[-1] = Term(before.from_month, term.to_month, term.amount)
        else:
            terms.append(term)
    return terms


def check_terms(terms: Sequence[Term]) -> None:
    """Refuse terms that are none, not in order, over one another, or of less than nothing."""
    if not terms:
        raise refuse("terms", "Terms: give at least one", "no-terms")
    for term in terms:
        if term.from_month.day != 1 or (term.to_month is not None and term.to_month.day != 1):
            raise refuse("terms", "Terms: months are given by their first day", "whole-months")
        if term.amount < 0 or (term.to_month is not None and term.to_month < term.from_month):
            raise refuse("terms", "Terms: the amount or the last month cannot be right", "wrong-term")
    for earlier, later in itertools.pairwise(terms):
        if earlier.to_month is None or earlier.to_month >= later.from_month:
            raise refuse("terms", "Terms: each must begin after the one before has ended", "overlap")


def before_month(terms: Sequence[Term], month: date) -> list[Term]:
    """What is left of terms when a month and all after it are taken away."""
    last = month_start(day_before(month))
    left = [term for term in terms if term.from_month < month]
    return [Term(term.from_month, min(term.to_month or last, last), term.amount) for term in left]


def earliest_suspension(noticed_on: date) -> date:
    """The first month that can be suspended: whole, and thirty days after the notice or later."""
    day = noticed_on + NOTICE
    return day if day.day == 1 else add_months(month_start(day), 1)


def check_suspension(from_month: date, noticed_on: date, at_once: bool) -> None:
    """Refuse a suspension before its notice has run out, unless it may begin at once."""
    earliest = month_start(noticed_on) if at_once else earliest_suspension(noticed_on)
    if from_month.day != 1:
        raise refuse("from_month", "From: a suspension begins with a month", "whole-month")
    if from_month < earliest:
        words = "From: the person must have 30 days' notice; %(earliest)s is the first month possible"
        raise refuse("from_month", words, "notice", earliest=f"{earliest:%Y-%m}")


def check_restoring(from_month: date, today: date) -> None:
    """Refuse to restore later than ninety days after the suspension began: a new application is needed."""
    if today > from_month + RESTORE:
        words = "This suspension began on %(day)s, more than 90 days ago: a new application is needed"
        raise refuse(None, words, "too-late", day=from_month.isoformat())


def check_reason(reason: str, field: str = "reason") -> str:
    """The reason as it is kept; refused when there is none."""
    kept = " ".join(reason.split())
    if len(kept) < 3:
        raise refuse(field, "Why: write one or two sentences that an auditor will understand", "empty")
    if len(kept) > REASON_LENGTH_MAX or "\0" in kept:
        raise refuse(field, "Why: at most %(most)d characters", "too-long", most=REASON_LENGTH_MAX)
    return kept


@dataclass(frozen=True)
class Due:
    """Months of one amount that are due together: from, to, how many, each, and their sum."""

    first: date
    last: date
    months: int
    each: Decimal
    amount: Decimal


def dues_until(terms: Sequence[Term], month: date) -> list[Due]:
    """What is due up to a month: month by month while they are few, else a row for each term."""
    rows = []
    for term in terms:
        last = min(term.to_month or month, month)
        count = len(months_from(term.from_month, last))
        if count:
            rows.append(Due(term.from_month, last, count, term.amount, term.amount * count))
    if sum(row.months for row in rows) > MONTHS_SHOWN:
        return rows
    return [Due(each, each, 1, row.each, row.each) for row in rows for each in months_from(row.first, row.last)]


Span = tuple[date, date | None]


def spans_of(terms: Sequence[Term], covered: Covered | None) -> list[Span]:
    """From when to when something is due or covered; no last day means for life."""
    return [(term.from_month, term.to_month) for term in terms] + ([(covered.from_day, covered.until)] if covered else [])


def spans_meet(one: Span, other: Span) -> bool:
    """Whether two spans, last days included, have a day in common."""
    return (other[1] is None or one[0] <= other[1]) and (one[1] is None or other[0] <= one[1])


def over_since(last_month: date | None, died_on: date | None, month: date) -> date | None:
    """The last month for which anything is due, when it lies before a month; None while something is still due.

    Nothing is due after the last month of the last term (None: for life), nor after the month of a death.
    """
    ends = (last_month, month_start(died_on) if died_on else None)
    last = min((end for end in ends if end is not None), default=None)
    return last if last is not None and last < month else None


def last_day(month: date | None) -> date | None:
    """The last day of a term's last month."""
    return month_end(month) if month else None
