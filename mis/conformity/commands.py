"""`mis law conformity`: the law of a country held against the international standards."""

from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import click

from mis.cli import say
from mis.dates import parse_day
from mis.errors import missing, refuse
from mis.law.book import Book, Sheet
from mis.law.conformity import conformity, summary
from mis.law.findings import Finding
from mis.law.held import ReferenceWage
from mis.money import parse_amount
from mis.statutes.commands import shipped_book

STANDARD = ("instrument", "article", "asked", "asked_number", "standard_confidence", "standard_source", "minimum")
LAW = ("law", "found", "found_number", "confidence")


@click.command("conformity")
@click.argument("code", required=False)
@click.option("--reference-wage", "wage", metavar="AMOUNT", help="The wage a month of articles 65(6) and 66(4).")
@click.option("--source", metavar="TEXT", help="Where the wage was read.")
@click.option("--on", "on", metavar="DATE", help="The day, today unless given.")
@click.option("--language", default="en", help="The language of the words.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, numbers as text.")
def conformity_of(code: str | None, wage: str | None, source: str | None, on: str | None, language: str, as_json: bool) -> None:
    """Hold a benefit, a scheme or a country's law (CODE, as ZZ) against the conventions; every law without CODE."""
    book, day = shipped_book(), parse_day(on, "on") if on else datetime.now(UTC).date()
    reference = _reference(wage, source)
    found = conformity(book, _chosen(book, code), day, reference, language)
    answer = {
        "on": day.isoformat(),
        "reference_wage": wage and wage.strip(),
        "source": source,
        "summary": summary(found),
        "points": [_point(finding) for finding in found],
    }
    say(answer, as_json, lambda: "\n".join([*map(_line, found), *_totals(found)]))


def _reference(wage: str | None, source: str | None) -> ReferenceWage | None:
    """The wage with its source; refused when one of them stands alone."""
    if wage is None and source is None:
        return None
    if wage is None or not (source or "").strip():
        raise refuse("source", "Reference wage: give the amount and where it was read (--source)", "no-source")
    amount: Decimal = parse_amount(wage, 2, "reference_wage")
    if not amount:
        raise refuse("reference_wage", "Reference wage: an amount above 0 is needed", "nothing")
    return ReferenceWage(amount, str(source))


def _chosen(book: Book, code: str | None) -> list[Sheet]:
    """The sheets of a country, of one benefit or scheme, or all."""
    sheets = list(book.sheets.values())
    if code is None:
        return sheets
    chosen = [sheet for sheet in sheets if code in (sheet.code, sheet.country)]
    if not chosen:
        raise missing("There is no benefit, scheme or country “%(code)s” in the law book", code=code[:40])
    return chosen


def _point(finding: Finding) -> dict[str, Any]:
    """A finding as programs read it: the standard and the law beside each other, each with number and citation."""
    told = asdict(finding)
    return {
        "benefit": finding.code or None,
        **{name: told[name] for name in ("country", "branch", "point", "verdict")},
        "standard": {name.removeprefix("standard_"): told[name] for name in STANDARD},
        "law": {name.replace("law", "citation"): told[name] for name in LAW},
    }


def _line(finding: Finding) -> str:
    """A finding as a line of text."""
    checked = "" if finding.standard_confidence == "confirmed" else f" ({finding.standard_source})"
    law = f"{finding.law} ({finding.confidence})" if finding.confidence else finding.law
    return (
        f"{finding.said}: {finding.code or finding.country} {finding.label}: {finding.asked} "
        f"[{finding.instrument} {finding.article}{checked}]; {finding.found}{f' [{law}]' if law else ''}"
    )


def _totals(found: list[Finding]) -> list[str]:
    """How many points of each instrument are met, not met and not determinable."""
    counts = summary(found).items()
    return [f"{name}: {', '.join(f'{count} {verdict}' for verdict, count in each.items())}" for name, each in counts]
