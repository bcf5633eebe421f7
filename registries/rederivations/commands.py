"""`mis law rederive`: every award of a scheme decided again by the law and facts of a date."""

from dataclasses import asdict

import click
from sqlalchemy.orm import Session

from mis.cli import DISCREPANCIES, as_officer, say
from mis.dates import parse_day
from mis.staff.rules import ActingOfficer
from registries.rederivations.queries import Rederived
from registries.rederivations.queries import rederive as decide_again


@click.command()
@click.argument("scheme")
@click.option("--as-of", "as_of", required=True, metavar="DATE", help="The day, as 2024-05-31.")
@as_officer("reports.read")
def rederive(session: Session, by: ActingOfficer, scheme: str, as_of: str, as_json: bool) -> int:
    """Decide every award of a scheme again by the law and facts of a date; exit 3 when a difference is not explained."""
    found = decide_again(session, scheme, parse_day(as_of, "as-of"), by.offices)
    say(_told(found), as_json, lambda: "\n".join(_lines(found)))
    return DISCREPANCIES if found.unexplained else 0


def _told(found: Rederived) -> dict:
    """The answer as programs read it, amounts as text."""
    rows = [asdict(each) for each in found.differences]
    amounts = ("decided", "pays", "gives")
    told = [row | {name: None if row[name] is None else f"{row[name]:f}" for name in amounts} for row in rows]
    return {
        "scheme": found.scheme, "as_of": found.on.isoformat(), "examined": found.examined, "unexplained": found.unexplained,
        "differences": told,
    }  # fmt: skip


def _lines(found: Rederived) -> list[str]:
    rows = [
        f"{each.award} {each.person}: decided {each.decided}, pays {each.pays}, the law gives {each.gives}: {each.change}"
        f" ({each.why})"
        for each in found.differences
    ]
    return [*rows, f"{found.examined} awards decided again, {len(rows)} differ, {found.unexplained} not explained"]
