"""Contributions: a month's wage lines assessed by the law of that month, per programme and payer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

import polars as pl

from mis.dates import month_text
from mis.errors import Problem, Refusal, refuse
from mis.law.book import Book, Sheet
from mis.law.decision import evaluate
from mis.law.editions import Edition
from mis.law.facts import PROBLEMS_MAX, gather
from mis.law.terms import NUMBER
from mis.money import plain

PAYERS = ("base", "employer", "worker", "state")
PASSING = frozenset({"line", "currency", "employer", "category", "person"})  # what a line carries beside facts of law


def assess(sheet: Sheet, month: date, lines: pl.DataFrame) -> pl.DataFrame:
    """Assess a month's wage lines set-wise: a row per `case` and `programme` with `base`, `employer`, `worker`, `state`, `total`.

    Lines are those of the gate (or a frame with `case` and the facts that the sheet asks, numbers as Decimal(38, 12)).
    Figures are rounded to the scheme's decimals; null where a fact is not known. Raises Refusal before the law begins.
    """
    edition = _edition(sheet, month)
    frame = lines.lazy()
    if "claim_date" not in lines.columns:
        frame = frame.with_columns(pl.lit(month.replace(day=1)).alias("claim_date"))
    worked = evaluate(edition, ("facts", "amount"), frame, {}).collect()
    each = [_programme(edition, name, worked) for name in _programmes(edition)]
    return pl.concat(each).sort("case", maintain_order=True)


def _edition(sheet: Sheet, month: date) -> Edition:
    if sheet.kind != "contributions":
        raise refuse("scheme", f"{sheet.code} is a benefit, not a scheme of contributions", "not-a-scheme")
    edition = sheet.edition_on(month.replace(day=1))
    if edition is None:
        text = f"The law book holds no law of {sheet.code} for {month_text(month)}; it begins on {sheet.begins.isoformat()}"
        raise refuse("month", text, "no-law")
    return edition


def _programmes(edition: Edition) -> list[str]:
    held = {line.programme for line in edition.section("amount") if line.payer}
    return [name for name in edition.sheet.programmes if name in held]


def _payer_lines(edition: Edition, programme: str) -> dict[str, str]:
    return {line.payer: line.name for line in edition.section("amount") if line.programme == programme and line.payer}


def _programme(edition: Edition, programme: str, worked: pl.DataFrame) -> pl.DataFrame:
    named = _payer_lines(edition, programme)
    columns = [(pl.col(named[payer]) if payer in named else pl.lit(Decimal(0), dtype=NUMBER)).alias(payer) for payer in PAYERS]
    total = reduce(add, [pl.col(payer) for payer in PAYERS[1:]])
    return worked.select("case", pl.lit(programme).alias("programme"), *columns).with_columns(total.alias("total"))


def assess_lines(book: Book, scheme: str, month: date, lines: list[dict]) -> list[dict]:
    """Assess wage lines as the interface writes them: per line and programme, amounts as text, with law and confidence.

    Raises Refusal naming line and fact; the currency must be the scheme's.
    """
    sheet = book.sheet(scheme)
    edition = _edition(sheet, month)
    _check_lines(sheet, lines)
    claims = [{"id": line.get("line"), **{name: value for name, value in line.items() if name not in PASSING}} for line in lines]
    cases, _ = gather(sheet.facts, claims, {"claim_date": month.replace(day=1)}, noun="line")
    rows = assess(sheet, month, cases).to_dicts()
    provisions = {name: _provisions(edition, name) for name in _programmes(edition)}
    known = cases.to_dicts()
    return [_assessed(edition, lines[row["case"]], row, provisions, known[row["case"]]) for row in rows]


def _check_lines(sheet: Sheet, lines: Any) -> None:
    if not isinstance(lines, list) or not all(isinstance(line, Mapping) for line in lines):
        raise refuse(None, "A list of lines is needed, each an object", "not-a-list")
    other = [(at, line["currency"]) for at, line in enumerate(lines, 1) if line.get("currency", sheet.currency) != sheet.currency]
    said = f"{sheet.code} is paid in {sheet.currency}"
    wrong = [Problem("currency", f"line {at}: {said}, not “{str(given)[:40]}”", "currency", at) for at, given in other]
    if wrong:
        raise Refusal(*wrong[:PROBLEMS_MAX])


def _provisions(edition: Edition, programme: str) -> dict[str, Any]:
    lines = [edition.line(name) for name in _payer_lines(edition, programme).values()]
    leaves = frozenset[str]().union(*(edition.leaves(line.name) for line in lines))
    rests = [edition.line(name) for name in _rests_on(edition, {line.name for line in lines})]
    held = {line.confidence for line in rests}
    weakest = next(word for word in ("missing", "single-source", "confirmed") if word in held)
    cited = dict.fromkeys(provision for line in lines for provision in (line.law or line.source or "").split("; "))
    return {"law": "; ".join(cited), "confidence": weakest, "leaves": leaves}


def _rests_on(edition: Edition, names: set[str]) -> set[str]:
    """The lines named, and all earlier lines on which they rest."""
    asked = {asked for name in names for asked in edition.plan[name].asks if asked in edition.plan}
    return names if asked <= names else _rests_on(edition, names | asked)


def _assessed(edition: Edition, line: Mapping, row: dict, provisions: Mapping[str, dict], known: Mapping) -> dict:
    provision, decimals = provisions[row["programme"]], edition.sheet.decimals
    figures = {name: None if row[name] is None else plain(row[name], decimals) for name in (*PAYERS, "total")}
    return {
        "line": line.get("line", row["case"] + 1),
        "programme": row["programme"],
        **figures,
        "currency": edition.sheet.currency,
        "law": provision["law"],
        "confidence": provision["confidence"],
        "missing": [name for name in sorted(provision["leaves"]) if known.get(name, "") is None],
        "digest": edition.digest,
    }
