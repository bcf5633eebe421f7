"""Households on the command line: `mis household`."""

import click
from sqlalchemy.orm import Session

from mis.cli import as_officer, say
from mis.dates import parse_day
from mis.staff.rules import ActingOfficer
from registries.households.actions import Belonging, NewHousehold
from registries.households.actions import register as register_household
from registries.households.rules import ROLES


@click.group()
def household() -> None:
    """Households: register one."""


@household.command("register")
@click.option("--book", required=True, help="The number of the household book.")
@click.option("--area", required=True, help="The code of its place.")
@click.option("--since", required=True, metavar="DATE", help="The day on which it was entered in the book.")
@click.option("--member", "belonging", nargs=2, multiple=True, required=True, metavar="PERSON ROLE", help=", ".join(ROLES))
@as_officer("households.register")
def register(
    session: Session, by: ActingOfficer, book: str, area: str, since: str, belonging: tuple[tuple[str, str], ...], as_json: bool
) -> None:
    """Enter a household with its members, one of them its head."""
    members = tuple(Belonging(person, role) for person, role in belonging)
    row = register_household(session, NewHousehold(book, area, parse_day(since, "registered_on"), members), by)
    told = {"household": row.reference, "book_number": row.book_number}
    say(told, as_json, lambda: f"The household of book {row.book_number} is registered as {row.reference}")
