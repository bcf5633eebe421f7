"""Officers on the command line: `mis staff`."""

import os

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.cli import Console, as_officer, permissions_here, say, sign_in_here
from mis.errors import refuse
from mis.staff import actions
from mis.staff.models import Office, Officer
from mis.staff.queries import officer_by_username, officers
from mis.staff.rules import ROLES, SYSTEM_ADMINISTRATOR, ActingOfficer, demand


@click.group()
def staff() -> None:
    """Officers: add, list, change role, disable."""


def _secret() -> str:
    """The password to give, from MIS_NEW_PASSWORD or the terminal; never on the command line."""
    return os.environ.get("MIS_NEW_PASSWORD") or click.prompt("New password", hide_input=True, confirmation_prompt=True)


@staff.command("add")
@click.argument("username")
@click.option("--name", required=True, help="Her full name.")
@click.option("--role", type=click.Choice(ROLES), default=SYSTEM_ADMINISTRATOR, show_default=True)
@click.option("--office", help="The code of her office; the first one when not given.")
@click.option("--language", type=click.Choice(["en", "pt", "tet"]), default="en")
@click.option("--first", is_flag=True, help="The first officer of an empty office; acts as nobody.")
@click.option("--as", "acting_as", metavar="USERNAME", help="The officer who acts.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def add(
    console: Console, username: str, name: str, role: str, office: str | None, language: str, first: bool,
    acting_as: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Add an officer; the first one of an office with --first, every other one with --as."""
    if first == bool(acting_as):
        raise refuse(None, "Say either --first or --as USERNAME", "who-acts")
    password = _secret()
    with console.database() as (settings, database):
        signed = sign_in_here(settings, database, acting_as) if acting_as else None
        with database.unit_of_work() as session:
            by = permissions_here(console, session, session.get_one(Officer, signed.id)) if signed else None
            if by:
                demand(by, "staff.change")
            code = office or session.scalar(select(Office.code).order_by(Office.id).limit(1)) or ""
            new = actions.NewOfficer(username, name, role, code, password, language)
            added = actions.add_officer(session, new, by, settings.secret_keys)
            answer = {"username": added.officer.username, "reference": added.officer.reference, "totp_secret": added.totp_seed}
    key = f"; the key of her codes is {added.totp_seed}" if added.totp_seed else ""
    say(answer, as_json, lambda: f"{answer['username']} can sign in{key}")


@staff.command("list")
@as_officer("staff.read")
def list_all(session: Session, by: ActingOfficer, as_json: bool) -> None:
    """Everybody who works here."""
    rows = [
        {"username": row.username, "name": row.name, "role": row.role, "office": office.name, "state": row.state}
        for row, office in officers(session, by)
    ]
    say(rows, as_json, lambda: "\n".join(f"{row['username']:20} {row['role']:22} {row['office']}" for row in rows))


def _reference(session: Session, username: str) -> str:
    row = officer_by_username(session, username)
    if row is None:
        raise refuse("username", "There is no officer “%(username)s”", "unknown", username=username)
    return row.reference


@staff.command("role")
@click.argument("target")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--reason", required=True)
@as_officer("staff.change")
def change_role(session: Session, by: ActingOfficer, as_json: bool, target: str, role: str, reason: str) -> None:
    """Give an officer another role."""
    keys = session.info["settings"].secret_keys
    added = actions.change_role(session, _reference(session, target), role, reason, by, keys)
    say({"role": added.officer.role, "totp_secret": added.totp_seed}, as_json, lambda: f"now {added.officer.role}")


@staff.command("disable")
@click.argument("target")
@click.option("--reason", required=True)
@as_officer("staff.change")
def disable(session: Session, by: ActingOfficer, as_json: bool, target: str, reason: str) -> None:
    """Disable an officer; her sessions end at once."""
    row = actions.set_state(session, _reference(session, target), "disabled", reason, by)
    say({"state": row.state}, as_json, lambda: "disabled")
