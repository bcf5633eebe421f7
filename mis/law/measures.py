"""Measures: from the items of a case (its months, its members) to one fact of the case."""

import operator
from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl

from mis.law.terms import NUMBER, LawError, Scope, Term, asks_of

Body = Mapping[str, Any]


def measure(line: Body, scope: Scope) -> Term:
    """One of: how many `distinct` values of a field there are `where` tests hold; whether `some` item passes a test."""
    inside = scope.within(line["items"])
    if ("distinct" in line) == ("some" in line) or ("some" in line and "where" in line):
        raise LawError("a measure is either distinct (with where) or some")
    return _some(line, inside) if "some" in line else _distinct(line, inside)


def _distinct(line: Body, scope: Scope) -> Term:
    counted = scope.operand(line["distinct"])
    tests = [scope.operand(test, "boolean") for test in line.get("where", [])]
    kept = reduce(operator.and_, [test.expr for test in tests], pl.lit(True))
    unknown = kept.is_null().any() | (kept & counted.expr.is_null()).any()
    marked = pl.when(kept).then(counted.expr)
    count = (marked.n_unique() - (marked.null_count() > 0).cast(pl.UInt32)).cast(NUMBER)
    asks = asks_of(counted, *tests) | {line["items"]}
    return Term("number", pl.when(~unknown).then(count), asks, 0, 6, items=line["items"], empty=Decimal(0))


def _some(line: Body, scope: Scope) -> Term:
    test = scope.operand(line["some"], "boolean")
    found = test.expr.any(ignore_nulls=False)
    return Term("boolean", found, test.asks | {line["items"]}, items=line["items"], empty=False)


SHAPES = {"items": (measure, frozenset({"distinct", "some", "where"}))}
