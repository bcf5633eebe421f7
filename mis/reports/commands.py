"""Reports on the command line: the list of them, and each written to a file."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from mis.app import create_app
from mis.cli import Console, permissions_here, say, sign_in_here
from mis.db import Database
from mis.errors import refuse
from mis.language import in_language
from mis.reporting import FORMATS, Report, Result
from mis.reports import actions, queries
from mis.settings import Settings
from mis.staff.models import Officer


@click.command()
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the reports there are, with their filters.")
@click.option("--format", "extension", type=click.Choice(tuple(FORMATS)), default="csv", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write.")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="What to choose, as month=2024-05.")
@click.option("--as", "username", metavar="USERNAME", help="The officer who acts.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def report(console: Console, name: str | None, listed: bool, username: str | None, as_json: bool, **wanted: Any) -> None:
    """Write a report to a file, or list the reports."""
    if listed:
        known = queries.all_reports(console.parts)
        lines = (f"{each.name:28} {each.title}" for each in known)
        say([described(each) for each in known], as_json, lambda: "\n".join(lines))
        return
    if name is None or username is None or wanted["out"] is None:
        raise click.UsageError("Give NAME, --out and --as, or --list")
    chosen = dict(_pair(text) for text in wanted["filters"])
    result, content = _answered(console, username, name, chosen, wanted["extension"])
    written = _write(wanted["out"], content)
    told = {
        "report": name, "format": wanted["extension"], "path": str(wanted["out"]), "rows": len(result.rows), "sha256": written,
        "on": result.asked.day, "filters": dict(result.asked.filters),
    }  # fmt: skip
    say(told, as_json, lambda: f"{wanted['out']}: {len(result.rows)} rows, SHA-256 {written}")


def described(report: Report) -> dict[str, Any]:
    """A report as programs read it."""
    return {
        "name": report.name,
        "title": str(report.title),
        "question": str(report.question),
        "permission": report.permission,
        "formats": list(FORMATS),
        "filters": [{"name": each.name, "kind": each.kind, "required": each.required} for each in report.filters],
        "columns": [{"name": each.name, "kind": each.kind} for each in report.columns],
    }


def _answered(console: Console, username: str, name: str, chosen: dict[str, str], extension: str) -> tuple[Result, bytes]:
    """The report's answer and its file, taken in the officer's name and language."""
    with console.database() as (settings, database):
        officer = sign_in_here(settings, database, username)
        with database.unit_of_work() as session, _speaking(console, settings, database, officer.language):
            by = permissions_here(console, session, session.get_one(Officer, officer.id))
            wanted = queries.report_named(console.parts, by, name)
            with database.snapshot() as read:
                result = queries.answer(read, by, wanted, chosen, by.language)
            return result, actions.take(session, by, result, extension)


@contextmanager
def _speaking(console: Console, settings: Settings, database: Database, language: str) -> Iterator[None]:
    """The officer's language, so that the file is the one that her page gives."""
    with create_app(settings, console.parts, database).app_context(), in_language(language):
        yield


def _pair(text: str) -> tuple[str, str]:
    """One filter as name and value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise refuse("filter", "Filter: “%(found)s” is not written as month=2024-05", "not-a-filter", found=text[:40])
    return name.strip(), value


def _write(path: Path, content: bytes) -> str:
    """Write the file; gives its SHA-256. Refused where it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        words = "File: “%(path)s” cannot be written (%(why)s)"
        raise refuse("out", words, "unwritable", path=str(path), why=error.strerror) from None
    return hashlib.sha256(content).hexdigest()
