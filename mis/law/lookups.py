"""Shapes that choose: the first choice whose test holds, bands, tables, and what months earn band by band."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from mis.law.amounts import number
from mis.law.terms import LawError, Scope, Term, alike, asks_of, exact, product

Body = Mapping[str, Any]


def first(line: Body, scope: Scope) -> Term:
    """The first choice whose test holds, or else the last; an unanswered test makes the whole unknown."""
    choices = [(scope.operand(c["where"], "boolean"), scope.operand(c["then"])) for c in line["first"]]
    last = scope.operand(line["otherwise"])
    ends = [*(then for _, then in choices), last]
    kind, whole = alike(*ends), last.expr
    for test, then in reversed(choices):
        whole = pl.when(test.expr).then(then.expr).when(~test.expr).then(whole)
    return _one_of(kind, whole, ends, *(test for test, _ in choices))


def lookup(line: Body, scope: Scope) -> Term:
    """The value of the band in which a number or day lies, or of the row that a choice names; outside all, unknown."""
    if ("bands" in line) == ("table" in line):
        raise LawError("“by” needs either bands or a table")
    key = scope.operand(line["by"], *(("number", "date") if "bands" in line else ("choice", "text")))
    exact(key)
    if "bands" in line:
        bands = read_bands(line["bands"], scope, key.kind)
        pairs = [(within(key.expr, low, high), term) for low, high, term in bands]
    else:
        pairs = [(key.expr == name, scope.operand(row)) for name, row in line["table"].items()]
    ends = [term for _, term in pairs]
    kind, whole = alike(*ends), pl
    for test, term in pairs:
        whole = whole.when(test).then(term.expr)  # type: ignore[assignment]
    return _one_of(kind, whole, ends, key)  # type: ignore[arg-type]


def _one_of(kind: str, whole: pl.Expr, ends: list[Term], *asked: Term) -> Term:
    """The choice between several values of one kind."""
    return Term(kind, whole, asks_of(*asked, *ends), max(end.places for end in ends), max(end.digits for end in ends))


def within(key: pl.Expr, low: Any, high: Any) -> pl.Expr:
    """From the lower bound, included, to the upper, excluded."""
    above = key.is_not_null() if low is None else key >= _bound(low)
    return above if high is None else above & (key < _bound(high))


def _bound(edge: Decimal | date) -> pl.Expr:
    return number(edge) if isinstance(edge, Decimal) else pl.lit(edge)


def read_bands(bands: list[dict], scope: Scope, kind: str = "number") -> list[tuple[Any, Any, Term]]:
    """Bands of numbers or days as (from, to, value), in order; a gap, an overlap or an empty band is refused."""
    read: list[tuple[Any, Any, Term]] = []
    for band in bands:
        if set(band) - {"from", "to", "value"} or "value" not in band:
            raise LawError("a band has from, to and value")
        low, high = (scope.settled(band[edge], kind) if edge in band else None for edge in ("from", "to"))
        if low is not None and high is not None and low >= high:
            raise LawError(f"the band from {low} to {high} is empty")
        if read and (read[-1][1] is None or low is None or read[-1][1] != low):
            word = "overlap" if read[-1][1] is None or low is None or low < read[-1][1] else "gap"
            raise LawError(f"bands with a {word} between “to {read[-1][1]}” and “from {low}”")
        read.append((low, high, scope.operand(band["value"])))
    if not read:
        raise LawError("there are no bands")
    return read


def accrual(line: Body, scope: Scope) -> Term:
    """What months earn of a base, at rates of so much for `per` months; to be rounded.

    Graduated: each band of months at its own rate. Flat (`flat = true`): all months at the rate of the band they reach.
    """
    base, months = scope.operand(line["of"], "number"), scope.operand(line["accrual"], "number")
    exact(months)
    bands = read_bands(line["bands"], scope)
    rates = [rate for *_, rate in bands]
    alike(*rates)
    earned = _flat(months, bands) if line.get("flat") is True else _graduated(months, bands)
    places, digits = max(rate.places for rate in rates) + months.places, max(rate.digits for rate in rates) + months.digits
    known = pl.when(months.expr.is_not_null()).then(earned)
    return product(base, Term("number", known, asks_of(months, *rates), places, digits), _over(line["per"], scope))


def _over(per: Any, scope: Scope) -> Term:
    """One, to be divided by so many months."""
    if scope.settled(per, "number") == 0:
        raise LawError("months are counted per one or more of them")
    return Term("number", number(1), digits=0, divisor=scope.operand(per, "number"))


def _graduated(months: Term, bands: list[tuple[Any, Any, Term]]) -> pl.Expr:
    total = number(0)
    for low, high, rate in bands:
        reached = months.expr - number(low or 0)
        if high is not None:
            room = number(high - (low or 0))
            reached = pl.when(reached > room).then(room).otherwise(reached)
        total += pl.when(reached > number(0)).then(reached).otherwise(number(0)) * rate.expr
    return total


def _flat(months: Term, bands: list[tuple[Any, Any, Term]]) -> pl.Expr:
    chosen: Any = pl
    for low, high, rate in bands:
        chosen = chosen.when(within(months.expr, low, high)).then(months.expr * rate.expr)
    return chosen.when(months.expr.is_not_null()).then(number(0))


SHAPES = {
    "first": (first, frozenset({"otherwise"})),
    "by": (lookup, frozenset({"bands", "table"})),
    "accrual": (accrual, frozenset({"of", "bands", "per", "flat"})),
}
