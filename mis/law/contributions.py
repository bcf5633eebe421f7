"""Contributions: a month's wage lines assessed by the law of that month, per programme and payer."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

import polars as pl

from mis.dates import add_months, month_end, month_text
from mis.errors import Problem, Refusal, refuse
from mis.law.book import Book, Sheet
from mis.law.decision import evaluate
from mis.law.editions import Edition
from mis.law.exchange import Exchange, converted
from mis.law.facts import PROBLEMS_MAX, gather
from mis.law.terms import NUMBER
from mis.money import plain

PAYERS = ("base", "employer", "worker", "state")
MOVED = "recomposed"  # what comes out of another programme's contribution: nobody pays it again
PASSING = frozenset({"line", "currency", "employer", "category", "person"})  # what any line may carry, asked by the law or not
EMPLOYEE = "employee"


def assess(sheet: Sheet, month: date, lines: pl.DataFrame) -> pl.DataFrame:
    """Assess a month's wage lines set-wise: a row per `case` and `programme`, the base and what each payer owes.

    Columns `base`, `employer`, `worker`, `state`, `total`, and `recomposed`: what is moved there from another programme.
    Lines are those of the gate (or a frame with `case` and the facts that the sheet asks, numbers as Decimal(38, 12)).
    Figures are rounded to the scheme's decimals; null where a fact is not known. Raises Refusal before the law begins.
    """
    edition = _edition(sheet, month)
    return _by_programme(edition, _worked(edition, month, lines))


def _worked(edition: Edition, month: date, lines: pl.DataFrame) -> pl.DataFrame:
    """Each wage line with what every line of law makes of it."""
    frame = lines.lazy()
    if "claim_date" not in lines.columns:
        frame = frame.with_columns(pl.lit(month.replace(day=1)).alias("claim_date"))
    return evaluate(edition, ("facts", "amount"), frame, {}).collect()


def _by_programme(edition: Edition, worked: pl.DataFrame) -> pl.DataFrame:
    each = [_programme(edition, name, worked) for name in programmes_of(edition)]
    return pl.concat(each).sort("case", maintain_order=True)


def _edition(sheet: Sheet, month: date) -> Edition:
    if sheet.kind != "contributions":
        raise refuse("scheme", "%(code)s is not a scheme of contributions", "not-a-scheme", code=sheet.code)
    edition = sheet.edition_on(month.replace(day=1))
    if edition is None or not programmes_of(edition):
        begins = next((other.since for other in sheet.editions if programmes_of(other)), sheet.begins).isoformat()
        words = "The law book holds no law of %(code)s for %(month)s; it begins on %(begins)s"
        raise refuse("month", words, "no-law", code=sheet.code, month=month_text(month), begins=begins)
    return edition


def programmes_of(edition: Edition) -> list[str]:
    """The programmes for which somebody pays by this edition, in the sheet's order."""
    held = {line.programme for line in edition.section("amount") if line.payer}
    return [name for name in edition.sheet.programmes if name in held]


def _payer_lines(edition: Edition, programme: str) -> dict[str, str]:
    return {line.payer: line.name for line in edition.section("amount") if line.programme == programme and line.payer}


def _programme(edition: Edition, programme: str, worked: pl.DataFrame) -> pl.DataFrame:
    named = _payer_lines(edition, programme)
    columns = [
        (pl.col(named[payer]) if payer in named else pl.lit(Decimal(0), dtype=NUMBER)).alias(payer) for payer in (*PAYERS, MOVED)
    ]
    total = reduce(add, [pl.col(payer) for payer in PAYERS[1:]])
    return worked.select("case", pl.lit(programme).alias("programme"), *columns).with_columns(total.alias("total"))


def assess_lines(book: Book, scheme: str, month: date, lines: list[dict]) -> list[dict]:
    """Assess wage lines as the interface writes them: per line and programme, amounts as text, with law and confidence.

    A wage in another currency is converted at the rate that the sheet holds for the month. Raises Refusal naming line
    and fact: an unknown fact, a currency without a rate, a category for which the scheme has no rates.
    """
    sheet = book.sheet(scheme)
    edition = _edition(sheet, month)
    if not isinstance(lines, list) or not all(isinstance(line, Mapping) for line in lines):
        raise refuse(None, "A list of lines is needed, each an object", "not-a-list")
    _check_categories(edition, lines)
    exchanges = converted(edition, month, lines)
    claims = [_claim(sheet, line, exchanges.get(at)) for at, line in enumerate(lines)]
    cases, _ = gather(sheet.facts, claims, {"claim_date": month.replace(day=1)}, noun="line")
    worked = _worked(edition, month, cases)
    rows, known = _by_programme(edition, worked).to_dicts(), worked.to_dicts()
    provisions = {name: _provisions(edition, name, month) for name in programmes_of(edition)}
    return [
        _assessed(edition, lines[row["case"]], row, provisions, known[row["case"]]) | _exchanged(exchanges.get(row["case"]))
        for row in rows
    ]


