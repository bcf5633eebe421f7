"""Four benefits decided for everybody, conditions kept, against the same four formulas in OpenFisca-core."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from mis.law.book import Book, Sheet, read_book
from mis.law.decision import parts_of
from mis.law.terms import NUMBER
from tests.bench.race import Race, forget_peak, peak_mb

CLAIMED = date(2024, 5, 1)
LAWS = Path(__file__).parent / "laws"
BORN_FIRST, DAYS = date(1924, 5, 1), 36_000
CHILD_FIRST, CHILD_DAYS = date(2000, 5, 1), 8_700
REASONS = ("dismissal", "ended-early", "resignation", "retirement")


def law_four(n: int) -> Race:
    """Decide n persons, with two children each on average, for four benefits: a flat pension by age, a tiered child benefit,
    an earnings-related pension with floor and cap, an unemployment benefit with ceiling.

    Both begin with the facts in columns of their own kind and keep what each condition gave. OpenFisca keeps what it has
    worked out in a simulation of its people, so that one is made each time, as its users do.
    """
    from tests.bench.openfisca_four import BENEFITS

    ours, theirs = _ours(n), _theirs(n)
    found, other = ours(), theirs()
    for code in BENEFITS:
        amounts = found[code].sort("case").get_column("amount").fill_null(0).cast(pl.Float64)
        if (amounts - pl.Series(other[code][:n]).cast(pl.Float64)).abs().max() > 0.011:  # theirs are floats of 32 bits
            raise AssertionError(f"the two disagree about {code}")
    return Race(ours, theirs)


def _ours(n: int) -> Callable[[], dict[str, pl.DataFrame]]:
    cases, items = _cases(n), {"survivors": _children(n).select("case", "birth_date")}
    return lambda: decided(cases, items)


def _theirs(n: int) -> Callable[[], dict[str, Any]]:
    from tests.bench.openfisca_four import simulation, system, worked_out  # it is installed by `make bench` alone

    law, (facts, family) = system(), _arrays(n)
    return lambda: worked_out(simulation(law, facts, family, n))


def decided(cases: pl.DataFrame, items: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Each benefit with its outcome, amount and every condition, by case."""
    return {sheet.code: _one(sheet, cases, items) for sheet in _book().sheets.values()}


def _one(sheet: Sheet, cases: pl.DataFrame, items: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    kept = []
    names = [fact.name for fact in sheet.facts if not fact.fields]
    for part in parts_of(sheet, cases.select("case", "claim_date", *names), items):
        conditions = [line.name for line in part.edition.section("conditions")]
        amount = pl.when(pl.col("granted").fill_null(False)).then("amount").alias("amount")
        kept.append(part.cases.select("case", "granted", amount, *conditions).collect())
    return pl.concat(kept)


@cache
def _book() -> Book:
    return read_book({path.stem: path.read_text(encoding="utf-8") for path in sorted(LAWS.glob("*.toml"))})


def _numbers(n: int) -> pl.DataFrame:
    """The facts of n claimants, whole numbers and days, the same for both."""
    case = pl.col("case").cast(pl.Int64)
    return pl.DataFrame({"case": pl.int_range(n, dtype=pl.UInt32, eager=True)}).with_columns(
        (pl.lit(BORN_FIRST) + pl.duration(days=case * 7919 % DAYS)).alias("birth_date"),
        (case % 10 != 0).alias("resident"),
        (200 + case * 31 % 9000).alias("average_wage"),
        (case * 17 % 480).alias("months_contributed"),
        (100 + case * 37 % 6000).alias("last_wage"),
        (case % 4).alias("reason"),
    )


def _children(n: int) -> pl.DataFrame:
    """None to four children of each claimant, by case, some of them grown up."""
    case = pl.int_range(n, dtype=pl.UInt32, eager=True).alias("case")
    listed = pl.DataFrame(
        {"case": case.gather(pl.select(pl.int_range(n).repeat_by(pl.int_range(n) % 5).explode()).to_series().drop_nulls())}
    )
    number = pl.int_range(pl.len()).cast(pl.Int64)
    return listed.with_columns((pl.lit(CHILD_FIRST) + pl.duration(days=number * 6133 % CHILD_DAYS)).alias("birth_date"))


def _cases(n: int) -> pl.DataFrame:
    """The facts as the law takes them."""
    numbers = ["average_wage", "months_contributed", "last_wage"]
    reason = pl.col("reason").replace_strict(range(4), REASONS, return_dtype=pl.String).alias("end_reason")
    known = [pl.lit(CLAIMED).alias("claim_date"), pl.lit(True).alias("survivors.known")]
    return _numbers(n).with_columns(pl.col(numbers).cast(NUMBER), reason, *known).drop("reason")


def _arrays(n: int) -> tuple[dict[str, Any], Any]:
    """The facts as OpenFisca takes them, of the claimants and after them of their children; and each one's family."""
    everybody = pl.concat([_numbers(n), _children(n)], how="diagonal")
    born = pl.col("birth_date").dt
    days = (born.month().cast(pl.Int32) * 100 + born.day()).alias("birth_day")
    filled = [pl.col(name).fill_null(0) for name in ("average_wage", "months_contributed", "last_wage")]
    made = everybody.select(
        "case", born.year().alias("birth_year"), days, pl.col("resident").fill_null(True), *filled,
        pl.col("reason").fill_null(3).alias("end_reason"),
    )  # fmt: skip
    return {name: made.get_column(name).to_numpy() for name in made.columns[1:]}, made.get_column("case").to_numpy()


def peaks(n: int) -> tuple[float, float]:
    """The most memory in MB of ours and of theirs, each alone in a process of its own, from its facts on."""
    return _alone("ours", n), _alone("theirs", n)


def _alone(side: str, n: int) -> float:
    command = [sys.executable, "-m", "tests.bench.law_four", side, str(n)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    return float(json.loads(ran.stdout))


def main(side: str, n: int) -> float:
    """Decide once, on one side only; the peak of this process."""
    work = _ours(n) if side == "ours" else _theirs(n)
    forget_peak()
    work()
    return peak_mb()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
