"""Shapes of days: years, months and days between two, days moved, the day of an age, starts and ends of a month or year."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from mis.law.terms import NUMBER, LawError, Scope, Term, asks_of, exact, known

LEAP_BIRTHDAYS = ("1 March", "28 February")
SPANS_MOVED = {"years": ("", "y"), "months": ("", "mo"), "months_before": ("-", "mo"), "days": ("", "d")}
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


def months_from(line: Body, scope: Scope) -> Term:
    """Completed months between two days; in a month that lacks the day its last one completes the month."""
    start, end = scope.operand(line["months_from"], "date"), scope.operand(line["to"], "date")
    months = (_part(end, "year") - _part(start, "year")) * 12 + _part(end, "month") - _part(start, "month")
    full = pl.min_horizontal(_part(start, "day"), end.expr.dt.month_end().dt.day().cast(pl.Int32))
    months = pl.when(known(start, end)).then(months - (_part(end, "day") < full).cast(pl.Int32))
    return Term("number", months.cast(NUMBER), asks_of(start, end), 0, 5)


def days_from(line: Body, scope: Scope) -> Term:
    """Days from one day to another: one from today to tomorrow."""
    start, end = scope.operand(line["days_from"], "date"), scope.operand(line["to"], "date")
    return Term("number", (end.expr - start.expr).dt.total_days().cast(NUMBER), asks_of(start, end), 0, 6)


def _part(day: Term, part: str) -> pl.Expr:
    """The year, month or day of the month, wide enough to be reckoned with."""
    return getattr(day.expr.dt, part)().cast(pl.Int32)


def _month_and_day(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)


def _leap_birthday(line: Body, scope: Scope) -> str:
    choice = scope.settled(line["leap_day"], "text") if "leap_day" in line else None
    if choice not in LEAP_BIRTHDAYS:
        raise LawError(f"“leap_day” must say when those born on 29 February grow older: {' or '.join(LEAP_BIRTHDAYS)}")
    return choice


def moved(line: Body, scope: Scope) -> Term:
    """A day so many years, months or days later, or months earlier; a day that the month lacks becomes its last."""
    day = scope.operand(line["moved"], "date")
    spans = set(SPANS_MOVED) & set(line)
    if len(spans) != 1:
        raise LawError(f"“moved” needs one of {', '.join(SPANS_MOVED)}")
    span = spans.pop()
    count = scope.operand(line[span], "number")
    exact(count)
    if count.places:
        raise LawError(f"“{span}” must be a whole number: round it first")
    moved_day = day.expr.dt.offset_by(_offset(span, count))
    if span == "years" and _leap_birthday(line, scope) == "1 March":
        lost = (_month_and_day(day.expr) == 229) & (_month_and_day(moved_day) == 228)
        moved_day = pl.when(lost).then(moved_day.dt.offset_by("1d")).otherwise(moved_day)
    return Term("date", moved_day, asks_of(day, count))


def _offset(span: str, count: Term) -> Any:
    """So many years, months or days as Polars counts them; of a number of law in one text, else in one for each case."""
    sign, unit = SPANS_MOVED[span]
    if count.constant is not None:
        return f"{sign}{count.constant:f}{unit}"
    return pl.format(f"{sign}{{}}{unit}", count.expr.cast(pl.Int64))


def first_day_at(line: Body, scope: Scope) -> Term:
    """The first day on which the age in force on that day is reached, where the law moves the age over time."""
    born, name = scope.operand(line["first_day_at"], "date"), line["age"]
    days = []
    for since, until, body in scope.history(name):
        if body is not None:
            reached = moved({"moved": line["first_day_at"], "years": _age(body), "leap_day": line["leap_day"]}, scope).expr
            held = reached if since is None else pl.when(reached < since).then(pl.lit(since)).otherwise(reached)
            days.append(held if until is None else pl.when(held < until).then(held))
    return Term("date", pl.when(born.expr.is_not_null()).then(pl.min_horizontal(days)), born.asks | {name})


def _age(body: Body) -> Any:
    if set(body) != {"value"}:
        raise LawError("an age that moves over time must be a value of law")
    return body["value"]


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
    "months_from": (months_from, frozenset({"to"})),
    "days_from": (days_from, frozenset({"to"})),
    "moved": (moved, frozenset({*SPANS_MOVED, "leap_day"})),
    "first_day_at": (first_day_at, frozenset({"age", "leap_day"})),
    "start": (start, frozenset({"of"})),
    "end": (end, frozenset({"of"})),
}
