"""Employers on the command line: `mis employer`."""

from typing import Any

import click
from sqlalchemy.orm import Session

from mis.cli import as_officer, say
from mis.dates import parse_day
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from registries.employers import actions, queries
from registries.employers.models import Employer
from registries.employers.rules import SECTORS, NewEmployer, NewSpell


@click.group()
def employer() -> None:
    """Employers: register one, show one, say who works there and who left."""


@employer.command("register")
@click.option("--number", required=True, help="The number on its certificate.")
@click.option("--name", required=True)
@click.option("--sector", required=True, type=click.Choice(SECTORS))
@click.option("--area", required=True, help="The code of its place.")
@click.option("--started-on", required=True, metavar="DATE", help="The day from which it employs people.")
@as_officer("employers.register")
def register(
    session: Session, by: ActingOfficer, number: str, name: str, sector: str, area: str, started_on: str, as_json: bool
) -> None:
    """Register an employer."""
    row = actions.register(session, NewEmployer(number, name, sector, area, parse_day(started_on, "started_on")), by)
    say(_written(row, 0), as_json, lambda: f"{row.name} is registered as {row.reference}")


@employer.command("show")
@click.argument("reference")
@as_officer("employers.read")
def show(session: Session, by: ActingOfficer, reference: str, as_json: bool) -> None:
    """Show an employer."""
    row = queries.employer_by_reference(session, by, reference)
    workers = queries.workers_now(session, [row.id], office_today(session)).get(row.id, 0)
    say(_written(row, workers), as_json, lambda: f"{row.reference}  {row.name}, number {row.number}, {workers} at work")


@employer.command("begin")
@click.argument("reference")
@click.argument("person")
@click.argument("day")
@as_officer("employers.register")
def begin(session: Session, by: ActingOfficer, reference: str, person: str, day: str, as_json: bool) -> None:
    """PERSON works for the employer since DAY."""
    actions.begin_work(session, reference, [NewSpell(person, parse_day(day, "day"))], by)
    say({"employer": reference, "person": person, "started_on": day}, as_json, lambda: "Written down")


@employer.command("end")
@click.argument("reference")
@click.argument("person")
@click.argument("day")
@click.option("--reason", required=True, help="How the office knows.")
@as_officer("employers.register")
def end(session: Session, by: ActingOfficer, reference: str, person: str, day: str, reason: str, as_json: bool) -> None:
    """DAY was PERSON's last day of work for the employer."""
    actions.end_work(session, reference, person, parse_day(day, "ended_on"), reason, by)
    say({"employer": reference, "person": person, "ended_on": day}, as_json, lambda: "Written down")


def _written(row: Employer, workers: int) -> dict[str, Any]:
    return {
        "employer": row.reference, "number": row.number, "name": row.name, "sector": row.sector,
        "started_on": row.started_on.isoformat(), "workers": workers,
    }  # fmt: skip
