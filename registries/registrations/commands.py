"""Persons on the command line: `mis person`."""

from typing import Any

import click
from sqlalchemy.orm import Session

from mis.cli import as_officer, say
from mis.dates import parse_day
from mis.staff.queries import installation
from mis.staff.rules import ActingOfficer
from registries.persons.actions import Identifier
from registries.persons.models import Person
from registries.persons.queries import matching, person_by_reference
from registries.persons.rules import LANGUAGES, PRECISIONS, SEXES, as_known
from registries.registrations.actions import Answer, Details, register

FOUND_MAX = 50


@click.group()
def person() -> None:
    """People: register one, show one, find some."""


@person.command("register")
@click.option("--name", required=True)
@click.option("--sex", required=True, type=click.Choice(SEXES))
@click.option("--born", required=True, metavar="DATE")
@click.option("--precision", type=click.Choice(PRECISIONS), default="day", help="How well the birth is known.")
@click.option("--area", required=True, help="The code of the place where the person lives.")
@click.option("--address", default="")
@click.option("--phone", default="")
@click.option("--language", type=click.Choice(LANGUAGES), default="en")
@click.option("--paper", nargs=2, multiple=True, metavar="KIND NUMBER", help="A paper that was seen, as often as needed.")
@click.option("--finding", type=click.Choice(["another", "unclear"]), default=None, help="Of those who resemble the person.")
@click.option("--reason", default="", help="Why, when there is a finding.")
@as_officer("persons.register")
def register_person(session: Session, by: ActingOfficer, as_json: bool, **given: Any) -> None:
    """Register a person."""
    numbers = tuple(Identifier(kind, number) for kind, number in given["paper"])
    details = Details(
        given["name"], given["sex"], parse_day(given["born"], "birth_date"), given["precision"], given["area"], given["address"],
        given["language"], given["phone"], numbers,
    )  # fmt: skip
    row, pairs = register(session, details, Answer(given["finding"] or "", given["reason"]), by)
    say(_written(row) | {"possible_duplicates": pairs}, as_json, lambda: f"{row.name} is registered as {row.reference}")


@person.command("show")
@click.argument("reference")
@as_officer("persons.read")
def show(session: Session, by: ActingOfficer, reference: str, as_json: bool) -> None:
    """Show a person."""
    row = person_by_reference(session, by, reference)
    say(_written(row), as_json, lambda: _line(row))


@person.command("find")
@click.argument("text")
@as_officer("persons.read")
def find(session: Session, by: ActingOfficer, text: str, as_json: bool) -> None:
    """Find people by TEXT: a name in any order, a number, a reference."""
    question = matching(by, text, installation(session).country).order_by(Person.name_key, Person.id).limit(FOUND_MAX)
    rows = session.scalars(question).all()
    say([_written(row) for row in rows], as_json, lambda: "\n".join(map(_line, rows)) or "Nobody found")


def _line(row: Person) -> str:
    born = as_known(row.birth_date, row.birth_precision)
    return f"{row.reference}  {row.name}, born {born}"


def _written(row: Person) -> dict[str, Any]:
    return {
        "person": row.reference, "name": row.name, "sex": row.sex, "birth_date": row.birth_date.isoformat(),
        "birth_precision": row.birth_precision, "died_on": row.died_on.isoformat() if row.died_on else None,
    }  # fmt: skip
