"""`mis law dry-run`: a draft of law tried on the registers here and now."""

import json

import click
from sqlalchemy.orm import Session

from mis.cli import Console, permissions_here, say, sign_in_here
from mis.errors import conflict
from mis.staff.models import Officer
from mis.statutes.queries import draft_by_reference
from registries.trials import actions
from registries.trials.jobs import work_here
from registries.trials.models import Trial


@click.command("dry-run")
@click.argument("draft")
@click.option("--as", "username", required=True, metavar="USERNAME", help="The officer who acts.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def dry_run(console: Console, draft: str, username: str, as_json: bool) -> None:
    """Try a draft of law on the registers: who gains, loses, starts and stops, and what it costs."""
    with console.database() as (settings, database):
        officer = sign_in_here(settings, database, username)
        with database.unit_of_work() as session:
            by = permissions_here(console, session, session.get_one(Officer, officer.id))
            trial_id = actions.start(session, draft, by).id
        work_here(database, trial_id)
        with database.session() as session:
            told = _told(session, draft, trial_id)
    say(told, as_json, lambda: json.dumps({name: value for name, value in told.items() if name != "groups"}, indent=1))


def _told(session: Session, reference: str, trial_id: int) -> dict:
    """What the trial showed, as kept with the draft."""
    trial, draft = session.get_one(Trial, trial_id), draft_by_reference(session, reference)
    if trial.state != "done":
        raise conflict("The trial ended without figures: %(why)s", "not-tried", why=trial.reason or trial.state)
    return {"draft": draft.reference, "sha256": draft.digest, "trial": draft.trial_digest, **(draft.figures or {})}
