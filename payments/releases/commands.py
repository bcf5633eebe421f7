"""The command `mis batch`: a run from its draft to its files, by the same acts as the pages."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.cli import Console, as_officer, say
from mis.dates import parse_day, parse_month
from mis.db import Database
from mis.errors import conflict
from mis.money import parse_amount
from mis.staff.models import Heartbeat
from mis.staff.rules import ActingOfficer
from payments.batches import actions, queries, rules
from payments.batches.actions import NewBatch
from payments.batches.models import PaymentBatch
from payments.batches.schemas import batch_json, file_json, left_out_json, progress_json
from payments.generation.jobs import work_here
from payments.releases import actions as releases

WORKER_SILENT_SECONDS = 15
LOOK_EVERY_SECONDS = 0.5


@click.group()
def batch() -> None:
    """Payment runs: draft, generate, submit, approve, release."""


@batch.command()
@click.argument("scheme")
@click.option("--period", required=True, metavar="YYYY-MM", help="Pay all that is due up to this month.")
@click.option("--kind", type=click.Choice(rules.KINDS), default="regular", help="A regular run, or one for what came later.")
@click.option("--pay-day", metavar="YYYY-MM-DD", help="The day on which banks should pay; else the day of the release.")
@as_officer("batches.prepare")
def draft(session: Session, by: ActingOfficer, scheme: str, period: str, kind: str, pay_day: str | None, as_json: bool) -> None:
    """Open a run of SCHEME."""
    new = NewBatch(scheme, parse_month(period, "period"), kind, parse_day(pay_day, "pay_day") if pay_day else None)
    _tell(session, actions.draft(session, new, by), as_json)


@batch.command()
@click.argument("reference")
@click.option("--here", is_flag=True, help="Work the slices in this process, whether workers run or not.")
@as_officer("batches.prepare")
def generate(session: Session, by: ActingOfficer, reference: str, here: bool, as_json: bool) -> None:
    """Work out who is paid what in run REFERENCE, and wait until it is done."""
    office = _office(session)
    with office.unit_of_work() as asking:
        asking.info.update(session.info)
        found = actions.generate(asking, reference, by)
    if here or not _workers_live(session):
        work_here(office, found.id)
    else:
        _wait(office, found.id)
    _tell(session, queries.batch_by_reference(session, by, reference), as_json)


def _office(session: Session) -> Database:
    """The database of this command, for units of work of their own."""
    return Database(session.get_bind().engine)


def _workers_live(session: Session) -> bool:
    """Whether a supervisor of workers looked round lately, by the database's own clock."""
    age = func.extract("epoch", func.clock_timestamp() - func.max(Heartbeat.at))
    seconds = session.scalar(select(age))
    return seconds is not None and seconds < WORKER_SILENT_SECONDS


def _wait(office: Database, batch_id: int) -> None:
    """Wait for the workers, drawing how far they are where somebody looks."""
    with click.progressbar(length=100, label="Generating", file=sys.stderr) as bar:
        while True:
            with office.session() as session:
                run, progress = session.get_one(PaymentBatch, batch_id), queries.progress(session, batch_id)
            share = 100 * progress.awards_done // progress.awards if progress.awards else 100
            bar.update(share - bar.pos)
            if run.state != "drafted":
                return
            if progress.parked:
                words = "%(count)d slices stopped with an error; a supervisor can have them tried again"
                raise conflict(words, "parked", count=progress.parked)
            time.sleep(LOOK_EVERY_SECONDS)


@batch.command()
@click.argument("reference")
@as_officer("batches.supervise")
def retry(session: Session, by: ActingOfficer, reference: str, as_json: bool) -> None:
    """Let the slices of run REFERENCE that stopped with an error be tried again."""
    actions.retry(session, reference, by)
    _tell(session, queries.batch_by_reference(session, by, reference), as_json)


@batch.command()
@click.argument("reference")
@as_officer("batches.prepare")
def submit(session: Session, by: ActingOfficer, reference: str, as_json: bool) -> None:
    """Hand run REFERENCE to the approvers."""
    _tell(session, actions.submit(session, reference, by), as_json)


