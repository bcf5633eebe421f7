"""The amount over time: a payment a month, or for life with the steps that the law foresees."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from mis.law.editions import Edition


def spread_over_time(edition: Edition, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Cases not refused, a row for each period (`period_from`, `period_to` null for life, `is_first`, `payment` when counted)."""
    plan: Mapping[str, Any] = edition.sheet.periods or {}
    open_cases = frame.filter(pl.col("granted").fill_null(True))
    if "count" in plan:
        return _counted(open_cases, plan["from"], int(str(edition.plan[plan["count"]].constant or 0)))
    steps = [name for name in plan.get("steps", []) if name in edition.plan]
    return _stepped(open_cases, plan["from"], steps)


def _counted(frame: pl.LazyFrame, start: str, count: int) -> pl.LazyFrame:
    """So many monthly payments, each its own period."""
    each = []
    for payment in range(1, count + 1):
        month = pl.col(start).dt.truncate("1mo").dt.offset_by(f"{payment - 1}mo")
        each.append(
            frame.with_columns(
                pl.lit(payment, dtype=pl.Decimal(38, 12)).alias("payment"),
                month.alias("period_from"),
                month.dt.month_end().alias("period_to"),
                pl.lit(payment == 1).alias("is_first"),
            )
        )
    return pl.concat(each)


def _stepped(frame: pl.LazyFrame, start: str, steps: list[str]) -> pl.LazyFrame:
    """For life, in periods that begin at the start and at each later step."""
    starts = [(pl.col(start), frame)]
    starts += [(pl.col(step), frame.filter(pl.col(step) > pl.col(start))) for step in steps]
    return pl.concat(
        [
            rows.with_columns(
                begins.alias("period_from"),
                (_next(begins, steps) - pl.duration(days=1)).alias("period_to"),
                pl.lit(at == 0).alias("is_first"),
            )
            for at, (begins, rows) in enumerate(starts)
        ]
    )


def _next(begins: pl.Expr, steps: list[str]) -> pl.Expr:
    later = [pl.when(pl.col(step) > begins).then(pl.col(step)) for step in steps]
    return pl.min_horizontal(later) if later else pl.lit(None, dtype=pl.Date)
