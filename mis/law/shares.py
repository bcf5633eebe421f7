"""How an amount is shared among the items of a case: in proportion to their weights, adding up exactly."""

from collections.abc import Mapping

import polars as pl

from mis.law.amounts import number
from mis.law.editions import Edition
from mis.law.terms import NUMBER

PERIOD = ["case", "period_from"]
WHO = "person"  # the field of an item that says whose share it is


def shared_out(edition: Edition, periods: pl.LazyFrame, items: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    """Each person's `share` of each period's amount, to the last unit: `case`, `period_from`, `person`, `share`.

    Each share is rounded down and what is left goes, a unit each, to the largest remainders (of equal ones by the person's
    name). An unknown weight makes all shares of its case unknown; who has no weight is left out.
    """
    listed = (edition.sheet.shares or {})["among"]
    amount, weights = edition.section("amount")[-1].name, edition.section("weights")
    asked = frozenset[str]().union(*(edition.plan[line.name].asks for line in weights))
    needed = sorted({name for name in asked if "." not in name and name not in {line.name for line in weights}} | {amount})
    people = items[listed].lazy().join(periods.select(*dict.fromkeys([*PERIOD, *needed])), on="case")
    for level in edition.levels("weights"):
        people = people.with_columns(edition.plan[line.name].expr.alias(line.name) for line in level)
    return _divided(people, amount, weights[-1].name, edition.sheet.decimals)


def _divided(people: pl.LazyFrame, amount: str, weight: str, decimals: int) -> pl.LazyFrame:
    """The largest remainder, over frames of people with an amount and a weight."""
    units, unit = pl.col(amount) * number(10**decimals), number(1).truediv(number(10**decimals))
    known = pl.col(weight).is_not_null().all().over(PERIOD)
    total = pl.when(pl.col(weight).sum().over(PERIOD) > 0).then(pl.col(weight).sum().over(PERIOD))
    whole, rest = units * pl.col(weight) // total, units * pl.col(weight) % total
    people = people.filter((pl.col(weight) > 0).fill_null(True)).with_columns(whole=whole, rest=rest, known=known)
    people = people.sort([*PERIOD, "rest", WHO], descending=[False, False, True, False])
    left = units - pl.col("whole").sum().over(PERIOD)
    one_more = (pl.int_range(pl.len()).over(PERIOD).cast(NUMBER) < left).cast(pl.Int32).cast(NUMBER)
    share = pl.when("known").then((pl.col("whole") + one_more) * unit).alias("share")
    return people.select(*PERIOD, WHO, share)
