"""Shapes of contributory wages: credits in steps, and a ceiling for each employer or shared between a person's employers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from mis.law.amounts import number
from mis.law.terms import DIGITS_MAX, LawError, Scope, Term, asks_of, exact, known

CEILING_SCOPES = ("employer", "person")
Body = Mapping[str, Any]


def in_steps(line: Body, scope: Scope) -> Term:
    """The credit of a wage: the steps of so much between the lowest and the highest, each reached so far below itself."""
    wage = scope.operand(line["in_steps"], "number")
    exact(wage)
    step, lowest, highest = (scope.settled(line[word], "number") for word in ("step", "lowest", "highest"))
    below = scope.settled(line["reached_below"], "number")
    if not (step > 0 and below < step and lowest <= highest and lowest % step == highest % step == 0):
        raise LawError(
            "steps need a size above 0, ends that are steps, the lowest not above the highest, and a reach below a step"
        )
    credit = (wage.expr + number(below)) // number(step) * number(step)
    clipped = pl.when(credit < number(lowest)).then(number(lowest)).when(credit > number(highest)).then(number(highest))
    places = max(0, -int(step.as_tuple().exponent))
    return Term("number", clipped.otherwise(credit), wage.asks, places, len(str(int(highest))))


def pooled(line: Body, scope: Scope) -> Term:
    """The wage within a ceiling that the law sets per employer, or per person and then shared between her wages.

    Shares are in proportion to the wages, in the scheme's decimals, and add up to the ceiling (largest remainder).
    """
    wage, ceiling = scope.operand(line["pooled"], "number"), scope.operand(line["within"], "number")
    exact(wage, ceiling)
    whose = scope.settled(line["scope"], "text")
    if whose not in CEILING_SCOPES:
        raise LawError(f"“{whose}” is no scope of a ceiling; there are {', '.join(CEILING_SCOPES)}")
    if wage.digits + ceiling.digits + scope.decimals > DIGITS_MAX:
        raise LawError("wage and ceiling are too large to be shared exactly")
    places, digits = max(wage.places, ceiling.places, scope.decimals), max(wage.digits, ceiling.digits)
    if whose == "employer":
        least = pl.when(known(wage, ceiling)).then(pl.min_horizontal(wage.expr, ceiling.expr))
        return Term("number", least, asks_of(wage, ceiling), places, digits)
    person = scope.operand(line["over"], "text")
    return Term("number", _shared(wage, ceiling, person, scope.decimals), asks_of(wage, ceiling, person), places, digits)


def _shared(wage: Term, ceiling: Term, person: Term, decimals: int) -> pl.Expr:
    """Each wage as it stands while all together stay within the ceiling, or else its share of the ceiling."""
    total = wage.expr.sum().over(person.expr)
    scaled = ceiling.expr * wage.expr * number(10**decimals)
    units, rest = scaled // total, scaled % total
    left = ceiling.expr * number(10**decimals) - units.sum().over(person.expr)
    placed = rest.rank("ordinal", descending=True).over(person.expr)
    share = (units + pl.when(placed <= left).then(number(1)).otherwise(number(0))) * number(Decimal(1).scaleb(-decimals))
    sure = known(wage, ceiling, person) & (wage.expr.null_count().over(person.expr) == 0)
    return pl.when(sure & (total <= ceiling.expr)).then(wage.expr).when(sure).then(share)


SHAPES = {
    "in_steps": (in_steps, frozenset({"step", "lowest", "highest", "reached_below"})),
    "pooled": (pooled, frozenset({"within", "over", "scope"})),
}