def _claim(sheet: Sheet, line: Mapping, exchange: Exchange | None) -> dict:
    """A wage line as the gate takes it: what the law asks, and what nobody knows, which is refused there."""
    asked = {fact.name for fact in sheet.facts}
    kept = {name: given for name, given in line.items() if name in asked or name not in PASSING}
    return {"id": line.get("line"), **kept} | ({"wage": exchange.wage} if exchange else {})


def _check_categories(edition: Edition, lines: Sequence[Mapping]) -> None:
    """Who is not an employee needs rates of her own: they are never taken to be those of employees."""
    rated = {name for line in edition.lines if line.body.get("by") == "category" for name in line.body["table"]} or {EMPLOYEE}
    words = "line %(line)d: the law book holds no rates of %(code)s for “%(category)s”"
    given = [(at, line["category"]) for at, line in enumerate(lines, 1) if line.get("category") is not None]
    others = [(at, category) for at, category in given if not isinstance(category, str) or category not in rated]
    wrong = [
        Problem("category", words, "category", at, {"line": at, "code": edition.sheet.code, "category": str(found)[:40]})
        for at, found in others
    ]
    if wrong:
        raise Refusal(*wrong[:PROBLEMS_MAX])


def _exchanged(exchange: Exchange | None) -> dict[str, Any]:
    return {"exchange": exchange.as_json()} if exchange else {}


def _provisions(edition: Edition, programme: str, month: date) -> dict[str, Any]:
    lines = [edition.line(name) for name in _payer_lines(edition, programme).values()]
    cited = dict.fromkeys(provision for line in lines for provision in (line.law or line.source or "").split("; "))
    due = {} if "due_day" not in edition.plan else {"due_on": _due_on(edition, month).isoformat()}
    return {"law": "; ".join(cited), "confidence": confidence_of(edition, {line.name for line in lines}), "due": due}


def _due_on(edition: Edition, month: date) -> date:
    """The day of the following month by which contributions are paid, or its last where it has no such day."""
    last = month_end(add_months(month, 1))
    return last.replace(day=min(last.day, int(str(edition.plan["due_day"].constant))))


def confidence_of(edition: Edition, names: set[str]) -> str:
    """How surely lines are known, with all on which they rest: as surely as the least sure of them."""
    held = {edition.line(name).confidence for name in _rests_on(edition, names)}
    return next(word for word in ("missing", "single-source", "confirmed") if word in held)


def _rests_on(edition: Edition, names: set[str]) -> set[str]:
    """The lines named, and all earlier lines on which they rest."""
    asked = {asked for name in names for asked in edition.plan[name].asks if asked in edition.plan}
    return names if asked <= names else _rests_on(edition, names | asked)


def unsettled(sheet: Sheet, month: date, lines: pl.DataFrame) -> dict[int, list[str]]:
    """For each wage line of which something is not known, by its `case`: the facts that would settle it."""
    edition = _edition(sheet, month)
    named = [name for programme in programmes_of(edition) for name in _payer_lines(edition, programme).values()]
    found = {}
    for known in _worked(edition, month, lines).to_dicts():
        facts = {fact for name in named for fact in unknown_facts(edition, name, known)}
        if facts:
            found[known["case"]] = sorted(facts)
    return found


def unknown_facts(edition: Edition, name: str, known: Mapping[str, Any]) -> set[str]:
    """The facts for want of which a line is not known; none when it is, or when no fact could settle it."""
    if known.get(name, "") is not None:
        return set()
    if name not in edition.plan:
        return {name}
    return {fact for asked in edition.plan[name].asks for fact in unknown_facts(edition, asked, known)}


def _assessed(edition: Edition, line: Mapping, row: dict, provisions: Mapping[str, dict], known: Mapping) -> dict:
    provision, decimals = provisions[row["programme"]], edition.sheet.decimals
    moved = (MOVED,) if MOVED in _payer_lines(edition, row["programme"]) else ()
    figures = {name: None if row[name] is None else plain(row[name], decimals) for name in (*PAYERS, "total", *moved)}
    missing = {fact for name in _payer_lines(edition, row["programme"]).values() for fact in unknown_facts(edition, name, known)}
    return {
        "line": line.get("line", row["case"] + 1),
        "programme": row["programme"],
        **figures,
        "currency": edition.sheet.currency,
        **provision["due"],
        "law": provision["law"],
        "confidence": provision["confidence"],
        "missing": sorted(missing),
        "digest": edition.digest,
    }
