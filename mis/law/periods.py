"""The amount over time: so many payments, so many days, once, until a day or for life, with the steps that the law foresees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from mis.law.editions import Edition
from mis.law.terms import NUMBER

FOR_LIFE = date.max  # what the law's “for_life” stands for: a day after all others
PERIOD = ("period_from", "period_to", "payment", "times", "is_first", "sure")


def spread_over_time(edition: Edition, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Cases not refused, a row for each period, its first and last day (null for life) and how often its amount is due.

    `times` is null where no end is foreseen; `sure` is false where the first or last day rests on what is not known.
    """
    plan: Mapping[str, Any] = edition.sheet.periods or {}
    open_cases = frame.filter(pl.col("granted").fill_null(True))
    start = pl.col(plan["from"])
    if "once" in plan:
        return _one(open_cases, start, start, pl.lit(1), start.is_not_null())
    if "days" in plan:
        days = pl.col(plan["days"]) if edition.plan[plan["days"]].constant is None else edition.plan[plan["days"]].expr
        last = start + pl.duration(days=days.cast(pl.Int64) - 1)
        return _one(open_cases.filter((days > 0).fill_null(True)), start, last, days, last.is_not_null())
    if "count" in plan:
        return _counted(open_cases, start, edition.plan[plan["count"]].expr if plan["count"] in edition.plan else pl.lit(0))
    steps = [pl.col(name) for name in plan.get("steps", []) if name in edition.plan]
    until = edition.plan[plan["until"]] if "until" in plan else None
    return _stepped(open_cases, start, steps, None if until is None else pl.col(plan["until"]), edition.sheet.per)


def _one(frame: pl.LazyFrame, start: pl.Expr, last: pl.Expr, times: pl.Expr, sure: pl.Expr) -> pl.LazyFrame:
    """One period, in which the amount is due so many times."""
    return frame.with_columns(
        start.alias("period_from"),
        last.alias("period_to"),
        pl.lit(None, dtype=NUMBER).alias("payment"),
        times.cast(NUMBER).alias("times"),
        pl.lit(True).alias("is_first"),
        sure.alias("sure"),
    )


def _counted(frame: pl.LazyFrame, start: pl.Expr, count: pl.Expr) -> pl.LazyFrame:
    """So many monthly payments, each its own period."""
    paid = frame.with_columns(pl.int_ranges(1, count.fill_null(1).cast(pl.Int64) + 1).alias("payment")).explode("payment")
    month = start.dt.truncate("1mo").dt.offset_by(pl.format("{}mo", pl.col("payment") - 1))
    return paid.filter(pl.col("payment").is_not_null()).with_columns(
        month.alias("period_from"),
        month.dt.month_end().alias("period_to"),
        (pl.col("payment") == 1).alias("is_first"),
        pl.col("payment").cast(NUMBER),
        pl.lit(1).cast(NUMBER).alias("times"),
        (start.is_not_null() & count.is_not_null()).alias("sure"),
    )


def _stepped(frame: pl.LazyFrame, start: pl.Expr, steps: list[pl.Expr], until: pl.Expr | None, per: str) -> pl.LazyFrame:
    """Periods that begin at the start and at each later step, the last of them until a day or for life."""
    starts = [(start, frame)]
    starts += [(step, frame.filter(step > start)) for step in steps]
    return pl.concat(
        [
            _period(rows, begins, steps, until, per).with_columns(
                pl.lit(at == 0).alias("is_first"),
                pl.lit(None, dtype=NUMBER).alias("payment"),
                (start.is_not_null() if until is None else start.is_not_null() & until.is_not_null()).alias("sure"),
            )
            for at, (begins, rows) in enumerate(starts)
        ]
    )


def _period(frame: pl.LazyFrame, begins: pl.Expr, steps: list[pl.Expr], until: pl.Expr | None, per: str) -> pl.LazyFrame:
    """One period of each case: from its first day to the day before the next step, or to the end."""
    later = [pl.when(step > begins).then(step) for step in steps]
    ends = pl.min_horizontal(later) - pl.duration(days=1) if later else pl.lit(None, dtype=pl.Date)
    if until is not None:
        frame = frame.filter((begins <= until).fill_null(True))
        ends = pl.min_horizontal(ends, pl.when(until < pl.lit(FOR_LIFE)).then(until))
    return frame.with_columns(begins.alias("period_from"), ends.alias("period_to"), _times(begins, ends, per).alias("times"))


def _times(begins: pl.Expr, ends: pl.Expr, per: str) -> pl.Expr:
    """How often an amount per day or month is due from one day to another, a month begun counted whole; else unknown."""
    if per == "day":
        return ((ends - begins).dt.total_days() + 1).cast(NUMBER)
    if per != "month":
        return pl.lit(None, dtype=NUMBER)
    years = ends.dt.year().cast(pl.Int32) - begins.dt.year().cast(pl.Int32)
    months = ends.dt.month().cast(pl.Int32) - begins.dt.month().cast(pl.Int32)
    return (years * 12 + months + 1).cast(NUMBER)
