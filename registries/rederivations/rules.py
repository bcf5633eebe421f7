"""What is due by the law and facts of a date, held against what an award pays, and why the two differ."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from mis.dates import month_start
from mis.law.book import Sheet
from mis.law.facts import gather
from mis.law.terms import NUMBER
from registries.populations.rules import due

FORESEEN, FACT, LAW, ACT, UNDECIDED, UNEXPLAINED = WHY = (
    "foreseen step", "fact recorded", "law changed", "act recorded", "undecided", "unexplained",
)  # fmt: skip
NOTHING = pl.lit(0, dtype=NUMBER)


def decided_again(sheet: Sheet, cases: pl.DataFrame, items: Mapping[str, pl.DataFrame], on: date) -> pl.DataFrame:
    """What is due in the month of a day: `case`, `own` by the law of the claim's own day, `due` by the law of the day.

    Both null where undecided. One pass decides each award twice: on the day of its claim, and as if claimed on the day;
    where one edition rules both, the claim's own day counts, as its conditions were asked once.
    """
    many = cases.height
    moved = (pl.col("case") + many).cast(pl.UInt32).alias("case")
    twice = {name: pl.concat([own, own.with_columns(moved)]) for name, own in items.items()}
    today = cases.with_columns(moved, pl.lit(on).alias("claim_date"))
    found = due(sheet, pl.concat([cases, today]), twice, on)
    own, then = found.filter(pl.col("case") < many), found.filter(pl.col("case") >= many)
    both = own.join(then.with_columns((pl.col("case") - many).cast(pl.UInt32).alias("case")), on="case", suffix="_then")
    same_law = pl.col("digest").eq_missing(pl.col("digest_then"))
    return both.select(
        "case",
        _amount("").alias("own"),
        pl.when(same_law).then(_amount("")).otherwise(_amount("_then")).alias("due"),
    )


def _amount(suffix: str) -> pl.Expr:
    """What is due in the month: nothing where refused, unknown where undecided."""
    granted = pl.col(f"granted{suffix}")
    return pl.when(granted).then(pl.col(f"in_month{suffix}").fill_null(NOTHING)).when(~granted).then(NOTHING)


def as_seen(sheet: Sheet, seen: pl.DataFrame, facts: Sequence[Mapping[str, Any]], on: date) -> pl.DataFrame:
    """What the law of the claim's own day gives on the facts that its decision saw: `key`, `seen`, `seen_digest`.

    `seen` has a row an award: `key`, `claim_date`; `facts` are those of each, as its decision kept them.
    """
    claims = [_claim(kept) for kept in facts]
    names = {fact.name for fact in sheet.facts}
    cases, items = gather(sheet.facts, [{name: value for name, value in claim.items() if name in names} for claim in claims], {})
    precision = pl.Series("birth_precision", [claim["birth_precision"] for claim in claims], pl.String)
    cases = cases.with_columns(precision, seen.get_column("claim_date"))
    found = due(sheet, cases, items, on)
    return found.select(seen.get_column("key"), _amount("").alias("seen"), pl.col("digest").alias("seen_digest"))


def _claim(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a decision kept them, as a claim; a birth known in part by its first day and how far it is known."""
    claim = {name: fact["value"] for name, fact in kept.items()}
    born = claim.get("birth_date") or "0000-00-00"
    precision = {4: "year", 7: "month"}.get(len(born), "day")
    return claim | {"birth_precision": precision} | ({"birth_date": (born + "-01-01")[:10]} if precision != "day" else {})


def differing(standing: pl.DataFrame) -> pl.DataFrame:
    """The awards whose terms are not what the law and facts of the day give, and those that went a foreseen step.

    `standing`: decided (the first amount), in_force (null: no term in the month), reason of its term, due (null: undecided).
    """
    settled = pl.col("in_force").fill_null(NOTHING).eq_missing(pl.col("due"))
    stepped = (pl.col("in_force") != pl.col("decided")) & (pl.col("reason") == "")
    return standing.filter(~settled | stepped.fill_null(False)).with_columns(settled.alias("settled"))


def explained(found: pl.DataFrame) -> pl.DataFrame:
    """Why each of the differing awards differs (`why`): only what neither law nor recorded fact nor act explains is left.

    Beside the columns of `differing`: own, ended (by an act), died (a death known by then), law_digest of the term,
    seen and seen_digest of `as_seen`.
    """
    in_force = pl.col("in_force").fill_null(NOTHING)
    as_decided = pl.col("seen").eq_missing(in_force)
    why = (
        pl.when("settled").then(pl.lit(FORESEEN))
        .when("died").then(pl.lit(FACT))
        .when("ended").then(pl.lit(ACT))
        .when(pl.col("due").is_null() & pl.col("seen").is_null()).then(pl.lit(UNDECIDED))
        .when(as_decided & pl.col("own").ne_missing(in_force)).then(pl.lit(FACT))
        .when(as_decided | (pl.col("seen_digest") != pl.col("law_digest"))).then(pl.lit(LAW))
        .otherwise(pl.lit(UNEXPLAINED))
    )  # fmt: skip
    return found.with_columns(why.alias("why"))


def change_of(pays: Decimal, gives: Decimal | None) -> str:
    """What the law of the day would do to an award: start or stop it, give more or less, or the same; or it is undecided."""
    if gives is None:
        return "undecided"
    if pays == gives:
        return "same"
    if not pays or not gives:
        return "starts" if gives else "stops"
    return "more" if gives > pays else "less"


def after_death(standing: pl.DataFrame, on: date) -> pl.DataFrame:
    """Nothing is due after the month of a person's death (`died_on`)."""
    died = (pl.col("died_on") < month_start(on)).fill_null(False)
    return standing.with_columns(died.alias("died"), pl.when(died).then(NOTHING).otherwise("due").alias("due"))
