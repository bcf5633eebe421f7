"""The shape that reads a rate's history: what a debt bears over the time for which it runs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from mis.law.amounts import number
from mis.law.terms import NUMBER, LawError, Scope, Term, asks_of, constant, exact, product

MONTH, DAY = 365, 12  # a year has 12 months of 365 parts, and 365 days of 12: both are whole numbers of parts
PARTS = {"year": Decimal(12 * MONTH), "month": Decimal(MONTH)}
BASES = ("days", "months and days", "started months")
CHANGES = ("each rate for its time", "the rate at the start")
Body = Mapping[str, Any]


def accrues(line: Body, scope: Scope) -> Term:
    """What an amount bears from one day to another at a rate per year or month; must be rounded.

    `basis` counts days (365 to the year), whole months and the days left over, or every month begun. When the rate
    changes meanwhile each holds for its time, or the one of the first day for all; a rate not of law is as it stands.
    """
    base, start, end = (
        scope.operand(line["of"], "number"),
        scope.operand(line["since_day"], "date"),
        scope.operand(line["to"], "date"),
    )
    exact(base)
    if line["per"] not in PARTS:
        raise LawError(f"“per” is {' or '.join(PARTS)}")
    basis = _chosen(line["basis"], BASES, scope)
    rates = _rates(line, scope, start, end, basis)
    earned = sum((pl.when(parts == number(0)).then(number(0)).otherwise(parts * rate.expr) for parts, rate in rates), number(0))
    terms = [rate for _, rate in rates]
    asks = asks_of(base, start, end, *terms)
    places, digits = max(term.places for term in terms), max(term.digits for term in terms) + 6
    whole = product(base, Term("number", earned, asks, places, digits))
    return Term("number", whole.expr, asks, whole.places, whole.digits, divisor=constant(PARTS[line["per"]]))


def _chosen(raw: Any, offered: tuple[str, ...], scope: Scope) -> str:
    word = scope.settled(raw, "text")
    if word not in offered:
        raise LawError(f"“{word}” is none of {', '.join(offered)}")
    return word


def _rates(line: Body, scope: Scope, start: Term, end: Term, basis: str) -> list[tuple[pl.Expr, Term]]:
    """For each rate the parts of a year for which it holds: none before the first day, nor after the last."""
    name = line["accrues"]
    if "history" not in line:
        rate = scope.operand(name, "number")
        exact(rate)
        return [(parts_between(start.expr, end.expr, basis), rate)]
    versions = scope.history(name)
    if _chosen(line["history"], CHANGES, scope) == CHANGES[0]:
        return [(_parts_within(start.expr, end.expr, basis, *span), _rate(body, scope)) for *span, body in versions]
    whole = parts_between(start.expr, end.expr, basis)
    return [(_where_begun(whole, start.expr, *span), _rate(body, scope)) for *span, body in versions]


def _rate(body: Body | None, scope: Scope) -> Term:
    """A version of a rate: a value of law, an officer's reading, or nothing where none is in force."""
    if body is None:
        return Term("number", pl.lit(None, dtype=NUMBER))
    if set(body) == {"unread"}:
        return scope.operand(body["unread"], "number")
    if set(body) != {"value"}:
        raise LawError("a rate whose history counts must be a value of law")
    return constant(body["value"])


def _parts_within(start: pl.Expr, end: pl.Expr, basis: str, since: date | None, until: date | None) -> pl.Expr:
    """The parts of the running time that lie between two days, counted on from its first day."""
    upto = end if until is None else pl.when(end < until).then(end).otherwise(pl.lit(until))
    before = number(0) if since is None else parts_between(start, pl.when(end < since).then(end).otherwise(pl.lit(since)), basis)
    return parts_between(start, upto, basis) - before


def _where_begun(whole: pl.Expr, start: pl.Expr, since: date | None, until: date | None) -> pl.Expr:
    begun = (pl.lit(True) if since is None else start >= since) & (pl.lit(True) if until is None else start < until)
    return pl.when(begun).then(whole).otherwise(number(0))


def parts_between(start: pl.Expr, end: pl.Expr, basis: str) -> pl.Expr:
    """Parts of a year from a day (included) to another (not): a month is 365, a day 12; none when it ends before it begins."""
    days = (end - start).dt.total_days().cast(NUMBER)
    if basis == "days":
        counted = days * number(DAY)
    else:
        months, left = months_and_days(start, end)
        rest = pl.when(left > 0).then(MONTH).otherwise(0) if basis == "started months" else left * DAY
        counted = (months * MONTH + rest).cast(NUMBER)
    return pl.when(days > number(0)).then(counted).when(days.is_not_null()).then(number(0))


def months_and_days(start: pl.Expr, end: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whole months between two days and the days left over; a month that lacks the day is full on its last."""
    months = (end.dt.year().cast(pl.Int32) - start.dt.year().cast(pl.Int32)) * 12
    months += end.dt.month().cast(pl.Int32) - start.dt.month().cast(pl.Int32)
    born, day = start.dt.day().cast(pl.Int32), end.dt.day().cast(pl.Int32)
    full = pl.min_horizontal(born, end.dt.month_end().dt.day().cast(pl.Int32))
    length = end.dt.month_start().dt.offset_by("-1d").dt.day().cast(pl.Int32)
    short = day < full
    left = pl.when(short).then(length - pl.min_horizontal(born, length) + day).otherwise(day - full)
    return months - short.cast(pl.Int32), left


SHAPES = {"accrues": (accrues, frozenset({"of", "since_day", "to", "per", "basis", "history"}))}
