"""Deciding social pensions by the sheet, against the same law written out by hand in one Polars select."""

from datetime import date

import polars as pl

from mis.law.book import read_book, shipped_texts
from mis.law.decision import decide
from mis.law.editions import Edition
from mis.law.terms import NUMBER
from tests.bench.race import Race

CLAIMED = date(2024, 5, 2)
MONTH_END = date(2024, 5, 31)
BORN_FIRST, DAYS = date(1924, 5, 1), 21_900  # ages 40 to 100


def law_decide(n: int) -> Race:
    """Decide n claims of one day, of people of every age, some with work; both ways give the same frame."""
    sheet = read_book(shipped_texts()).sheet("tl-social-pension")
    edition = sheet.edition_on(CLAIMED)
    assert edition is not None
    cases = _cases(n)
    assert decide(sheet, cases, {}).equals(by_hand(cases, edition))
    return Race(lambda: decide(sheet, cases, {}), lambda: by_hand(cases, edition))


def _cases(n: int) -> pl.DataFrame:
    """So many claims, with every fact the law asks."""
    case = pl.col("case")
    return pl.DataFrame({"case": pl.int_range(n, dtype=pl.UInt32, eager=True)}).with_columns(
        (pl.lit(BORN_FIRST) + pl.duration(days=case * 7919 % DAYS)).alias("birth_date"),
        pl.lit(False).alias("contributory_pension"),
        (case % 10 == 0).alias("work_income"),
        pl.lit(False).alias("permanent_incapacity"),
        pl.lit(CLAIMED).alias("claim_date"),
    )


def by_hand(cases: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The law of May 2024 as a clerk who knows Polars would write it."""
    old, at_end = _years(CLAIMED) >= 60, _years(MONTH_END)
    granted = old & ~pl.col("contributory_pension") & ~pl.col("work_income")
    amount = pl.when(at_end < 70).then(60).when(at_end < 80).then(80).otherwise(100).cast(NUMBER)
    return cases.select(
        "case",
        granted.alias("granted"),
        pl.when(granted).then(amount).alias("amount"),
        pl.lit(None, dtype=NUMBER).alias("total"),
        pl.col("claim_date").alias("law_on"),
        pl.lit(edition.digest).alias("digest"),
    )


def _years(day: date) -> pl.Expr:
    """Full years of age on a day."""
    born = pl.col("birth_date").dt
    later_in_year = born.month().cast(pl.Int32) * 100 + born.day() > day.month * 100 + day.day
    return day.year - born.year() - later_in_year
