"""Shapes of tests: met, not met or open; what is not known is never taken for a no."""

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from mis.law.terms import LawError, Scope, Shape, Term, asks_of, exact

Body = Mapping[str, Any]


def comparison(word: str, compare: Callable) -> Shape:
    """A test of a number or day against a bound, both unrounded."""

    def test(line: Body, scope: Scope) -> Term:
        found, bound = scope.operand(line["of"], "number", "date"), scope.operand(line[word], "number", "date")
        exact(found, bound)
        if found.kind != bound.kind:
            raise LawError(f"a {found.kind} cannot be compared with a {bound.kind}")
        return Term("boolean", compare(found.expr, bound.expr), asks_of(found, bound))

    return test


def holds(line: Body, scope: Scope) -> Term:
    """A yes/no that must be yes, or must be no."""
    found = scope.operand(line["of"], "boolean")
    return Term("boolean", found.expr if line["holds"] is True else ~found.expr, found.asks)


def none_of(line: Body, scope: Scope) -> Term:
    """A choice that must not be one of those listed."""
    found = scope.operand(line["of"], "choice")
    return Term("boolean", ~found.expr.is_in(list(line["none_of"])), found.asks)


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
    "holds": (holds, frozenset({"of"})),
    "none_of": (none_of, frozenset({"of"})),
    "all": (every, frozenset[str]()),
    "any": (either, frozenset[str]()),
    "unread": (unread, frozenset[str]()),
}
