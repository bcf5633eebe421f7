"""A term of law: one Polars expression, what kind of value it gives, what it looks at and how exact it is."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl

NUMBER = pl.Decimal(38, 12)
PLACES_MAX = 12  # the places every number enters with; a product keeps no more
DIGITS_MAX = 26  # what Decimal(38, 12) leaves before the point
NESTING_MAX = 2


class LawError(ValueError):
    """A line of law cannot be read; the reader adds which sheet and line."""


@dataclass(frozen=True, eq=False)
class Term:
    """One value of law as an expression over a frame of cases.

    `places` and `digits` bound what a number may have after and before the point. A quotient stays undivided
    (`expr` over `divisor`) until it is rounded, so that nothing is rounded twice. A measure has `items`, and `expr`
    is then an aggregate over them and over the columns of `tests`, what is asked of each item; `empty` is its value for a
    case known to have none (None: it is not known). What was rounded keeps the number that it was `before`.
    """

    kind: str
    expr: pl.Expr
    asks: frozenset[str] = frozenset()
    places: int = 0
    digits: int = 1
    constant: Decimal | date | str | bool | None = None
    divisor: "Term | None" = None
    items: str | None = None
    tests: Mapping[str, pl.Expr] = field(default_factory=dict)
    empty: Decimal | bool | None = None
    before: "Term | None" = None


def constant(value: Any) -> Term:
    """A number, day, text or yes/no written in the law itself."""
    if isinstance(value, bool):
        return Term("boolean", pl.lit(value), constant=value)
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        places = max(0, -int(number.as_tuple().exponent)) if number.is_finite() else PLACES_MAX + 1
        if places > PLACES_MAX or number < 0 or number >= Decimal(10) ** 12:
            raise LawError(f"{value} is not a number of law (from 0, below 10^12, at most {PLACES_MAX} decimals)")
        digits = len(str(int(number)))
        return Term("number", pl.lit(number, dtype=NUMBER), places=places, digits=digits, constant=number)
    if isinstance(value, date):
        return Term("date", pl.lit(value, dtype=pl.Date), constant=value)
    if isinstance(value, str):
        return Term("text", pl.lit(value), constant=value)
    raise LawError(f"{value!r} is neither number, day, text nor yes/no")


Shape = Callable[[Mapping[str, Any], "Scope"], Term]
Version = tuple[date | None, date | None, Mapping[str, Any] | None]  # from a day, up to another, what a line said; None: nothing


@dataclass
class Scope:
    """What a line may look at: the facts of the catalogue and the earlier lines of its edition."""

    names: dict[str, Term]
    shapes: Mapping[str, tuple[Shape, frozenset[str]]]
    decimals: int
    fields: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)
    depth: int = 0
    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)

    def operand(self, raw: Any, *kinds: str) -> Term:
        """A name, a literal or a nested shape, of one of the kinds asked."""
        term = self._term(raw)
        if kinds and term.kind not in kinds:
            raise LawError(f"“{raw}” is a {term.kind}, not a {' or '.join(kinds)}")
        return term

    def _term(self, raw: Any) -> Term:
        if isinstance(raw, str):
            if raw not in self.names:
                raise LawError(f"unknown name “{raw}”: neither a fact of the catalogue nor an earlier line")
            return self.names[raw]
        if isinstance(raw, Mapping):
            if self.depth >= NESTING_MAX:
                raise LawError(f"shapes are nested more than {NESTING_MAX} deep")
            inner = replace(self, depth=self.depth + 1).shape(raw)
            if inner.items:
                raise LawError("a measure of items needs a line of its own")
            return inner
        return constant(raw)

    def shape(self, body: Mapping[str, Any]) -> Term:
        """The one shape that the body holds, as a term."""
        return self.shapes[shape_of(body, self.shapes)][0](body, self)

    def settled(self, raw: Any, *kinds: str) -> Any:
        """The value of an operand that must be a literal or a named value of law, not a fact."""
        term = self.operand(raw, *kinds)
        if term.constant is None:
            raise LawError(f"“{raw}” must be a value of law, not a fact")
        return term.constant

    def history(self, name: Any) -> tuple[Version, ...]:
        """What a line of the sheet has said over time, without gaps."""
        if name not in self.versions:
            raise LawError(f"“{name}” is no line whose history could be read")
        return self.versions[name]

    def within(self, items: str) -> "Scope":
        """The same scope, seen from each item of a list."""
        if items not in self.fields:
            raise LawError(f"unknown list of items “{items}”")
        return replace(self, names={**self.names, **self.fields[items]}, depth=0)


def shape_of(body: Mapping[str, Any], shapes: Mapping[str, tuple[Shape, frozenset[str]]]) -> str:
    """The name of the body's one shape; none, two, or words that do not belong to it are refused."""
    fitting = [name for name, (_, companions) in shapes.items() if name in body and set(body) <= companions | {name}]
    if len(fitting) == 1:
        return fitting[0]
    found = [name for name in shapes if name in body]
    raise LawError(f"exactly one shape is needed; “{', '.join(body) or 'nothing'}” holds {', '.join(found) or 'none'}")


def asks_of(*terms: Term) -> frozenset[str]:
    """All names that the terms look at."""
    return frozenset[str]().union(*(term.asks for term in terms))


def exact(*terms: Term) -> None:
    """Refuse a quotient where it would be used before it is rounded."""
    if any(term.divisor is not None for term in terms):
        raise LawError("a quotient must be rounded before it is used: multiply first, divide once, last")


def product(*terms: Term) -> Term:
    """The exact product of numbers, undivided where one is a quotient; refused when it could pass what is kept."""
    places, digits = sum(term.places for term in terms), sum(term.digits for term in terms)
    if places > PLACES_MAX or digits > DIGITS_MAX:
        raise LawError(f"a product of {places} decimals and {digits} digits cannot be kept exactly")
    divisors = [term.divisor for term in terms if term.divisor is not None]
    divisor = product(*divisors) if divisors else None
    whole = reduce(operator.mul, [term.expr for term in terms])
    return Term("number", whole, asks_of(*terms), places, digits, divisor=divisor)


def alike(*terms: Term) -> str:
    """The one kind of several values, of which none may be an undivided quotient."""
    exact(*terms)
    if len({term.kind for term in terms}) != 1:
        raise LawError(f"values of one kind are needed, not {' and '.join(sorted({term.kind for term in terms}))}")
    return terms[0].kind


def known(*terms: Term) -> pl.Expr:
    """Every part is known: an unknown part makes the whole unknown."""
    return pl.all_horizontal([term.expr.is_not_null() for term in terms])
