"""Letters on the command line: `mis letter list --about REFERENCE`, `mis letter NUMBER --out FILE.pdf`."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from mis.cli import as_officer, say
from mis.errors import refuse
from mis.letters.actions import print_letter
from mis.letters.queries import letter_by_number, letters_about, prints_count
from mis.staff.rules import ActingOfficer


class NumberOrCommand(click.Group):
    """A group in which a letter's number stands for printing that letter."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The named command, or else printing the letter of that number."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["print", *args])


@click.group(cls=NumberOrCommand)
def letter() -> None:
    """Letters: list them, print one by its number."""


@letter.command("list")
@click.option("--about", required=True, metavar="REFERENCE", help="A claim, an award or a person.")
@as_officer("letters.print")
def list_about(session: Session, by: ActingOfficer, as_json: bool, about: str) -> None:
    """List the letters about a record or to a person, newest first."""
    rows = [
        {
            "number": row.number, "kind": row.kind, "language": row.language, "about": row.about, "recipient": row.recipient,
            "subject": row.content["subject"], "day": row.content["day"], "prints": prints_count(session, row.id),
        }
        for row in letters_about(session, by, about.strip().upper())
    ]  # fmt: skip
    say(rows, as_json, lambda: "\n".join(f"{row['number']}  {row['day']}  {row['subject']}" for row in rows))


@letter.command("print", hidden=True)
@click.argument("number")
@click.option("--out", "path", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF file to write.")
@as_officer("letters.print")
def print_one(session: Session, by: ActingOfficer, as_json: bool, number: str, path: Path) -> None:
    """Print a letter into a file; every print after the first is marked as a copy."""
    content = print_letter(session, number, by)
    row = letter_by_number(session, by, number)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise refuse("out", "%(file)s cannot be written: %(why)s", "unwritable", file=str(path), why=error.strerror) from None
    answer = {"number": row.number, "path": str(path), "copy": prints_count(session, row.id) - 1}
    say(answer, as_json, lambda: f"Letter {row.number} is in {path}")
