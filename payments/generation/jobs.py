"""The work of generating a run, one slice at a time; every job is safe to run twice, at once or after a kill."""

import random
import time
from dataclasses import dataclass

import psycopg
import structlog
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mis.db import Database
from mis.run import database
from payments.batches import queries
from payments.batches.models import BatchSlice, PaymentBatch, SliceAttempt
from payments.batches.rules import ATTEMPTS_MAX
from payments.generation import actions

log = structlog.get_logger()
# A race lost (serialisation, deadlock, another's key) or a lock not had in time: the same again is right.
LOST_RACE = frozenset({"40001", "40P01", "23505", "55P03"})
REPEATS = 8
PAUSE_SECONDS_MAX = 0.5


@dataclass
class Trial:
    """One worker's try at a slice: how often it was begun before and now, once that is known."""

    attempt: int = 0


def settle_slice(slice_id: int) -> None:
    """Settle a slice, and close its run when it was the last one."""
    work_slice(database(), slice_id)


def finish_batch(batch_id: int) -> None:
    """Close the generation of a run whose slices are all done."""
    with database().unit_of_work() as session:
        actions.finish(session, batch_id)


def work_slice(office: Database, slice_id: int) -> None:
    """Settle a slice in one REPEATABLE READ transaction, again when it loses a race; a failure is kept with its error."""
    trial = Trial()
    try:
        _repeated(office, slice_id, trial)
    except Exception as error:
        _note(office, slice_id, trial, error)
        raise
    with office.unit_of_work() as session:
        batch_id = session.scalar(select(BatchSlice.batch_id).where(BatchSlice.id == slice_id))
        if batch_id is not None:
            actions.finish(session, batch_id)


def _repeated(office: Database, slice_id: int, trial: Trial) -> None:
    for repeat in range(REPEATS):
        try:
            _once(office, slice_id, trial)
        except (DBAPIError, psycopg.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            if getattr(cause, "sqlstate", None) not in LOST_RACE or repeat == REPEATS - 1:
                raise
            log.info("race lost, again", slice=slice_id, repeat=repeat)
            time.sleep(random.uniform(0, PAUSE_SECONDS_MAX))  # noqa: S311 - a pause needs no secret
        else:
            return


def _once(office: Database, slice_id: int, trial: Trial) -> None:
    isolated = office.engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(isolated) as session, session.begin():
        part = actions.claim(session, slice_id)
        if part is None:
            return
        if not trial.attempt:
            trial.attempt = _count(office, part)
        if trial.attempt > ATTEMPTS_MAX:
            actions.park(session, part, part.error or "The worker stopped each time, and left no error")
        else:
            actions.settle_slice(session, part, trial.attempt)


def _count(office: Database, part: BatchSlice) -> int:
    """Note that a worker begins the slice, in a transaction of its own that outlives a kill; gives how many began."""
    with office.unit_of_work() as session:
        session.execute(insert(SliceAttempt).values(slice_id=part.id))
        return queries.attempts(session, part)


def _note(office: Database, slice_id: int, trial: Trial, error: Exception) -> None:
    """Keep the error where people see it; after the last attempt the slice waits for a supervisor."""
    words = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    with office.unit_of_work() as session:
        part = actions.claim(session, slice_id)
        if part is None:
            return
        if trial.attempt >= ATTEMPTS_MAX:
            actions.park(session, part, words)
        else:
            part.error = words[: actions.ERROR_MAX]


def work_here(office: Database, batch_id: int) -> None:
    """Generate a whole run in this process, where no worker runs."""
    with office.session() as session:
        waiting = [part.id for part in queries.slices(session, batch_id, "waiting")]
    for slice_id in waiting:
        work_slice(office, slice_id)
    with office.unit_of_work() as session:
        if session.get(PaymentBatch, batch_id) is not None:
            actions.finish(session, batch_id)
