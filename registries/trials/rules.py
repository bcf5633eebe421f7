"""What a draft changes, case by case and summed: who gains, loses, starts and stops, and what it costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from mis.law.book import Sheet, days_of_change
from mis.law.terms import NUMBER
from mis.money import plain, round_money

SLICE = 250_000
ATTEMPTS_MAX = 3
CHANGES = ("gain", "lose", "start", "stop", "unchanged", "undecided")
COSTS = ("before", "after", "year_before", "year_after")
AGES = ((15, "0-14"), (25, "15-24"), (60, "25-59"), (70, "60-69"), (80, "70-79"))
OLDEST, NOT_KNOWN = "80+", "not known"
NOTHING = pl.lit(0, dtype=NUMBER)
YEARLY = {"13 a year": 13, "14 a year": 14}


def trial_day(draft: Sheet, held: Sheet | None, today: date) -> date:
    """The day for which a draft is tried: today where it already says something else, else the next day on which it does."""
    days = {*days_of_change(draft), *(days_of_change(held) if held else ())}
    differing = [day for day in sorted(days | {today}) if _digest(draft, day) != _digest(held, day)]
    to_come = [day for day in differing if day >= today]
    return to_come[0] if to_come else (differing or [today])[-1]


def _digest(sheet: Sheet | None, day: date) -> str | None:
    edition = sheet.edition_on(day) if sheet else None
    return edition.digest if edition else None


def slices(first: int, last: int) -> list[tuple[int, int]]:
    """Keys from the first to the last in slices of one width."""
    return [(start, min(start + SLICE - 1, last)) for start in range(first, last + 1, SLICE)]


def counted(
    cases: pl.DataFrame, before: pl.DataFrame | None, after: pl.DataFrame, paid: pl.DataFrame, on: date
) -> list[dict[str, Any]]:
    """What changes among some cases, summed by sex, area and age: a dict each with counts and costs as text.

    `before` (none: there was no such law) and `after` are those of `populations.rules.due` for the cases that the others
    are `like`; `paid` holds the keys of those in payment. Costs before are of those in payment; costs after are of them
    and of those who start. Who is undecided costs after what she cost before.
    """
    grounds = ["of_sex", "of_area", "age"]
    people = cases.join(paid.select("key", pl.lit(True).alias("paid")), on="key", how="left")
    many = people.group_by("like", "of_sex", "of_area", age_band(on).alias("age"), pl.col("paid").fill_null(False)).agg(pl.len())
    both = many.join(after, left_on="like", right_on="case")
    if before is None:
        both = both.with_columns(pl.lit(False).alias("was_granted"), NOTHING.alias("was_first"), NOTHING.alias("was_year"))
    else:
        was = before.select("case", was_granted="granted", was_first="first", was_year="in_year")
        both = both.join(was, left_on="like", right_on="case")
    sums = [pl.col("len").filter(pl.col("change") == change).sum().alias(change) for change in CHANGES]
    costs = [(pl.col(name) * pl.col("len").cast(NUMBER)).sum().alias(name) for name in COSTS]
    rows = _changed(both).group_by(grounds).agg(pl.col("len").sum().alias("examined"), *sums, *costs)
    return [_as_text(row) for row in rows.sort(grounds).iter_rows(named=True)]


def _as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in row.items()}


def age_band(on: date) -> pl.Expr:
    """The band of a person's age on a day, by the birth as far as it is known."""
    born = pl.col("born_on")
    passed = born.dt.month().cast(pl.Int32) * 100 + born.dt.day().cast(pl.Int32) <= on.month * 100 + on.day
    age, band = on.year - born.dt.year().cast(pl.Int32) - 1 + passed.cast(pl.Int32), pl.lit(OLDEST)
    for limit, name in reversed(AGES):
        band = pl.when(age < limit).then(pl.lit(name)).otherwise(band)
    return pl.when(born.is_null()).then(pl.lit(NOT_KNOWN)).otherwise(band)


