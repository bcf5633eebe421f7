"""The law on the command line: what it holds, what it asks, how it decides and assesses."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any

import click

from mis.dates import parse_day, parse_month
from mis.errors import Refusal, refuse
from mis.law.book import Book, Sheet, read_book, shipped_texts, values_on
from mis.law.contributions import assess_lines
from mis.law.decision import decide_claims
from mis.law.explain import explain
from mis.law.facts import Fact, catalogue
from mis.law.report import as_lines
from mis.money import parse_amount

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, amounts as text.")
FILE_BYTES_MAX = 256 * 1024 * 1024


def refusing(command: Callable) -> Callable:
    """A refusal is printed as JSON, and the command exits with 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refused:
            say(refused.as_json())
            raise SystemExit(1) from None

    return run


def say(value: Any) -> None:
    """Print a value as JSON; days and decimals as text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def shipped_book() -> Book:
    """The law book as shipped, of every country."""
    return read_book(shipped_texts())


def read_objects(path: Path) -> Any:
    """A JSON file with its numbers exact; NaN and what is not JSON are refused."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise refuse("file", f"{path.name} is larger than {FILE_BYTES_MAX // 1024**2} MB", "too-large")
        text = path.read_text(encoding="utf-8")
        return json.loads(text, parse_float=_exact, parse_int=_exact, parse_constant=_refuse_constant)
    except OSError as error:
        raise refuse("file", f"{path.name} cannot be read: {error.strerror}", "unreadable") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise refuse("file", f"{path.name} is not JSON: {error}", "not-json") from None


def _exact(text: str) -> Decimal:
    if len(text) > 40:
        raise refuse("file", f"“{text[:40]}…” has too many digits", "too-large")
    return Decimal(text)


def _refuse_constant(text: str) -> None:
    raise refuse("file", f"{text} is not a number", "not-a-number")


@click.group()
def law() -> None:
    """The law book: benefits, contributions, and how they are decided."""


@law.command("list")
@as_json
@refusing
def list_(as_json: bool) -> None:
    """List the benefits and schemes that the law book holds."""
    sheets = [_summary(sheet) for sheet in shipped_book().sheets.values()]
    if as_json:
        return say(sheets)
    for sheet in sheets:
        click.echo(f"{sheet['code']:28} {sheet['kind']:14} {sheet['country']}  {sheet['name']['en']}")


def _summary(sheet: Sheet) -> dict:
    names = ("code", "kind", "country", "branch", "status", "subject", "scheme", "currency", "name", "law")
    return {name: getattr(sheet, name) for name in names} | {"programmes": list(sheet.programmes)}


@law.command()
@click.argument("code")
@click.option("--on", "on", required=True, help="The day, as 2024-05-02.")
@as_json
@refusing
def show(code: str, on: str, as_json: bool) -> None:
    """Show the values in force on a day, each with its citation and confidence."""
    sheet, day = shipped_book().sheet(code), parse_day(on, "on")
    edition = sheet.edition_on(day)
    values = [asdict(value) for value in values_on(sheet, day)]
    shown = {"code": code, "on": on, "in_force": edition is not None, "digest": edition and edition.digest, "values": values}
    if as_json:
        return say(shown)
    for value in values:
        click.echo(f"{value['name']}: {value['value']}  [{value['law'] or value['source']}] ({value['confidence']})")


@law.command()
@click.argument("code", required=False)
@as_json
@refusing
def facts(code: str | None, as_json: bool) -> None:
    """List the facts that a benefit or scheme asks, or all that the law may ask."""
    asked = shipped_book().sheet(code).facts if code else tuple(catalogue().values())
    if as_json:
        return say([_described(fact) for fact in asked])
    for fact in asked:
        click.echo(f"{fact.name} ({fact.type}): {fact.question['en']}")


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
@refusing
def decide(benefit: str, on: str, path: Path, language: str, as_json: bool) -> None:
    """Decide claims received on a day by the law in force."""
    book = shipped_book()
    results = decide_claims(book, benefit, parse_day(on, "on"), read_objects(path))
    if as_json:
        return say(results)
    for result in results:
        click.echo("\n".join(as_lines(explain(book, result, language))))


@law.command()
@click.argument("scheme")
@click.option("--month", required=True, help="The contribution month, as 2024-05.")
@click.option("--lines", "path", required=True, type=click.Path(path_type=Path), help="A JSON list of wage lines.")
@as_json
@refusing
def assess(scheme: str, month: str, path: Path, as_json: bool) -> None:
    """Assess a month's wage lines, per programme and payer."""
    rows = assess_lines(shipped_book(), scheme, parse_month(month, "month"), read_objects(path))
    if as_json:
        return say(rows)
    for row in rows:
        click.echo(f"{row['line']} {row['programme']}: {row['total']} {row['currency']}  [{row['law']}]")


@law.command()
@click.argument("scheme")
@click.option("--amount", required=True)
@click.option("--due", required=True)
@click.option("--paid", required=True)
@as_json
@refusing
def interest(scheme: str, amount: str, due: str, paid: str, as_json: bool) -> None:
    """Interest on contributions paid late."""
    sheet = shipped_book().sheet(scheme)
    parse_amount(amount, sheet.decimals, "amount")
    first, last = parse_day(due, "due"), parse_day(paid, "paid")
    raise no_rate(sheet, first, last)


def no_rate(sheet: Sheet, due: date, paid: date) -> Refusal:
    """The refusal while the law book holds no rate of interest for a scheme."""
    span = f"between {due.isoformat()} and {paid.isoformat()}"
    return refuse("scheme", f"The law book holds no rate of interest for {sheet.code} {span}: none has been read", "no-rate")
