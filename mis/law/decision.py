"""Deciding: one plan per edition of the law, the same for one claim and for a million."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import polars as pl

from mis.errors import refuse
from mis.law.book import Book, Sheet
from mis.law.editions import Edition
from mis.law.facts import gather
from mis.law.periods import dues_of, is_one_amount, spread_over_time
from mis.law.results import claim_result
from mis.law.shares import shared_out
from mis.law.terms import NUMBER, Term

RESULT: Mapping[str, Any] = {
    "case": pl.UInt32, "granted": pl.Boolean, "amount": NUMBER, "total": NUMBER, "law_on": pl.Date, "digest": pl.String,
}  # fmt: skip
SLICE = 65_536  # cases worked out at once
Settle = Callable[[pl.LazyFrame], pl.LazyFrame]


def left_planned(frame: pl.LazyFrame) -> pl.LazyFrame:
    """For a whole register: nothing is worked out before the end, so that only what the result needs is."""
    return frame


def worked_out(frame: pl.LazyFrame) -> pl.LazyFrame:
    """For few claims, of which every line is kept: each stage is worked out once, and planning it would cost more than it."""
    return _few(frame).lazy()


def _few(frame: pl.LazyFrame) -> pl.DataFrame:
    return frame.collect(engine="in-memory", optimizations=pl.QueryOptFlags.none())


@dataclass(frozen=True)
class Part:
    """Cases that one edition decides: every line of each case, and of each of its periods."""

    edition: Edition
    cases: pl.LazyFrame
    periods: pl.LazyFrame
    in_force: bool
    shares: pl.LazyFrame | None = None


def decide(sheet: Sheet, cases: pl.DataFrame, items: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Decide cases set-wise: `case`, `granted` (true, false, null), `amount` of the first period, `total`, law's day and digest.

    Cases and items are those of the gate (`facts.gather`) or frames of the same columns, keyed by `case`; numbers may be of
    any exact type (whole numbers, decimals), choices text or a Polars enumeration.
    `total` is null for life; amounts are null where not granted. In the order of the cases.
    """
    parts = [part.cases.select(*RESULT).collect() for part in parts_of(sheet, cases, items)]
    decided = pl.concat([pl.DataFrame(schema=dict(RESULT)), *parts])
    granted = pl.col("granted").fill_null(False)
    paid = [pl.when(granted).then(pl.col(name)).alias(name) for name in ("amount", "total")]
    decided = decided.with_columns(paid)
    if decided["case"].equals(cases["case"]):
        return decided
    return cases.select("case").join(decided, on="case", how="left", maintain_order="left")


def decide_claims(book: Book, code: str, on: date, claims: list[dict]) -> list[dict]:
    """Decide claims received on a day, each with every condition and line kept; in their order.

    Each result is the documented JSON object (amounts are strings). Raises Refusal naming claim and fact.
    """
    sheet = book.sheet(code)
    _demand_benefit(sheet)
    cases, items = gather(sheet.facts, claims, {"claim_date": on})
    results: dict[int, dict] = {}
    for part in parts_of(sheet, cases, items, worked_out):
        periods = _periods_of(_few(part.periods), None if part.shares is None else _few(part.shares))
        for row in _few(part.cases).to_dicts():
            asked = Asked(claims[row["case"]], items, on)
            results[row["case"]] = claim_result(part.edition, part.in_force, row, periods.get(row["case"], []), asked)
    return [results[at] for at in range(len(claims))]


def unrounded(edition: Edition, section: str) -> list[pl.Expr]:
    """What each rounded line of a list was before, as what was divided and by what: columns `name.top` and `name.under`."""
    found = {line.name: edition.plan[line.name].before for line in edition.section(section)}
    columns = []
    for name, before in found.items():
        if before is not None:
            under = pl.lit(1, dtype=NUMBER) if before.divisor is None else before.divisor.expr
            columns += [before.expr.alias(f"{name}.top"), under.alias(f"{name}.under")]
    return columns


def _periods_of(spread: pl.DataFrame, shared: pl.DataFrame | None) -> dict[int, list[dict]]:
    """The periods of each case in order, each with its shares by person."""
    shares: dict[tuple, list[dict]] = {}
    for share in shared.sort("case", "period_from", "person").to_dicts() if shared is not None else []:
        shares.setdefault((share["case"], share["period_from"]), []).append(share)
    periods: dict[int, list[dict]] = {}
    for period in sorted(spread.to_dicts(), key=lambda period: (period["case"], period["period_from"] or date.min)):
        period["shares"] = shares.get((period["case"], period["period_from"]), [])
        periods.setdefault(period["case"], []).append(period)
    return periods