def _changed(both: pl.DataFrame) -> pl.DataFrame:
    """Each case with its change and its costs a month and a year, before and after."""
    now, was = pl.col("granted"), pl.col("was_granted") & pl.col("paid")
    first, year, was_first, was_year = (pl.col(name).fill_null(NOTHING) for name in ("first", "in_year", "was_first", "was_year"))
    more = (first > was_first) | ((first == was_first) & (year > was_year))
    less = (first < was_first) | ((first == was_first) & (year < was_year))
    open_before = pl.col("was_granted").is_null() & (pl.col("paid") | now)
    change = (
        pl.when(now.is_null() | open_before).then(pl.lit("undecided"))
        .when(~now).then(pl.when(was).then(pl.lit("stop")).otherwise(pl.lit("unchanged")))
        .when(~pl.col("was_granted")).then(pl.lit("start"))
        .when(~pl.col("paid")).then(pl.lit("unchanged"))
        .when(more).then(pl.lit("gain"))
        .when(less).then(pl.lit("lose"))
        .otherwise(pl.lit("unchanged"))
    )  # fmt: skip
    both = both.with_columns(change.alias("change"), was.fill_null(False).alias("was"))
    costs = pl.col("change").is_in(["gain", "lose", "start"]) | (pl.col("was") & (pl.col("change") == "unchanged"))
    open_still = pl.col("change") == "undecided"
    return both.with_columns(
        pl.when("was").then(was_first).otherwise(NOTHING).alias("before"),
        pl.when("was").then(was_year).otherwise(NOTHING).alias("year_before"),
    ).with_columns(
        pl.when(costs).then(first).when(open_still).then("before").otherwise(NOTHING).alias("after"),
        pl.when(costs).then(year).when(open_still).then("year_before").otherwise(NOTHING).alias("year_after"),
    )


def figures(sheet: Sheet, rows: Sequence[Mapping[str, Any]], areas: Mapping[int, str], on: date) -> dict[str, Any]:
    """All that a trial shows, from the sums of its slices; amounts as text in the scheme's places, areas by name.

    What is paid 13 or 14 times a year costs so much more a year.
    """
    times = Decimal(YEARLY.get(str((sheet.periods or {}).get("frequency")), 12))
    money = {name: _total(rows, name) for name in COSTS}
    year = {name: round_money(money[name] * times / 12, sheet.decimals) for name in ("year_before", "year_after")}
    named = [dict(row) | {"area": areas.get(row["of_area"], NOT_KNOWN), "sex": row["of_sex"] or NOT_KNOWN} for row in rows]
    branch = [row | {"branch": sheet.branch} for row in named]
    return {
        "on": on.isoformat(),
        "examined": sum(int(row["examined"]) for row in rows),
        **{change: sum(int(row[change]) for row in rows) for change in CHANGES},
        "cost_month_before": plain(money["before"], sheet.decimals),
        "cost_month_after": plain(money["after"], sheet.decimals),
        "cost_year_before": plain(year["year_before"], sheet.decimals),
        "cost_year_after": plain(year["year_after"], sheet.decimals),
        "currency": sheet.currency,
        "groups": {ground: _grouped(sheet, branch, ground) for ground in ("branch", "sex", "area", "age")},
    }


def _total(rows: Sequence[Mapping[str, Any]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


def _grouped(sheet: Sheet, rows: Sequence[Mapping[str, Any]], ground: str) -> list[dict[str, Any]]:
    """The sums of each group, in the order of its names; costs a month."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[ground], []).append(row)
    return [
        {
            "name": name,
            **{cost: plain(_total(own, cost), sheet.decimals) for cost in ("before", "after")},
            **{change: sum(int(row[change]) for row in own) for change in CHANGES[:4]},
        }
        for name, own in sorted(groups.items(), key=lambda item: (item[0] in (OLDEST, NOT_KNOWN), item[0]))
    ]
