"""From what the registers hold, a row a fact, to the columns that the law decides on; exact, and unknown where nobody knows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from mis.dates import add_months, month_end, month_start
from mis.law.book import Sheet
from mis.law.decision import Part, parts_of
from mis.law.facts import TYPES, Fact
from mis.law.terms import NUMBER

# What is kept under a name, which is told by its place among those asked.
KEPT = {"key": pl.Int64, "place": pl.UInt16, "value": pl.String, "valid_from": pl.Date, "id": pl.Int64}
DAY_UNKNOWN = ("month", "year")
AMOUNTS = ("first", "in_month", "in_year")
DUE: dict[str, Any] = {"case": pl.UInt32, "granted": pl.Boolean, "digest": pl.String, **dict.fromkeys(AMOUNTS, NUMBER)}


def column(kept: pl.Expr, fact: Fact) -> pl.Expr:
    """Values as they are kept, in text, as the law reads them; one that the law's gate would refuse is unknown."""
    if fact.type == "number":
        number = kept.cast(NUMBER)
        return pl.when(number.is_between(pl.lit(0, dtype=NUMBER), pl.lit(fact.most, dtype=NUMBER))).then(number)
    if fact.type in ("date", "month"):
        return kept.str.to_date("%Y-%m-%d")
    if fact.type == "boolean":
        return pl.when(kept.is_in(["true", "false"])).then(kept == "true")
    return pl.when(kept.is_in(list(fact.choices))).then(kept) if fact.choices else kept


def with_facts(rows: pl.DataFrame, kept: pl.DataFrame, facts: Sequence[Fact], key: str) -> pl.DataFrame:
    """Rows with a column for each fact, named as the law asks it, in the order in which `kept` was asked for them."""
    for place, fact in enumerate(facts, 1):
        own = kept.filter(pl.col("place") == place)
        found = rows.join(_values(own, fact), left_on=key, right_on="key", how="left", maintain_order="left")
        if found.height > rows.height:
            found = rows.join(_values(latest(own), fact), left_on=key, right_on="key", how="left", maintain_order="left")
        rows = found
    return rows


def latest(kept: pl.DataFrame) -> pl.DataFrame:
    """One row a key: what was so last, and of two the one recorded later."""
    return kept.sort("valid_from", "id").unique("key", keep="last")


def _values(kept: pl.DataFrame, fact: Fact) -> pl.DataFrame:
    return kept.select("key", column(pl.col("value"), fact).alias(fact.name))


def completed(cases: pl.DataFrame, facts: Sequence[Fact]) -> pl.DataFrame:
    """Cases with every fact of a sheet: one that no register answers is unknown, or its default."""
    for fact in facts:
        if fact.fields:
            known = f"{fact.name}.known"
            cases = cases if known in cases.columns else cases.with_columns(pl.lit(False).alias(known))
            continue
        if fact.name not in cases.columns:
            cases = cases.with_columns(pl.lit(None, dtype=TYPES[fact.type]).alias(fact.name))
        if fact.default is not None:
            cases = cases.with_columns(pl.col(fact.name).fill_null(pl.lit(fact.default, dtype=TYPES[fact.type])))
    return cases


def filled(cases: pl.DataFrame, given: pl.DataFrame, facts: Sequence[Fact]) -> pl.DataFrame:
    """Cases where an officer's answer to a claim (a column of `given` beside `key`) stands for what no register says.

    A day of birth given by hand stands for one of which the register knows the month or the year alone.
    """
    by_hand = given.select("key", *(pl.col(fact.name).alias(f"{fact.name}.given") for fact in facts))
    cases = cases.join(by_hand, on="key", how="left", maintain_order="left")
    for fact in facts:
        own = pl.col(f"{fact.name}.given")
        if fact.name == "birth_date":
            better = own.is_not_null() & pl.col("birth_precision").is_in(DAY_UNKNOWN)
            precision = pl.when(better).then(pl.lit("day")).otherwise("birth_precision").alias("birth_precision")
            cases = cases.with_columns(pl.when(better).then(own).otherwise(fact.name).alias(fact.name), precision)
        cases = cases.with_columns(pl.coalesce(fact.name, own).alias(fact.name))
    return cases.drop(by_hand.columns[1:])


def alike(cases: pl.DataFrame, items: Mapping[str, pl.DataFrame], facts: Sequence[Fact]) -> pl.DataFrame:
    """Cases with `like`, the first case of the same facts: what the law gives the one, it gives the other.

    Where lists of items are asked each case is like itself alone.
    """
    if items:
        return cases.with_columns(pl.col("case").alias("like"))
    same = dict.fromkeys(fact.name for fact in facts if not fact.fields)
    return cases.with_columns(pl.col("case").min().over(*same, "claim_date", "birth_precision").alias("like"))


