"""Shapes of tests: met, not met or open; what is not known is never taken for a no."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

import polars as pl

from mis.law.terms import LawError, Scope, Shape, Term, asks_of, product

Body = Mapping[str, Any]


def comparison(word: str, compare: Callable) -> Shape:
    """A test of a number or day against a bound, both unrounded."""

    def test(line: Body, scope: Scope) -> Term:
        found, bound = scope.operand(line["of"], "number", "date"), scope.operand(line[word], "number", "date")
        if found.kind != bound.kind:
            raise LawError(f"a {found.kind} cannot be compared with a {bound.kind}")
        if found.kind == "number":
            found, bound = across(found, bound), across(bound, found)
        return Term("boolean", compare(found.expr, bound.expr), asks_of(found, bound))

    return test


def across(number: Term, other: Term) -> Term:
    """A number to be compared with another: multiplied by the other's divisor, so that a quotient is never divided."""
    whole = replace(number, divisor=None)
    if number.divisor is not None:
        whole = replace(whole, expr=pl.when(number.divisor.expr > 0).then(whole.expr))
    return whole if other.divisor is None else product(whole, other.divisor)


def equals(line: Body, scope: Scope) -> Term:
    """A number or day that must be the one named, or a choice that must be the one written."""
    found = scope.operand(line["of"])
    if found.kind in ("choice", "text"):
        return Term("boolean", found.expr == pl.lit(str(line["equals"])), found.asks)
    return comparison("equals", operator.eq)(line, scope)


def holds(line: Body, scope: Scope) -> Term:
    """A yes/no that must be yes, or must be no."""
    found = scope.operand(line["of"], "boolean")
    return Term("boolean", found.expr if line["holds"] is True else ~found.expr, found.asks)


def denied(line: Body, scope: Scope) -> Term:
    """A test that must not be met."""
    found = scope.operand(line["not"], "boolean")
    return Term("boolean", ~found.expr, found.asks)


def one_of(line: Body, scope: Scope) -> Term:
    """A choice that must be one of those listed."""
    found = scope.operand(line["of"], "choice", "text")
    return Term("boolean", found.expr.is_in(_listed(line["one_of"])), found.asks)


def none_of(line: Body, scope: Scope) -> Term:
    """A choice that must not be one of those listed."""
    found = scope.operand(line["of"], "choice", "text")
    return Term("boolean", ~found.expr.is_in(_listed(line["none_of"])), found.asks)


def _listed(choices: Any) -> list[str]:
    if not isinstance(choices, list) or not choices or not all(isinstance(choice, str) for choice in choices):
        raise LawError("a list of choices is needed")
    return choices


def absent(line: Body, scope: Scope) -> Term:
    """Whether nothing is known of it: no such day, no such figure."""
    found = scope.operand(line["missing"])
    return Term("boolean", found.expr.is_null(), found.asks)


def every(line: Body, scope: Scope) -> Term:
    """All parts must be met; one not met decides, whatever is open."""
    return _joined(line["all"], scope, operator.and_)


def either(line: Body, scope: Scope) -> Term:
    """One part met is enough, whatever is open."""
    return _joined(line["any"], scope, operator.or_)


def _joined(parts: list, scope: Scope, join: Callable) -> Term:
    terms = [scope.operand(part, "boolean") for part in parts]
    if len(terms) < 2:
        raise LawError("two or more parts are needed")
    return Term("boolean", reduce(join, [term.expr for term in terms]), asks_of(*terms))


def unread(line: Body, scope: Scope) -> Term:
    """A provision whose text nobody has read: open until a person settles it as the named fact."""
    return scope.operand(line["unread"])


SHAPES: dict[str, tuple[Shape, frozenset[str]]] = {
    "at_least": (comparison("at_least", operator.ge), frozenset({"of"})),
    "at_most": (comparison("at_most", operator.le), frozenset({"of"})),
    "above": (comparison("above", operator.gt), frozenset({"of"})),
    "below": (comparison("below", operator.lt), frozenset({"of"})),
    "equals": (equals, frozenset({"of"})),
    "holds": (holds, frozenset({"of"})),
    "not": (denied, frozenset[str]()),
    "missing": (absent, frozenset[str]()),
    "one_of": (one_of, frozenset({"of"})),
    "none_of": (none_of, frozenset({"of"})),
    "all": (every, frozenset[str]()),
    "any": (either, frozenset[str]()),
    "unread": (unread, frozenset[str]()),
}
