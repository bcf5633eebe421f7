"""Measures: from the items of a case (its months, its members) to one fact of the case."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl

from mis.law.terms import NUMBER, LawError, Scope, Term, asks_of, exact

Body = Mapping[str, Any]
Measure = Callable[[Body, Scope, pl.Expr], Term]


def measure(line: Body, scope: Scope) -> Term:
    """What the items of a list come to, those `where` all tests hold; one test not known makes the whole unknown.

    One of `count`, `distinct` values, `total` (of the `highest` so many), the `most`, or whether `some` passes a test.
    """
    inside = scope.within(line["items"])
    measures = [word for word in MEASURES if word in line]
    if len(measures) != 1 or ("highest" in line and "total" not in line):
        raise LawError(f"a measure is one of {', '.join(MEASURES)}; “highest” goes with a total")
    tests = [inside.operand(test, "boolean") for test in line.get("where", [])]
    kept = f"where {line.get('where')}"  # measures of the same items ask of each of them once
    term = MEASURES[measures[0]](line, inside, pl.col(kept))
    asked = {kept: reduce(operator.and_, [test.expr for test in tests], pl.lit(True))}
    return replace(term, asks=term.asks | asks_of(*tests) | {line["items"]}, items=line["items"], tests=asked)


def _known(kept: pl.Expr, *values: Term) -> pl.Expr:
    """No test is open, and each value of a kept item is known."""
    unknown = kept.is_null().any()
    for value in values:
        unknown |= (kept & value.expr.is_null()).any()
    return ~unknown


def _count(line: Body, _: Scope, kept: pl.Expr) -> Term:
    if line["count"] is not True:
        raise LawError("“count” is true, of the items “where” the tests hold")
    return Term("number", pl.when(_known(kept)).then(kept.sum().cast(NUMBER)), digits=6, empty=Decimal(0))


def _distinct(line: Body, scope: Scope, kept: pl.Expr) -> Term:
    counted = scope.operand(line["distinct"])
    marked = pl.when(kept).then(counted.expr)
    count = (marked.n_unique() - (marked.null_count() > 0).cast(pl.UInt32)).cast(NUMBER)
    return Term("number", pl.when(_known(kept, counted)).then(count), counted.asks, digits=6, empty=Decimal(0))


def _total(line: Body, scope: Scope, kept: pl.Expr) -> Term:
    added = scope.operand(line["total"], "number")
    exact(added)
    parts: pl.Expr = pl.when(kept).then(added.expr)
    if "highest" in line:
        most = int(scope.settled(line["highest"], "number"))
        parts = parts.drop_nulls().sort(descending=True).head(most)
    whole = pl.when(_known(kept, added)).then(parts.sum())
    return Term("number", whole, added.asks, added.places, added.digits + 6, empty=Decimal(0))


def _most(line: Body, scope: Scope, kept: pl.Expr) -> Term:
    compared = scope.operand(line["most"], "number", "date")
    exact(compared)
    whole = pl.when(_known(kept, compared)).then(pl.when(kept).then(compared.expr).max())
    return Term(compared.kind, whole, compared.asks, compared.places, compared.digits)


def _some(line: Body, scope: Scope, kept: pl.Expr) -> Term:
    test = scope.operand(line["some"], "boolean")
    found = (kept & test.expr).any(ignore_nulls=False)
    return Term("boolean", found, test.asks, empty=False)


MEASURES: dict[str, Measure] = {"count": _count, "distinct": _distinct, "total": _total, "most": _most, "some": _some}
SHAPES = {"items": (measure, frozenset({*MEASURES, "where", "highest"}))}
