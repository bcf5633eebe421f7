"""The amount over time: so many payments, so many days, once, until a day or for life, with the steps that the law foresees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from mis.law.editions import PAYMENT_FACTS, Edition
from mis.law.terms import NUMBER

FOR_LIFE = date.max  # what the law's “for_life” stands for: a day after all others


@dataclass(frozen=True)
class Dues:
    """Over the whole of a case: how often its amount is due (null: no end is foreseen), whether that is sure, and if ever."""

    times: pl.Expr
    sure: pl.Expr
    due: pl.Expr


def dues_of(edition: Edition) -> Dues:
    """When a benefit is due, by what its sheet says of its periods."""
    plan = _said(edition)
    start = pl.col(plan["from"])
    known, always = start.is_not_null(), pl.lit(True)
    if "once" in plan:
        return Dues(pl.lit(1).cast(NUMBER), known, always)
    if "count" in plan or "days" in plan:
        count = pl.col(plan.get("count", plan.get("days")))
        return Dues(count.cast(NUMBER), known & count.is_not_null(), count > 0)
    if "until" not in plan:
        return Dues(pl.lit(None, dtype=NUMBER), known, always)
    until = pl.col(plan["until"])
    return Dues(_times(start, _bounded(until), edition.sheet.per), known & until.is_not_null(), start <= until)


def is_one_amount(edition: Edition) -> bool:
    """Whether every period of a case has the same amount: nothing in it looks at the period, no step is foreseen."""
    last = edition.section("amount")[-1].name
    return not (edition.leaves(last) & set(PAYMENT_FACTS)) and not _said(edition).get("steps")


def spread_over_time(edition: Edition, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Cases not refused, a row for each period: first and last day (null for life), how often its amount is due, is it sure."""
    plan, dues = _said(edition), dues_of(edition)
    frame = frame.filter(pl.col("granted").fill_null(True) & dues.due.fill_null(True)).with_columns(dues.sure.alias("sure"))
    start = pl.col(plan["from"])
    if "count" in plan:
        return _counted(frame, start, dues.times)
    if "once" in plan or "days" in plan:
        return _one(frame, start, start + pl.duration(days=dues.times.cast(pl.Int64) - 1), dues.times)
    steps = [pl.col(name) for name in plan.get("steps", []) if name in edition.plan]
    return _stepped(frame, start, steps, pl.col(plan["until"]) if "until" in plan else None, edition.sheet.per)


def _said(edition: Edition) -> Mapping[str, Any]:
    return edition.sheet.periods or {}


def _bounded(until: pl.Expr) -> pl.Expr:
    """The last day, null where it never comes."""
    return pl.when(until < pl.lit(FOR_LIFE)).then(until)


def _one(frame: pl.LazyFrame, start: pl.Expr, last: pl.Expr, times: pl.Expr) -> pl.LazyFrame:
    """One period, in which the amount is due so many times."""
    return frame.with_columns(
        start.alias("period_from"),
        last.alias("period_to"),
        pl.lit(None, dtype=NUMBER).alias("payment"),
        times.alias("times"),
        pl.lit(True).alias("is_first"),
    )


def _counted(frame: pl.LazyFrame, start: pl.Expr, count: pl.Expr) -> pl.LazyFrame:
    """So many monthly payments, each its own period; one while their number is not known."""
    paid = frame.with_columns(pl.int_ranges(1, count.fill_null(1).cast(pl.Int64) + 1).alias("payment")).explode("payment")
    month = start.dt.truncate("1mo").dt.offset_by(pl.format("{}mo", pl.col("payment") - 1))
    return paid.with_columns(
        month.alias("period_from"),
        month.dt.month_end().alias("period_to"),
        (pl.col("payment") == 1).alias("is_first"),
        pl.col("payment").cast(NUMBER),
        pl.lit(1).cast(NUMBER).alias("times"),
    )


def _stepped(frame: pl.LazyFrame, start: pl.Expr, steps: list[pl.Expr], until: pl.Expr | None, per: str) -> pl.LazyFrame:
    """Periods that begin at the start and at each later step, the last of them until a day or for life."""
    starts = [(start, frame)]
    starts += [(step, frame.filter(step > start)) for step in steps]
    return pl.concat(
        [
            _period(rows, begins, steps, until, per).with_columns(
                pl.lit(at == 0).alias("is_first"), pl.lit(None, dtype=NUMBER).alias("payment")
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
        ends = pl.min_horizontal(ends, _bounded(until))
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
