"""The law on the command line: what it holds, what it asks, how it decides and assesses."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import click

from mis.cli import RefusingGroup, say
from mis.dates import parse_day, parse_month
from mis.errors import refuse
from mis.law.book import Book, Sheet, read_book, shipped_texts, values_on
from mis.law.contributions import assess_lines
from mis.law.decision import decide_claims
from mis.law.explain import explain
from mis.law.facts import Fact, catalogue
from mis.law.interest import late_charges
from mis.law.languages import LANGUAGES
from mis.law.report import as_lines

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, amounts as text.")
FILE_BYTES_MAX = 256 * 1024 * 1024


@cache
def shipped_book() -> Book:
    """The law book as shipped, of every country."""
    return read_book(shipped_texts())


def read_objects(path: Path) -> Any:
    """A JSON file with its numbers exact; NaN and what is not JSON are refused."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise refuse("file", f"{path.name} is larger than {FILE_BYTES_MAX // 1024**2} MB", "too-large")
        text = path.read_text(encoding="utf-8-sig")
        value = json.loads(text, parse_float=_exact, parse_int=_whole, parse_constant=_refuse_constant, object_pairs_hook=_once)
        if "\\u" in text:  # half of a surrogate pair is no character: it could not be printed again
            json.dumps(value, ensure_ascii=False, default=str).encode()
        return value
    except OSError as error:
        raise refuse("file", f"{path.name} cannot be read: {error.strerror}", "unreadable") from None
    except (UnicodeError, json.JSONDecodeError, RecursionError) as error:
        raise refuse("file", f"{path.name} is not JSON: {error}", "not-json") from None


def _once(pairs: list[tuple[str, Any]]) -> dict:
    if len(dict(pairs)) < len(pairs):
        raise refuse("file", f"An object names the same fact twice: {', '.join(name for name, _ in pairs)}"[:200], "twice")
    return dict(pairs)


def _exact(text: str) -> Decimal:
    if len(text) > 40:
        raise refuse("file", f"“{text[:40]}…” has too many digits", "too-large")
    return Decimal(text)


def _whole(text: str) -> int:
    return int(_exact(text))


def _refuse_constant(text: str) -> None:
    raise refuse("file", f"{text} is not a number", "not-a-number")


@click.group(cls=RefusingGroup)
def law() -> None:
    """The law book: benefits, contributions, and how they are decided."""


@law.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List the benefits and schemes that the law book holds."""
    sheets = list(shipped_book().sheets.values())
    say([_summary(sheet) for sheet in sheets], as_json, lambda: "\n".join(map(_listed, sheets)))


def _listed(sheet: Sheet) -> str:
    """A sheet as a line of text, with what has not been read."""
    lacks = f" (not read: {'; '.join(sheet.missing)})" if sheet.missing else ""
    return f"{sheet.code:28} {sheet.kind:14} {sheet.country}  {sheet.branch:18} {sheet.status:11} {sheet.name['en']}{lacks}"


def _summary(sheet: Sheet) -> dict:
    names = ("code", "kind", "country", "branch", "status", "subject", "scheme", "currency", "name", "law")
    return {name: getattr(sheet, name) for name in names} | {"programmes": list(sheet.programmes), "missing": list(sheet.missing)}


@law.command()
@click.argument("code")
@click.option("--on", "on", required=True, help="The day, as 2024-05-02.")
@as_json
def show(code: str, on: str, as_json: bool) -> None:
    """Show the values in force on a day, each with its citation and confidence."""
    sheet, day = shipped_book().sheet(code), parse_day(on, "on")
    edition = sheet.edition_on(day)
    values = values_on(sheet, day)
    held = edition is not None
    state = f"{code}: {sheet.status}" + ("" if held else f", and nothing of it is held on {on}: it begins on {sheet.begins}")
    lines = [f"{value.name}: {value.value}  [{value.law or value.source}] ({value.confidence})" for value in values]
    lines = [state, *(f"not read: {each}" for each in sheet.missing), *lines]
    shown = {"code": code, "on": on, "status": sheet.status, "missing": list(sheet.missing), "in_force": held}
    shown["digest"] = edition.digest if edition else None
    say({**shown, "values": [asdict(value) for value in values]}, as_json, lambda: "\n".join(lines))


@law.command()
@click.argument("code", required=False)
@as_json
def facts(code: str | None, as_json: bool) -> None:
    """List the facts that a benefit or scheme asks, or all that the law may ask."""
    asked = shipped_book().sheet(code).facts if code else tuple(catalogue().values())
    lines = (f"{fact.name} ({fact.type}): {fact.question['en']}" for fact in asked)
    say([_described(fact) for fact in asked], as_json, lambda: "\n".join(lines))


def _described(fact: Fact) -> dict:
    names = ("name", "type", "unit", "label", "question", "example", "source", "default")
    described = {name: getattr(fact, name) for name in names} | {"choices": list(fact.choices)}
    return described | {"fields": [_described(field) for field in fact.fields]} if fact.fields else described


@law.command()
@click.argument("benefit")
@click.option("--on", "on", required=True, help="The day the claims were received.")
@click.option("--facts", "path", required=True, type=click.Path(path_type=Path), help="A JSON list of claims.")
@click.option("--language", default="en", help="The language of the explanation.")
@as_json
def decide(benefit: str, on: str, path: Path, language: str, as_json: bool) -> None:
    """Decide claims received on a day by the law in force."""
    book = shipped_book()
    if language not in LANGUAGES:
        offered = ", ".join(LANGUAGES)
        raise refuse("language", "Language: “%(found)s” is none of %(offered)s", "language", found=language[:20], offered=offered)
    results = decide_claims(book, benefit, parse_day(on, "on"), read_objects(path))
    say(results, as_json, lambda: "\n".join(line for result in results for line in _told(book, result, language)))


def _told(book: Book, result: dict, language: str) -> Iterator[str]:
    """A decided claim in words, under its own id where it has one."""
    if result["id"] is not None:
        yield f"{result['id']}:"
    yield from as_lines(explain(book, result, language))


@law.command()
@click.argument("scheme")
@click.option("--month", required=True, help="The contribution month, as 2024-05.")
@click.option("--lines", "path", required=True, type=click.Path(path_type=Path), help="A JSON list of wage lines.")
@as_json
def assess(scheme: str, month: str, path: Path, as_json: bool) -> None:
    """Assess a month's wage lines, per programme and payer."""
    rows = assess_lines(shipped_book(), scheme, parse_month(month, "month"), read_objects(path))
    lines = (f"{row['line']} {row['programme']}: {_total_of(row)}  [{row['law']}]" for row in rows)
    say(rows, as_json, lambda: "\n".join(lines))


def _total_of(row: dict) -> str:
    """What a line owes a programme, or what must be known first."""
    if row["total"] is None:
        return f"not known without {', '.join(row['missing'])}"
    return f"{row['total']} {row['currency']}"


@law.command()
@click.argument("scheme")
@click.option("--amount", required=True)
@click.option("--due", required=True, help="The day on which it was due.")
@click.option("--paid", required=True, help="The day on which it was paid.")
@click.option(
    "--basis", help="Count the time in another way than the law does, to compare: days, months and days, started months."
)
@as_json
def interest(scheme: str, amount: str, due: str, paid: str, basis: str | None, as_json: bool) -> None:
    """Interest, penalties and damages on contributions paid late."""
    borne = late_charges(shipped_book(), scheme, amount, parse_day(due, "due"), parse_day(paid, "paid"), basis)
    lines = (
        f"{name}: {step['amount']} = {step['rate']} a {step['per']} x {step['time']}, from {step['from']} to {step['to']}"
        f"  [{step['law']}]"
        for name, step in ((charge["name"], step) for charge in borne["charges"] for step in charge["steps"])
    )
    say(borne, as_json, lambda: "\n".join([*lines, f"total: {borne['total']} {borne['currency']}"]))
