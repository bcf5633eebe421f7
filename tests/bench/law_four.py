"""Four benefits decided for everybody, conditions kept, against the same four formulas in OpenFisca-core.

Both begin with the same plain columns, in NumPy as a register's extract is read: day of birth, yes or no, whole numbers, a
code of a choice; and for the children a frame of their own, each with the number of her claimant. What is measured counts the
same on both sides: making of these columns what each law takes (ours a frame of exact decimals, theirs a simulation of the
claimants and their children, with families to sum over) and calculating, until the amounts and the results of all conditions
are there and kept, ours in whole cents, theirs in floats of 32 bits. The law itself is read beforehand.

Each round is a fresh process, ours and theirs in turn, warmed by a small number. Memory is the most that the process held
meanwhile beyond what it held when the plain columns lay ready (interpreter, libraries, what a first run leaves, the columns).
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from mis.law.book import Book, Sheet, read_book
from mis.law.decision import parts_of
from tests.bench.race import ROUNDS, Timed, forget_peak, held_mb, peak_mb, seconds_of

CLAIMED = date(2024, 5, 1)
LAWS = Path(__file__).parent / "laws"
BORN_FIRST, DAYS = np.datetime64("1924-05-01"), 36_000
CHILD_FIRST, CHILD_DAYS = np.datetime64("2000-05-01"), 8_700
REASONS = ("dismissal", "ended-early", "resignation", "retirement")
FEW = 1_000
Plain = Mapping[str, Any]
Work = Callable[[Plain, Plain], Mapping[str, Any]]


def law_four(n: int) -> Timed:
    """Decide n persons, with two children each on average, for four benefits: a flat pension by age, a tiered child benefit,
    an earnings-related pension with floor and cap, an unemployment benefit with ceiling.
    """
    _agree(min(n, FEW))
    rounds = [(_alone("ours", n), _alone("theirs", n)) for _ in range(ROUNDS)]
    ours, theirs = zip(*rounds, strict=True)
    return Timed(
        min(found["seconds"] for found in ours),
        min(found["seconds"] for found in theirs),
        statistics.median(found["seconds"] for found in ours),
        max(found["peak_mb"] for found in ours),
        max(found["peak_mb"] for found in theirs),
    )


def _agree(n: int) -> None:
    """Both give everybody the same, but for what floats of 32 bits lose."""
    plain = claimants(n), children(n)
    ours, theirs = SIDES["ours"]()(*plain), SIDES["theirs"]()(*plain)
    for code, found in ours.items():
        amounts = found.sort("case").get_column("cents").fill_null(0).cast(pl.Float64) / 100
        if (amounts - pl.Series(theirs[code][:n]).cast(pl.Float64)).abs().max() > 0.011:
            raise AssertionError(f"the two disagree about {code}")


def claimants(n: int) -> Plain:
    """The facts of n claimants, a column each."""
    case = np.arange(n)
    return {
        "birth_date": BORN_FIRST + case * 7919 % DAYS,
        "resident": case % 10 != 0,
        "average_wage": (200 + case * 31 % 9000).astype(np.int32),
        "months_contributed": (case * 17 % 480).astype(np.int16),
        "last_wage": (100 + case * 37 % 6000).astype(np.int32),
        "end_reason": (case % len(REASONS)).astype(np.uint8),
    }


def children(n: int) -> Plain:
    """None to four children of each claimant, some of them grown up, each with the number of her claimant."""
    case = np.repeat(np.arange(n, dtype=np.uint32), np.arange(n) % 5)
    return {"case": case, "birth_date": CHILD_FIRST + np.arange(len(case)) * 6133 % CHILD_DAYS}


def _ours() -> Work:
    _book()
    return decided


def _theirs() -> Work:
    from tests.bench.openfisca_four import simulation, system, worked_out  # it is installed by `make bench` alone

    law = system()
    return lambda persons, theirs: worked_out(simulation(law, persons, theirs))


SIDES: Mapping[str, Callable[[], Work]] = {"ours": _ours, "theirs": _theirs}


def decided(persons: Plain, listed: Plain) -> dict[str, pl.DataFrame]:
    """Each benefit with its outcome, amount and every condition, by case; of each are made the columns that it asks."""
    return {sheet.code: _one(sheet, persons, listed) for sheet in _book().sheets.values()}


def _one(sheet: Sheet, persons: Plain, listed: Plain) -> pl.DataFrame:
    kept = []
    asked = [fact.name for fact in sheet.facts if not fact.fields]
    items = {fact.name: pl.DataFrame(listed) for fact in sheet.facts if fact.fields}
    for part in parts_of(sheet, _cases({name: persons[name] for name in asked}, items), items):
        conditions = [line.name for line in part.edition.section("conditions")]
        cents = pl.when(pl.col("granted").fill_null(False)).then(pl.col("amount") * 100).cast(pl.Int64).alias("cents")
        kept.append(part.cases.select("case", "granted", cents, *conditions).collect())
    return pl.concat(kept)


def _cases(persons: Plain, items: Collection[str]) -> pl.DataFrame:
    """The facts as the law takes them, of claims of one day; the lists of items are known."""
    known = [pl.lit(True).alias(f"{name}.known") for name in items]
    cases = pl.DataFrame(persons).with_row_index("case").with_columns(pl.lit(CLAIMED).alias("claim_date"), *known)
    return cases.with_columns(pl.col(name).cat.to(pl.Enum(REASONS)) for name in ["end_reason"] if name in persons)


@cache
def _book() -> Book:
    return read_book({path.stem: path.read_text(encoding="utf-8") for path in sorted(LAWS.glob("*.toml"))})


def _alone(side: str, n: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.law_four", side, str(n)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    return json.loads(ran.stdout)


def main(side: str, n: int) -> dict[str, float]:
    """Decide once, on one side only: the seconds, and the memory that it took."""
    work = SIDES[side]()
    work(claimants(FEW), children(FEW))
    plain = claimants(n), children(n)
    forget_peak()
    held = held_mb()
    kept: list[Mapping[str, Any]] = []  # what was worked out is there at the end, on both sides
    seconds = seconds_of(lambda: kept.append(work(*plain)))
    return {"seconds": seconds, "peak_mb": peak_mb() - held}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