@batch.command("send-back")
@click.argument("reference")
@click.option("--reason", required=True, help="Why; those who prepared it read it.")
@as_officer("batches.approve")
def send_back(session: Session, by: ActingOfficer, reference: str, reason: str, as_json: bool) -> None:
    """Give run REFERENCE back to those who prepared it."""
    _tell(session, actions.send_back(session, reference, reason, by), as_json)


@batch.command()
@click.argument("reference")
@click.option("--sha256", required=True, help="The fingerprint as seen.")
@click.option("--count", required=True, type=int, help="The number of payments as seen.")
@click.option("--total", required=True, help="The total as seen.")
@as_officer("batches.approve")
def approve(session: Session, by: ActingOfficer, reference: str, sha256: str, count: int, total: str, as_json: bool) -> None:
    """Approve exactly what was seen of run REFERENCE."""
    places = queries.batch_by_reference(session, by, reference).decimals
    seen = rules.Content(sha256, count, parse_amount(total, places, "total"))
    _tell(session, actions.approve(session, reference, seen, by), as_json)


@batch.command()
@click.argument("reference")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder for the files.")
@as_officer("batches.release")
def release(session: Session, by: ActingOfficer, reference: str, out: Path, as_json: bool) -> None:
    """Write the files of approved run REFERENCE for the banks; again, it writes the same ones."""
    office, var = _office(session), click.get_current_context().find_object(Console).settings.var  # type: ignore[union-attr]
    found = queries.batch_by_reference(session, by, reference)
    if found.state == "approved":
        with office.unit_of_work() as claiming:
            releases.release(claiming, reference, by)
    with office.unit_of_work() as sending:
        releases.send(sending, found.id, var)
    session.refresh(found)
    rules.demand_step(found.state, "sent", "settled")
    _tell(session, found, as_json, files=_write(session, by, found, out, var))


def _write(session: Session, by: ActingOfficer, run: PaymentBatch, out: Path, var: Path) -> list[dict[str, Any]]:
    written = []
    for file in queries.files(session, run.id):
        path = out / file.name
        releases.keep(path, releases.hand_out(session, file.reference, by, var)[1])
        written.append(file_json(file, run.decimals, str(path)))
    return written


@batch.command()
@click.argument("reference")
@as_officer("batches.read")
def status(session: Session, by: ActingOfficer, reference: str, as_json: bool) -> None:
    """How run REFERENCE stands."""
    found = queries.batch_by_reference(session, by, reference)
    files = [file_json(each, found.decimals) for each in queries.files(session, found.id)]
    states = {state: {"count": count, "total": str(total)} for state, (count, total) in queries.states(session, found.id).items()}
    _tell(session, found, as_json, files=files, states=states)


@batch.command()
@click.argument("reference")
@click.option("--reason", default="No reason given", show_default=True, help="Why.")
@as_officer("batches.cancel")
def cancel(session: Session, by: ActingOfficer, reference: str, reason: str, as_json: bool) -> None:
    """Cancel run REFERENCE before it is sent; its money is due again."""
    _tell(session, actions.cancel(session, reference, reason, by), as_json)


def _tell(session: Session, run: PaymentBatch, as_json: bool, **more: Any) -> None:
    session.refresh(run)
    answer = batch_json(run) | {"left_out": left_out_json(queries.left_out(session, run.id), run.decimals)}
    answer |= {"slices": progress_json(queries.progress(session, run.id))} if run.state == "drafted" else {}
    answer |= {"warnings": [f"{each.reference} pays the same scheme and month" for each in queries.open_beside(session, run)]}
    say(answer | more, as_json, _words(answer | more))


def _words(answer: dict[str, Any]) -> Callable[[], str]:
    def words() -> str:
        lines = [f"Run {answer['batch']} is {answer['state']}"]
        if answer["count"] is not None:
            lines.append(f"{answer['count']} payments, {answer['currency']} {answer['total']}, fingerprint {answer['sha256']}")
            lines.append(f"{len(answer['left_out'])} awards left out" if answer["count"] else "It pays nobody")
        lines += [f"Look: {each}" for each in answer["warnings"]]
        lines += [f"{each['path']}: {each['count']} payments, {each['total']}" for each in answer.get("files", [])]
        return "\n".join(lines)

    return words
