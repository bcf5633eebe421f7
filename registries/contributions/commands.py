"""Schedules on the command line: `mis schedule` and `mis import schedule`."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from mis.cli import REFUSED, as_officer, say
from mis.dates import month_text, parse_month
from mis.errors import refuse
from mis.staff.rules import ActingOfficer
from registries.contributions import actions, queries
from registries.contributions.formats import BYTES_MAX, HEADER
from registries.contributions.models import Schedule
from registries.contributions.rules import ERROR, in_words

LATER_KINDS = ("persons", "households", "employers", "spells", "contributions", "awards", "births", "deaths")


@click.group()
def schedule() -> None:
    """A month's schedule of contributions: file it, post it."""


@schedule.command("file")
@click.argument("employer")
@click.argument("month")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scheme", help="The code of the scheme, when there are several.")
@click.option("--encoding", help="UTF-8 or Windows-1252, when it is not plain from the file.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write the file with its errors here.")
@as_officer("contributions.file")
def file_schedule(
    session: Session, by: ActingOfficer, employer: str, month: str, file: Path, scheme: str | None, encoding: str | None,
    errors: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """File a month's schedule of an employer from a CSV or XLSX; exits 1 when lines must be corrected before it is posted."""
    row = _file(session, by, employer, parse_month(month, "month"), file, scheme, encoding)
    if errors:
        marked = queries.schedule_by_reference(session, by, row.reference, content=True)[0]
        errors.write_bytes(queries.file_with_errors(session, marked, str))
    say(_written(session, row), as_json, lambda: f"{row.reference}: {row.lines_count} lines, {row.errors_count} to correct")
    return REFUSED if row.errors_count else 0


def _file(
    session: Session, by: ActingOfficer, employer: str, month: Any, file: Path, scheme: str | None, encoding: str | None
) -> Schedule:
    if file.stat().st_size > BYTES_MAX:
        raise refuse("file", "File: at most %(most)d MB", "file-too-large", most=BYTES_MAX // 2**20)
    filing = actions.Filing(employer, month, file.read_bytes(), file.name, scheme, encoding)
    return actions.file_schedule(session, filing, by)


@schedule.command("post")
@click.argument("reference")
@click.option("--sha256", "digest", help="The digest of the file as you saw it.")
@as_officer("contributions.post")
def post(session: Session, by: ActingOfficer, reference: str, digest: str | None, as_json: bool) -> None:
    """Post a schedule to every person's account; by another officer than the one who filed it."""
    row = actions.post_schedule(session, reference, digest, by)
    say(_written(session, row), as_json, lambda: f"{row.reference} is posted: {row.currency} {row.posted_due}")


@schedule.command("show")
@click.argument("reference")
@as_officer("contributions.read")
def show(session: Session, by: ActingOfficer, reference: str, as_json: bool) -> None:
    """Show a schedule."""
    row, _employer = queries.schedule_by_reference(session, by, reference)
    say(_written(session, row), as_json, lambda: f"{row.reference}: {row.state}, {row.lines_count} lines")


def print_template(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Print the header of a schedule and leave."""
    if wanted:
        click.echo(",".join(HEADER))
        context.exit()


class Kinds(click.Group):
    """The kinds of files that can be brought in; of those that cannot yet, it says so."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a kind; wrong usage for a kind that comes in a later release."""
        if name in LATER_KINDS:
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(
                f"This release does not bring in {name} from a file yet: that comes later. It brings in: {known}"
            )
        return super().get_command(ctx, name)


@click.group("import", cls=Kinds)
def imports() -> None:
    """Bring in a file; each KIND has --template, which prints its header."""


@imports.command("schedule")
@click.option("--template", is_flag=True, is_eager=True, expose_value=False, callback=print_template, help="Print the header.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--employer", required=True, help="The reference of the employer.")
@click.option("--month", required=True, help="The month, as 2024-05.")
@as_officer("contributions.file")
def import_schedule(session: Session, by: ActingOfficer, file: Path, employer: str, month: str, as_json: bool) -> None:
    """Bring in a month's schedule; it waits, staged, for a second officer to post it."""
    row = _file(session, by, employer, parse_month(month, "month"), file, None, None)
    said = _written(session, row)
    answer = {"import": row.reference, "state": "staged", "rows": row.lines_count, "accepted": row.lines_count - row.errors_count}
    answer |= {"errors": said["errors"], "duplicates": [each["row"] for each in said["errors"] if each["code"] == "twice"]}
    say(answer, as_json, lambda: f"{row.reference}: {row.lines_count} rows, {row.errors_count} to correct")


def _written(session: Session, row: Schedule) -> dict[str, Any]:
    lines = queries.noted_lines(session, row.id)
    noted = [
        (each["weight"], {"row": line.line, "column": each["column"], "code": each["code"], "message": in_words(each)})
        for line in lines
        for each in line.problems
    ]
    return {
        "schedule": row.reference, "month": month_text(row.month), "state": row.state, "filing": row.filing,
        "lines": row.lines_count, "wages_total": str(row.wages_total), "due": str(row.due), "currency": row.currency,
        "sha256": row.file_digest, "errors": [said for weight, said in noted if weight == ERROR],
        "look": [said for weight, said in noted if weight != ERROR],
    }  # fmt: skip
