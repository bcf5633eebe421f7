"""The command `mis reconcile`: takes in what a bank or operator answered."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from mis.cli import as_officer, say
from mis.staff.rules import ActingOfficer
from payments.answers.actions import take_in
from payments.answers.schemas import answer_json


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_officer("answers.import")
def reconcile(session: Session, by: ActingOfficer, file: Path, as_json: bool) -> None:
    """Take in FILE, a bank's answer; its format is known by its content."""
    answer = answer_json(session, take_in(session, file.name, file.read_bytes(), by))
    words = "{read} lines read: {accepted} accepted, {rejected} rejected, {returned} returned, {repeated} repeated"
    unmatched = [f"Not matched: {each['reference']}: {each['reason']}" for each in answer["unmatched"]]
    say(answer, as_json, lambda: "\n".join([words.format(**answer), *unmatched]))
