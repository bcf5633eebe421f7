"""The commands `mis law draft`: a draft from a file to law, by the same acts as the pages, and `mis law confirm`."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from mis.amendments.schemas import draft_json
from mis.cli import RefusingGroup, as_officer, say
from mis.errors import missing, refuse
from mis.staff.queries import installation
from mis.staff.rules import ActingOfficer
from mis.statutes import actions, queries
from mis.statutes.models import LawDraft
from mis.statutes.writing import TEXT_MAX

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("draft", cls=RefusingGroup)
def draft() -> None:
    """Drafts of law: take in a file, list, show, submit, approve."""


def _tell(row: LawDraft, as_json: bool) -> None:
    say(draft_json(row), as_json, lambda: f"{row.reference}  {row.code}  {row.state}  {row.digest[:16]}  {row.note}")


@draft.command("import")
@click.argument("file", type=EXISTING)
@click.option("--note", default="", help="What it changes, and by which provision; else the file's name.")
@as_officer("law.draft")
def import_(session: Session, by: ActingOfficer, file: Path, note: str, as_json: bool) -> None:
    """Draft the sheet of law in FILE, kept byte for byte."""
    content = file.read_bytes()[: TEXT_MAX + 1]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise refuse("file", "File: it is not written in UTF-8", "not-utf-8") from None
    _tell(actions.make_draft(session, text, note or file.name, by), as_json)


@draft.command("shipped")
@click.argument("code")
@as_officer("law.draft")
def shipped(session: Session, by: ActingOfficer, code: str, as_json: bool) -> None:
    """Draft the text of CODE that came with this release, where the office's own differs."""
    sheet = queries.shipped(installation(session).country).sheets.get(code)
    if sheet is None:
        raise missing("This release has no law “%(code)s” for this country", code=code)
    _tell(actions.make_draft(session, sheet.text, f"The text that came with the release: {code}", by), as_json)


@draft.command("list")
@as_officer("law.read")
def list_(session: Session, _by: ActingOfficer, as_json: bool) -> None:
    """List drafts of law, newest first."""
    rows = queries.drafts(session)
    lines = (f"{row.reference}  {row.code}  {row.state}  {row.note}" for row in rows)
    say([draft_json(row) for row in rows], as_json, lambda: "\n".join(lines) or "No drafts")


@draft.command()
@click.argument("reference")
@as_officer("law.read")
def show(session: Session, _by: ActingOfficer, reference: str, as_json: bool) -> None:
    """Show draft REFERENCE with what its trial showed; in words, its text as it stands."""
    row = queries.draft_by_reference(session, reference)
    say(draft_json(row) | {"text": row.text}, as_json, lambda: row.text)


@draft.command()
@click.argument("reference")
@as_officer("law.draft")
def submit(session: Session, by: ActingOfficer, reference: str, as_json: bool) -> None:
    """Hand draft REFERENCE, tried as it stands, to a second officer."""
    _tell(actions.submit_draft(session, reference, by), as_json)


@draft.command()
@click.argument("reference")
@click.option("--draft", "text_digest", required=True, help="The SHA-256 of the text that you saw.")
@click.option("--trial", required=True, help="The SHA-256 of the trial that you saw.")
@as_officer("law.approve")
def approve(session: Session, by: ActingOfficer, reference: str, text_digest: str, trial: str, as_json: bool) -> None:
    """Put draft REFERENCE in force, as a second officer."""
    actions.approve_draft(session, reference, (text_digest, trial), by)
    _tell(queries.draft_by_reference(session, reference), as_json)


@click.command()
@click.argument("code")
@click.argument("line")
@click.option("--since", default="", metavar="YYYY-MM-DD", help="The day on which the line begins, where it says one.")
@click.option("--note", required=True, help="Where you read it.")
@as_officer("law.confirm")
def confirm(session: Session, by: ActingOfficer, code: str, line: str, since: str, note: str, as_json: bool) -> None:
    """Confirm LINE of CODE, which rests on a single source, as its second reader."""
    row = actions.confirm(session, code, line, since, note, by)
    say({"code": code, "line": line, "digest": row.line_digest}, as_json, lambda: f"Confirmed: {code}, {line}")
