"""Trying a draft of law on the registers: asked for once, counted slice by slice, and its figures kept with the draft."""

import polars as pl
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Conflict, refuse
from mis.jobs import enqueue_after_commit
from mis.part import Job
from mis.staff.models import Officer
from mis.staff.queries import acting, office_today, offices_below
from mis.staff.rules import ActingOfficer, demand
from mis.statutes.actions import record_trial
from mis.statutes.models import LawDraft
from mis.statutes.queries import draft_by_reference
from mis.statutes.rules import OPEN, demand_step
from registries.populations.queries import Known, read, slice_of
from registries.populations.rules import alike, due
from registries.trials import queries, rules
from registries.trials.models import Trial, TrialSlice

TRY_DRAFT = Job("law", "registries.trials.jobs.try_draft")
REASON_MAX = 500


def start(session: Session, reference: str, by: ActingOfficer) -> Trial:
    """Have a draft tried on the registers of the officer's offices as they are known now; one already under way goes on."""
    demand(by, "law.draft")
    draft = draft_by_reference(session, reference, lock=True)
    demand_step(draft.state, *OPEN)
    waiting = session.scalar(select(Trial).where(Trial.draft_id == draft.id, Trial.state == "waiting").with_for_update())
    if waiting is not None and waiting.draft_digest == draft.digest:
        enqueue_after_commit(session, TRY_DRAFT, [waiting.id])
        return waiting
    if waiting is not None:
        fail(session, waiting, "The text was changed while it was tried")
    new, held = queries.sheets(session, draft)
    if new.kind != "benefit":
        raise refuse(None, "Only a benefit can be tried: nobody is decided by %(code)s", "not-a-benefit", code=new.code)
    on = rules.trial_day(new, held, office_today(session))
    trial = Trial(draft_id=draft.id, draft_digest=draft.digest, on_day=on, asked_by=by.id)
    session.add(trial)
    session.flush()
    parts = rules.slices(*queries.keys(session, new, by.offices))
    rows = [{"trial_id": trial.id, "number": at, "first_key": first, "last_key": last} for at, (first, last) in enumerate(parts)]
    if rows:
        session.execute(insert(TrialSlice), rows)
    record(session, by, "law draft's trial asked", draft.reference, digest=draft.digest)
    enqueue_after_commit(session, TRY_DRAFT, [trial.id])
    return trial


def begin(session: Session, trial_id: int) -> bool:
    """Note that a worker begins a trial; false when it has ended, or stopped the workers each time."""
    trial = _held(session, trial_id)
    if trial is None:
        return False
    if trial.attempts >= rules.ATTEMPTS_MAX:
        fail(session, trial, "The work stopped each time it was begun")
        return False
    trial.attempts += 1
    session.flush()
    return True


def _held(session: Session, trial_id: int) -> Trial | None:
    """The trial, held for a change; None when it has ended."""
    return session.scalar(select(Trial).where(Trial.id == trial_id, Trial.state == "waiting").with_for_update())


def count_next(session: Session, trial_id: int) -> bool:
    """Decide everybody of the next slice by the law in force and by the draft, and keep the sums; false when none is left."""
    wanted = select(TrialSlice).join(Trial, Trial.id == TrialSlice.trial_id)
    wanted = wanted.where(TrialSlice.trial_id == trial_id, TrialSlice.counts.is_(None), Trial.state == "waiting")
    part = session.scalar(wanted.order_by(TrialSlice.number).limit(1).with_for_update(of=TrialSlice, skip_locked=True))
    if part is None:
        return False
    trial = session.get_one(Trial, trial_id)
    new, held = queries.sheets(session, session.get_one(LawDraft, trial.draft_id))
    offices, on = offices_below(session, session.get_one(Officer, trial.asked_by).office_id), trial.on_day
    whose = slice_of(new, offices, part.first_key, part.last_key, on)
    laws = [new, held] if held else [new]
    everybody = read(session, whose, laws, Known(on, trial.asked_at))
    cases = alike(everybody.cases, everybody.items, [fact for sheet in laws for fact in sheet.facts])
    decided = [due(sheet, cases.filter(pl.col("case") == pl.col("like")), everybody.items, on) for sheet in laws]
    paid = queries.in_payment(session, new, offices, part, trial)
    part.counts = rules.counted(cases, decided[1] if held else None, decided[0], paid, on)
    session.flush()
    return True


def finish(session: Session, trial_id: int) -> bool:
    """Keep the figures with the draft when every slice is counted; true when it did. A text changed meanwhile fails the trial."""
    trial = _held(session, trial_id)
    if trial is None:
        return False
    counted = session.scalars(select(TrialSlice.counts).where(TrialSlice.trial_id == trial.id)).all()
    if any(rows is None for rows in counted):
        return False
    draft = session.get_one(LawDraft, trial.draft_id)
    if draft.digest != trial.draft_digest:
        fail(session, trial, "The text was changed while it was tried")
        return False
    new, _ = queries.sheets(session, draft)
    figures = rules.figures(new, [row for rows in counted for row in rows or ()], queries.areas(session), trial.on_day)
    by = acting(session, session.get_one(Officer, trial.asked_by), {})
    try:
        record_trial(session, draft, figures, by)
    except Conflict as conflict:
        fail(session, trial, str(conflict))
        return False
    trial.state, trial.ended_at = "done", func.clock_timestamp()
    session.flush()
    return True


def fail(session: Session, trial: Trial, reason: str) -> None:
    """End a trial that cannot go on, saying why."""
    trial.state, trial.reason, trial.ended_at = "failed", reason[:REASON_MAX], func.clock_timestamp()
    session.flush()