def due(sheet: Sheet, cases: pl.DataFrame, items: Mapping[str, pl.DataFrame], on: date) -> pl.DataFrame:
    """What a law gives each case, set-wise: `case`, `granted` (null: undecided), `digest`, and what is due (where granted).

    `first` is the amount of the first period, `in_month` that of the month of the day, `in_year` all that is due in the
    twelve months from there on. What covers services costs nothing: its `in_month` is 1 where it covers the day.
    A birth known in part decides only where every day that it can be comes to the same.
    """
    early, late = births_bounded(cases, on)
    if not late.height:
        return _due(sheet, early, items, on)
    after_all = int(early.get_column("case").max()) + 1  # type: ignore[arg-type]
    moved = (pl.col("case") + after_all).cast(pl.UInt32).alias("case")
    twice = {name: pl.concat([own, own.join(late, on="case", how="semi").with_columns(moved)]) for name, own in items.items()}
    found = _due(sheet, pl.concat([early, late.with_columns(moved)]), twice, on)
    back = (pl.col("case") - after_all).cast(pl.UInt32).alias("case")
    again = found.filter(pl.col("case") >= after_all).with_columns(back)
    same = [pl.col(name).eq_missing(pl.col(f"{name}_late")) for name in ("granted", "digest", *AMOUNTS)]
    unsure = (
        again.join(found, on="case", suffix="_late").filter(~pl.all_horizontal(same)).select("case", pl.lit(True).alias("unsure"))
    )
    told = found.filter(pl.col("case") < after_all).join(unsure, on="case", how="left", maintain_order="left")
    return told.with_columns(pl.when(pl.col("unsure").is_null()).then(name).alias(name) for name in ("granted", *AMOUNTS)).drop(
        "unsure"
    )


def _due(sheet: Sheet, cases: pl.DataFrame, items: Mapping[str, pl.DataFrame], on: date) -> pl.DataFrame:
    parts = []
    for part in parts_of(sheet, cases, items):
        sums_of = _sums(sheet, part, month_start(on)) if sheet.coverage is None else _covering(sheet, part, on)
        decided, sums = pl.collect_all([part.cases.select("case", "granted", "digest"), sums_of])
        parts.append(decided.join(sums, on="case", how="left", maintain_order="left"))
    found = pl.concat([pl.DataFrame(schema=DUE), *(part.select(*DUE) for part in parts)])
    granted = pl.col("granted").fill_null(False)
    found = found.with_columns(pl.when(granted).then(name).alias(name) for name in AMOUNTS)
    return cases.select("case").join(found, on="case", how="left", maintain_order="left")


def _covering(sheet: Sheet, part: Part, on: date) -> pl.LazyFrame:
    """What covers services: 1 in the month where the day is covered, and no cost."""
    until, nothing = (sheet.coverage or {}).get("until", ""), pl.lit(0, dtype=NUMBER)
    covers = pl.col("law_on") <= on
    if until in part.cases.collect_schema():
        covers &= pl.col(until) >= on
    in_month = covers.fill_null(False).cast(pl.Int32).cast(NUMBER)
    return part.cases.select("case", nothing.alias("first"), in_month.alias("in_month"), nothing.alias("in_year"))


def _sums(sheet: Sheet, part: Part, month: date) -> pl.LazyFrame:
    """What the periods of each case come to in the month and in the twelve months from there."""
    lines = part.edition.section("amount")
    if not lines or lines[-1].name not in part.periods.collect_schema():
        return pl.LazyFrame(schema={"case": pl.UInt32, **dict.fromkeys(AMOUNTS, NUMBER)})
    amount, last = pl.col(lines[-1].name).cast(NUMBER), month_end(add_months(month, 11))
    in_month, in_year = (_times(sheet.per, month, end) for end in (month_end(month), last))
    return part.periods.group_by("case").agg(
        amount.filter(pl.col("is_first")).first().alias("first"),
        (amount * in_month).sum().alias("in_month"),
        (amount * in_year).sum().alias("in_year"),
    )


def _times(per: str, first: date, last: date) -> pl.Expr:
    """How often the amount of a period is due from the first day of a month to the last of a month."""
    begins, ends = pl.col("period_from"), pl.coalesce("period_to", pl.lit(last))
    inside = (begins <= last) & (ends >= first)
    shown_from, shown_to = pl.max_horizontal(begins, pl.lit(first)), pl.min_horizontal(ends, pl.lit(last))
    if per == "day":
        times = (shown_to - shown_from).dt.total_days() + 1
    elif per == "month":
        times = _place(shown_to) - _place(shown_from) + 1
    else:
        times = (begins >= first).cast(pl.Int32)
    return pl.when(inside).then(times).otherwise(0).cast(NUMBER)


def _place(month: pl.Expr) -> pl.Expr:
    """A month's place in the count of all months."""
    return month.dt.year().cast(pl.Int32) * 12 + month.dt.month().cast(pl.Int32)


def births_bounded(cases: pl.DataFrame, on: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cases with the earliest day that each birth can be, and those whose day is not known again with the latest.

    `birth_precision` says how far a birth is known (day, month, year); it is left out of what is given.
    """
    if "birth_date" not in cases.columns:
        return cases, cases.clear()
    born, bounded = pl.col("birth_date"), pl.col("birth_precision").is_in(DAY_UNKNOWN)
    span = pl.when(pl.col("birth_precision") == "month").then(pl.lit("1mo")).otherwise(pl.lit("1y"))
    first = pl.when(pl.col("birth_precision") == "month").then(born.dt.truncate("1mo")).otherwise(born.dt.truncate("1y"))
    last = pl.min_horizontal(first.dt.offset_by(span).dt.offset_by("-1d"), pl.lit(on))
    early = cases.with_columns(pl.when(bounded).then(first).otherwise(born).alias("birth_date")).drop("birth_precision")
    return early, cases.filter(bounded).with_columns(last.alias("birth_date")).drop("birth_precision")
