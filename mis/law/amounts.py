"""Shapes of amounts: a value, a share, product, sum, excess and quotient, the least and greatest, rounding."""

import operator
from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl

from mis.law.terms import DIGITS_MAX, NUMBER, LawError, Scope, Term, alike, asks_of, constant, exact, known, product

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


def multiplied(line: Body, scope: Scope) -> Term:
    """The exact product of several."""
    return product(*_several(line["product"], scope, "number"))


def added(line: Body, scope: Scope) -> Term:
    """The sum of several; unknown if one is unknown."""
    terms = _several(line["sum"], scope, "number")
    exact(*terms)
    return Term("number", reduce(operator.add, [t.expr for t in terms]), asks_of(*terms), *_room(terms, more=1))


def excess(line: Body, scope: Scope) -> Term:
    """By how much one number passes another; nothing when it does not."""
    found, bound = scope.operand(line["excess"], "number"), scope.operand(line["over"], "number")
    exact(found, bound)
    above = found.expr - bound.expr
    whole = pl.when(above > number(0)).then(above).when(above <= number(0)).then(number(0))
    return Term("number", whole, asks_of(found, bound), *_room([found, bound]))


def divided(line: Body, scope: Scope) -> Term:
    """A quotient, kept undivided until it is rounded; unknown where the divisor is nought."""
    found, by = scope.operand(line["divide"], "number"), scope.operand(line["by"], "number")
    if by.constant is not None and by.constant == 0:
        raise LawError("nothing can be divided by 0")
    if by.divisor is not None:
        raise LawError("a quotient must be rounded before something is divided by it")
    return product(found, Term("number", number(1), by.asks, digits=0, divisor=by))


def least(line: Body, scope: Scope) -> Term:
    """The least of several; unknown if one is unknown."""
    return _extreme(line["least"], scope, pl.min_horizontal)


def greatest(line: Body, scope: Scope) -> Term:
    """The greatest of several; unknown if one is unknown."""
    return _extreme(line["greatest"], scope, pl.max_horizontal)


def _extreme(parts: list, scope: Scope, choose: Any) -> Term:
    terms = _several(parts, scope, "number", "date")
    kind = alike(*terms)
    whole = pl.when(known(*terms)).then(choose([term.expr for term in terms]))
    return Term(kind, whole, asks_of(*terms), *_room(terms))


def _several(parts: Any, scope: Scope, *kinds: str) -> list[Term]:
    if not isinstance(parts, list) or len(parts) < 2:
        raise LawError("two or more parts are needed")
    return [scope.operand(part, *kinds) for part in parts]


def _room(terms: list[Term], more: int = 0) -> tuple[int, int]:
    """The places and digits that hold any of them."""
    return max(term.places for term in terms), max(term.digits for term in terms) + more


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
    divisor = number(1) if term.divisor is None else guarded(term.divisor.expr)
    scaled = term.expr * number(10**decimals)
    units, rest = scaled // divisor, scaled % divisor
    whole = (units + _step(mode, units, rest, divisor)) * number(Decimal(1).scaleb(-decimals))
    return Term("number", whole, term.asks, decimals, term.digits, before=term)


def guarded(divisor: pl.Expr) -> pl.Expr:
    """A divisor, unknown where it is nought: what nothing can be divided by never stops the others."""
    return pl.when(divisor != number(0)).then(divisor)


def _step(mode: str, units: pl.Expr, rest: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    twice, odd = rest * number(2), units % number(2) != number(0)
    upward = {
        "half up": twice >= divisor,
        "half even": (twice > divisor) | ((twice == divisor) & odd),
        "up": rest > number(0),
        "down": pl.lit(False),
    }[mode]
    return pl.when(upward).then(number(1)).otherwise(number(0))


SHAPES = {
    "value": (value, frozenset[str]()),
    "share": (share, frozenset({"of"})),
    "product": (multiplied, frozenset[str]()),
    "sum": (added, frozenset[str]()),
    "excess": (excess, frozenset({"over"})),
    "divide": (divided, frozenset({"by"})),
    "least": (least, frozenset[str]()),
    "greatest": (greatest, frozenset[str]()),
    "round": (rounded, frozenset({"decimals", "mode"})),
}