@dataclass(frozen=True)
class Asked:
    """A claim as it was put: its facts, all items at the gate, and the day it was received."""

    claim: Mapping[str, Any]
    items: Mapping[str, pl.DataFrame]
    on: date


def _demand_benefit(sheet: Sheet) -> None:
    """Only a benefit decides claims, whatever they say; what a scheme of contributions does is told."""
    if sheet.kind != "benefit":
        words = "%(code)s is a scheme of contributions, not a benefit. Assess a month of it with: mis law assess %(code)s"
        raise refuse("benefit", words, "not-a-benefit", code=sheet.code)


def parts_of(
    sheet: Sheet, cases: pl.DataFrame, items: Mapping[str, pl.DataFrame], settle: Settle = left_planned
) -> Iterator[Part]:
    """Split cases by the edition that their rule date picks; an unknown rule date is looked at by the day of the claim."""
    _demand_benefit(sheet)
    day = pl.coalesce(sheet.rule_date, "claim_date")
    first, last = cases.select(day.min().alias("first"), day.max().alias("last")).row(0)
    for edition, until in zip(sheet.editions, [*sheet.editions[1:], None], strict=True):
        if first is None or last < edition.since or (until is not None and first >= until.since):
            continue
        own = day >= edition.since if until is None else (day >= edition.since) & (day < until.since)
        alone = first >= edition.since and (until is None or last < until.since)
        chosen = cases if alone else cases.filter(own)
        for some, own_items in _in_slices(chosen, items):
            yield _decided(edition, some, own_items, settle)
    if first is not None and first < sheet.editions[0].since:
        yield _before(sheet.editions[0], cases.filter(day < sheet.editions[0].since))


def _in_slices(
    cases: pl.DataFrame, items: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[pl.DataFrame, Mapping[str, pl.DataFrame]]]:
    """Cases with their items, of many a slice at a time, so that what is held on the way to the results stays small."""
    if cases.height <= SLICE:
        yield from [(cases, items)] if cases.height else []
        return
    for some in cases.iter_slices(SLICE):
        own = pl.col("case").is_between(some["case"].min(), some["case"].max())
        yield some, {name: listed.filter(own) for name, listed in items.items()}


NO_PERIODS = pl.LazyFrame(schema={"case": pl.UInt32, "period_from": pl.Date})


def _before(edition: Edition, cases: pl.DataFrame) -> Part:
    unsure = edition.sheet.before == "unread" or edition.sheet.status == "incomplete"
    frame = _undecided(edition, cases.lazy(), pl.lit(None if unsure else False, dtype=pl.Boolean))
    return Part(edition, frame.with_columns(pl.lit(None, dtype=pl.String).alias("digest")), NO_PERIODS, in_force=False)


def _undecided(edition: Edition, frame: pl.LazyFrame, granted: pl.Expr) -> pl.LazyFrame:
    """Cases for which there is no amount, by the day of their rule."""
    ruled = pl.col(edition.sheet.rule_date)
    nothing = [pl.lit(None, dtype=RESULT[name]).alias(name) for name in ("amount", "total")]
    digest = pl.when(ruled.is_not_null()).then(pl.lit(edition.digest)).alias("digest")
    return frame.with_columns(granted.alias("granted"), ruled.alias("law_on"), digest, *nothing)


def _decided(edition: Edition, cases: pl.DataFrame, items: Mapping[str, pl.DataFrame], settle: Settle) -> Part:
    frame = evaluate(edition, ("facts", "conditions"), cases.lazy(), items).with_columns(unrounded(edition, "facts"))
    if edition.sheet.status == "incomplete":
        return Part(edition, _undecided(edition, frame, pl.lit(None, dtype=pl.Boolean)), NO_PERIODS, in_force=True)
    ruled = pl.col(edition.sheet.rule_date)
    conditions = [pl.col(line.name) for line in edition.section("conditions")]
    granted = pl.when(ruled.is_not_null()).then(reduce(operator.and_, conditions, pl.lit(True)))
    if edition.sheet.coverage is not None:
        return _covered(edition, frame, granted, items)
    digest = pl.when(ruled.is_not_null()).then(pl.lit(edition.digest)).alias("digest")
    frame = frame.with_columns(granted.alias("granted"), ruled.alias("law_on"), digest)
    return _payable(edition, settle(frame), items, settle)


def _covered(edition: Edition, frame: pl.LazyFrame, granted: pl.Expr, items: Mapping[str, pl.DataFrame]) -> Part:
    """Cases of a benefit that covers services: no sum, but until when and at what share of the cost."""
    frame = evaluate(edition, ("amount",), frame, items)
    named = [name for word in ("until", "cost_share") if (name := (edition.sheet.coverage or {}).get(word))]
    known = reduce(operator.and_, [pl.col(name).is_not_null() for name in named], pl.lit(True))
    sure = pl.when(granted & ~known).then(None).otherwise(granted)
    return Part(edition, _undecided(edition, frame, sure), NO_PERIODS, in_force=True)


