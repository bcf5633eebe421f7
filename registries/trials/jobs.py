"""The work of a trial: slice after slice, each in its own transaction; safe to run twice, at once or after a kill."""

from mis.db import Database
from mis.errors import Refusal
from mis.run import database
from registries.trials import actions
from registries.trials.models import Trial


def try_draft(trial_id: int) -> None:
    """Try a draft on the registers, from where the last worker stopped."""
    work_here(database(), trial_id)


def work_here(office: Database, trial_id: int) -> None:
    """Try a draft in this process; what the law refuses to decide ends the trial with its words."""
    with office.unit_of_work() as session:
        if not actions.begin(session, trial_id):
            return
    try:
        while _counted(office, trial_id):
            pass
        with office.unit_of_work() as session:
            actions.finish(session, trial_id)
    except Refusal as refusal:
        with office.unit_of_work() as session:
            actions.fail(session, session.get_one(Trial, trial_id), str(refusal))


def _counted(office: Database, trial_id: int) -> bool:
    with office.unit_of_work() as session:
        return actions.count_next(session, trial_id)
