"""Shapes of amounts: a value, a share, the least and greatest, rounding, choices, bands, tables and accruals."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from mis.law.terms import DIGITS_MAX, NUMBER, LawError, Scope, Term, asks_of, constant, exact, known, product

ROUNDINGS = ("half up", "half even", "up", "down")
Body = Mapping[str, Any]


def number(value: Decimal | int) -> pl.Expr:
    """A number as every number enters: Decimal(38, 12)."""
    return pl.lit(Decimal(value), dtype=NUMBER)


def value(line: Body, _: Scope) -> Term:
    """The value itself, as the law writes it."""
    return constant(line["value"])


def share(line: Body, scope: Scope) -> Term:
    """A share of a base, exact."""
    return product(scope.operand(line["share"], "number"), scope.operand(line["of"], "number"))


def least(line: Body, scope: Scope) -> Term:
    """The least of several; unknown if one is unknown."""
    return _extreme(line["least"], scope, pl.min_horizontal)


def greatest(line: Body, scope: Scope) -> Term:
    """The greatest of several; unknown if one is unknown."""
    return _extreme(line["greatest"], scope, pl.max_horizontal)


def _extreme(parts: list, scope: Scope, choose: Any) -> Term:
    terms = [scope.operand(part, "number", "date") for part in parts]
    exact(*terms)
    if len({term.kind for term in terms}) != 1 or len(terms) < 2:
        raise LawError("two or more parts of one kind are needed")
    whole = pl.when(known(*terms)).then(choose([term.expr for term in terms]))
    return Term(terms[0].kind, whole, asks_of(*terms), max(t.places for t in terms), max(t.digits for t in terms))


def rounded(line: Body, scope: Scope) -> Term:
    """The number in so many decimals, by a mode that the law names; the only shape that rounds.

    A quotient is divided here, in whole units and their remainder, so that it is rounded once.
    """
    term, decimals = scope.operand(line["round"], "number"), line.get("decimals", scope.decimals)
    mode = scope.settled(line["mode"], "text")
    if mode not in ROUNDINGS:
        raise LawError(f"“{mode}” is no way of rounding; there are {', '.join(ROUNDINGS)}")
    if term.digits + decimals > DIGITS_MAX:
        raise LawError("the number is too large to be rounded exactly")
    divisor = number(term.divisor or 1)
    scaled = term.expr * number(10**decimals)
    units, rest = scaled // divisor, scaled % divisor
    whole = (units + _step(mode, units, rest, divisor)) * number(Decimal(1).scaleb(-decimals))
    return Term("number", whole, term.asks, decimals, term.digits)


def _step(mode: str, units: pl.Expr, rest: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    twice, odd = rest * number(2), units % number(2) != number(0)
    upward = {
        "half up": twice >= divisor,
        "half even": (twice > divisor) | ((twice == divisor) & odd),
        "up": rest > number(0),
        "down": pl.lit(False),
    }[mode]
    return pl.when(upward).then(number(1)).otherwise(number(0))


def first(line: Body, scope: Scope) -> Term:
    """The first choice whose test holds, or else the last; an unanswered test makes the whole unknown."""
    choices = [(scope.operand(c["where"], "boolean"), scope.operand(c["then"], "number")) for c in line["first"]]
    whole = scope.operand(line["otherwise"], "number")
    for test, then in reversed(choices):
        exact(then, whole)
        expr = pl.when(test.expr).then(then.expr).when(~test.expr).then(whole.expr)
        places, digits = max(then.places, whole.places), max(then.digits, whole.digits)
        whole = Term("number", expr, asks_of(test, then, whole), places, digits)
    return whole


def lookup(line: Body, scope: Scope) -> Term:
    """The value of the band in which a number lies, or of the row that a choice names; outside all, unknown."""
    key = scope.operand(line["by"])
    if ("bands" in line) == ("table" in line):
        raise LawError("“by” needs either bands or a table")
    if "bands" in line:
        pairs = [(within(key.expr, low, high), term) for low, high, term in read_bands(line["bands"], scope)]
    else:
        pairs = [(key.expr == name, scope.operand(row, "number")) for name, row in line["table"].items()]
    whole: Any = pl
    for test, term in pairs:
        exact(term)
        whole = whole.when(test).then(term.expr)
    terms = [term for _, term in pairs]
    return Term("number", whole, asks_of(key, *terms), max(t.places for t in terms), max(t.digits for t in terms))


def within(key: pl.Expr, low: Decimal | None, high: Decimal | None) -> pl.Expr:
    """From the lower bound, included, to the upper, excluded."""
    above = key.is_not_null() if low is None else key >= number(low)
    return above if high is None else above & (key < number(high))


def read_bands(bands: list[dict], scope: Scope) -> list[tuple[Decimal | None, Decimal | None, Term]]:
    """Bands as (from, to, value), in order; a gap, an overlap or an empty band is refused."""
    read: list[tuple[Decimal | None, Decimal | None, Term]] = []
    for band in bands:
        if set(band) - {"from", "to", "value"} or "value" not in band:
            raise LawError("a band has from, to and value")
        low, high = (scope.settled(band[edge], "number") if edge in band else None for edge in ("from", "to"))
        if low is not None and high is not None and low >= high:
            raise LawError(f"the band from {low} to {high} is empty")
        if read and (read[-1][1] is None or low is None or read[-1][1] != low):
            word = "overlap" if read[-1][1] is None or low is None or low < read[-1][1] else "gap"
            raise LawError(f"bands with a {word} between “to {read[-1][1]}” and “from {low}”")
        read.append((low, high, scope.operand(band["value"], "number")))
    return read


def accrual(line: Body, scope: Scope) -> Term:
    """What months earn of a base, each band of months at its own rate; the rate is that of `per` months."""
    base, months = scope.operand(line["of"], "number"), scope.operand(line["accrual"], "number")
    total, asks = number(0), asks_of(base, months)
    bands = read_bands(line["bands"], scope)
    for low, high, rate in bands:
        reached = months.expr - number(low or 0)
        if high is not None:
            room = number(high - (low or 0))
            reached = pl.when(reached > room).then(room).otherwise(reached)
        total += pl.when(reached > number(0)).then(reached).otherwise(number(0)) * rate.expr
    places, digits = max(t.places for *_, t in bands) + months.places, max(t.digits for *_, t in bands) + months.digits
    earned = Term("number", pl.when(months.expr.is_not_null()).then(total), asks, places, digits)
    whole = product(base, earned)
    return Term("number", whole.expr, asks, whole.places, whole.digits, divisor=Decimal(scope.settled(line["per"], "number")))


SHAPES = {
    "value": (value, frozenset[str]()),
    "share": (share, frozenset({"of"})),
    "least": (least, frozenset[str]()),
    "greatest": (greatest, frozenset[str]()),
    "round": (rounded, frozenset({"decimals", "mode"})),
    "first": (first, frozenset({"otherwise"})),
    "by": (lookup, frozenset({"bands", "table"})),
    "accrual": (accrual, frozenset({"of", "bands", "per"})),
}