def _payable(edition: Edition, frame: pl.LazyFrame, items: Mapping[str, pl.DataFrame], settle: Settle) -> Part:
    """Cases of a benefit in money: the amount of each period, and how it is shared."""
    periods = evaluate(edition, ("amount",), spread_over_time(edition, frame), items)
    periods = settle(periods.with_columns(unrounded(edition, "amount")))
    if is_one_amount(edition):
        decided = _of_one_amount(edition, evaluate(edition, ("amount",), frame, items))
    else:
        decided = frame.join(_summed(edition, periods), on="case", how="left")
    shares = None
    if edition.sheet.shares is not None:
        shares = shared_out(edition, periods, items)
        decided = _with_shares(edition, decided, shares)
    sure = pl.when(pl.col("granted") & ~pl.col("amounts_known")).then(None).otherwise(pl.col("granted"))
    return Part(edition, decided.with_columns(sure.alias("granted")), periods, in_force=True, shares=shares)


def _of_one_amount(edition: Edition, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Cases whose periods are all alike: one amount, so many times."""
    dues, last = dues_of(edition), pl.col(edition.section("amount")[-1].name)
    due, known = dues.due.fill_null(True), last.is_not_null() & dues.sure
    return frame.with_columns(
        pl.when(due).then(last).alias("amount"),
        pl.when(due & known).then(last * dues.times).alias("total"),
        (known | ~due).alias("amounts_known"),
    )


def _summed(edition: Edition, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Of each case the amount of its first period, the total of all, and whether all are known."""
    last = pl.col(edition.section("amount")[-1].name)
    known = (last.is_not_null() & pl.col("sure")).all()
    return periods.group_by("case").agg(
        pl.when(pl.col("is_first")).then(last).max().alias("amount"),
        pl.when(known & pl.col("times").is_not_null().all()).then((last * pl.col("times")).sum()).alias("total"),
        known.alias("amounts_known"),
    )


def _with_shares(edition: Edition, frame: pl.LazyFrame, shares: pl.LazyFrame) -> pl.LazyFrame:
    """The cases, open where a share or the list of persons is not known."""
    listed = pl.col(f"{(edition.sheet.shares or {})['among']}.known")
    known = shares.group_by("case").agg(pl.col("share").is_not_null().all().alias("shares_known"))
    sure = pl.col("amounts_known") & listed & pl.col("shares_known").fill_null(True)
    return frame.join(known, on="case", how="left").with_columns(sure.alias("amounts_known"))


def evaluate(edition: Edition, sections: tuple[str, ...], frame: pl.LazyFrame, items: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    """The frame with a column for each line of the sections; lines that do not need each other are worked together."""
    for level in (level for section in sections for level in edition.levels(section)):
        terms = {line.name: edition.plan[line.name] for line in level}
        frame = frame.with_columns(term.expr.alias(name) for name, term in terms.items() if not term.items)
        for listed in dict.fromkeys(term.items for term in terms.values() if term.items):
            measures = {name: term for name, term in terms.items() if term.items == listed}
            frame = _measured(listed, measures, frame, items.get(listed))
    return frame


def _measured(listed: str, measures: Mapping[str, Term], frame: pl.LazyFrame, items: pl.DataFrame | None) -> pl.LazyFrame:
    """The measures of one list of items, joined to their cases; a list not given is unknown, an empty one is none."""
    kinds = {name: NUMBER if term.kind == "number" else pl.Boolean for name, term in measures.items()}
    if items is None:
        return frame.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in kinds.items())
    needed = sorted({name for term in measures.values() for name in term.asks if "." not in name} - {listed})
    counted = (
        items.lazy()
        .join(frame.select("case", *needed), on="case")
        .with_columns(**{name: test for term in measures.values() for name, test in term.tests.items()})
        .group_by("case")
        .agg(*(term.expr.alias(name) for name, term in measures.items()), pl.lit(True).alias("some_items"))
    )
    told = pl.col(f"{listed}.known") if f"{listed}.known" in frame.collect_schema() else pl.lit(True)
    none = {name: pl.lit(term.empty, dtype=kinds[name]) for name, term in measures.items()}
    whole = [
        pl.when(told).then(pl.when(pl.col("some_items")).then(pl.col(name)).otherwise(none[name])).alias(name)
        for name in measures
    ]
    return frame.join(counted, on="case", how="left").with_columns(whole).drop("some_items")
