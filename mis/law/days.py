"""Shapes of days: completed years, days moved by years or months, starts and ends of a month, quarter or year."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from mis.law.terms import NUMBER, LawError, Scope, Term, asks_of

LEAP_BIRTHDAYS = ("1 March", "28 February")
SPANS = {"month": "1mo", "quarter": "1q", "year": "1y"}
Body = Mapping[str, Any]


def years_from(line: Body, scope: Scope) -> Term:
    """Completed years between two days; the law says when those born on 29 February grow older in common years."""
    start, end = scope.operand(line["years_from"], "date"), scope.operand(line["to"], "date")
    born, day = start.expr, end.expr
    reached = _month_and_day(day) >= _month_and_day(born)
    if _leap_birthday(line, scope) == "28 February":
        reached |= (_month_and_day(born) == 229) & (_month_and_day(day) == 228) & ~day.dt.is_leap_year()
    years = day.dt.year().cast(pl.Int32) - born.dt.year().cast(pl.Int32) - 1 + reached.cast(pl.Int32)
    return Term("number", years.cast(NUMBER), asks_of(start, end), 0, 4)


def _month_and_day(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)


def _leap_birthday(line: Body, scope: Scope) -> str:
    choice = scope.settled(line["leap_day"], "text") if "leap_day" in line else None
    if choice not in LEAP_BIRTHDAYS:
        raise LawError(f"“leap_day” must say when those born on 29 February grow older: {' or '.join(LEAP_BIRTHDAYS)}")
    return choice


def moved(line: Body, scope: Scope) -> Term:
    """A day so many years or months later, or months earlier; a day that the month lacks becomes its last."""
    day = scope.operand(line["moved"], "date")
    spans = {"years", "months", "months_before"} & set(line)
    if len(spans) != 1:
        raise LawError("“moved” needs one of years, months, months_before")
    span = spans.pop()
    count = int(scope.settled(line[span], "number"))
    if span != "years":
        return Term("date", day.expr.dt.offset_by(f"{'-' if span == 'months_before' else ''}{count}mo"), day.asks)
    moved_day = day.expr.dt.offset_by(f"{count}y")
    if _leap_birthday(line, scope) == "1 March":
        lost = (_month_and_day(day.expr) == 229) & (_month_and_day(moved_day) == 228)
        moved_day = pl.when(lost).then(moved_day.dt.offset_by("1d")).otherwise(moved_day)
    return Term("date", moved_day, day.asks)


def start(line: Body, scope: Scope) -> Term:
    """The first day of the month, quarter or year of a day."""
    day = scope.operand(line["of"], "date")
    return Term("date", day.expr.dt.truncate(_span(line["start"])), day.asks)


def end(line: Body, scope: Scope) -> Term:
    """The last day of the month, quarter or year of a day."""
    day, span = scope.operand(line["of"], "date"), _span(line["end"])
    return Term("date", day.expr.dt.truncate(span).dt.offset_by(span).dt.offset_by("-1d"), day.asks)


def _span(word: str) -> str:
    if word not in SPANS:
        raise LawError(f"“{word}” is none of {', '.join(SPANS)}")
    return SPANS[word]


SHAPES = {
    "years_from": (years_from, frozenset({"to", "leap_day"})),
    "moved": (moved, frozenset({"years", "months", "months_before", "leap_day"})),
    "start": (start, frozenset({"of"})),
    "end": (end, frozenset({"of"})),
}
