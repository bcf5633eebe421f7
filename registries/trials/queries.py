"""Reading a trial: the one of a draft, how far it is, and whom it looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mis.copying import frame
from mis.dates import month_start
from mis.law.book import Sheet
from mis.statutes.models import LawDraft
from mis.statutes.queries import book, draft_sheet
from registries.households.models import Household
from registries.persons.models import Person
from registries.trials.models import Trial, TrialSlice

SWEPT_MAX = 100
GREATEST = text(
    """WITH RECURSIVE top AS (SELECT id, name FROM area WHERE parent_id IS NULL),
       greatest AS (SELECT id, name FROM top WHERE (SELECT count(*) FROM top) > 1
         UNION ALL SELECT id, name FROM area WHERE (SELECT count(*) FROM top) = 1 AND parent_id = (SELECT min(id) FROM top)),
       placed AS (SELECT id, name FROM greatest
         UNION ALL SELECT area.id, placed.name FROM area JOIN placed ON area.parent_id = placed.id)
       SELECT id, name FROM placed UNION ALL SELECT id, name FROM top WHERE id NOT IN (SELECT id FROM placed)"""
)
_PAID = """SELECT DISTINCT a.{key} AS key FROM award a JOIN (
  SELECT award_id, replaced_at, from_month, coalesce(to_month >= %(month)s, true) AS lasts FROM award_term
  UNION ALL SELECT award_id, replaced_at, date_trunc('month', from_day)::date, coalesce(until >= %(on)s, true) FROM award_coverage
) t ON t.award_id = a.id AND t.replaced_at IS NULL AND t.from_month <= %(month)s AND t.lasts
WHERE a.benefit = %(benefit)s AND a.state <> 'ended' AND a.office_id = ANY(%(offices)s) AND a.{none}
AND a.{key} BETWEEN %(first)s AND %(last)s"""


@dataclass(frozen=True)
class Progress:
    """How far a trial is: slices done of all, and as at when."""

    slices: int
    done: int
    as_at: datetime


def trial_of(session: Session, draft: LawDraft) -> Trial | None:
    """The latest trial of a draft's text as it stands."""
    question = select(Trial).where(Trial.draft_id == draft.id, Trial.draft_digest == draft.digest)
    return session.scalar(question.order_by(Trial.id.desc()).limit(1))


def progress(session: Session, trial: Trial) -> Progress:
    """How far a trial is."""
    figures = func.count(), func.count(TrialSlice.counts), func.clock_timestamp()
    slices, done, as_at = session.execute(select(*figures).where(TrialSlice.trial_id == trial.id)).one()
    return Progress(slices, done, as_at)


def waiting_trials(session: Session) -> list[int]:
    """Trials that should be moving."""
    return list(session.scalars(select(Trial.id).where(Trial.state == "waiting").order_by(Trial.id).limit(SWEPT_MAX)))


def sheets(session: Session, draft: LawDraft) -> tuple[Sheet, Sheet | None]:
    """The sheet that a draft would put in force, and the one that it would follow."""
    return draft_sheet(draft), book(session).sheets.get(draft.code)


def keys(session: Session, sheet: Sheet, offices: Sequence[int]) -> tuple[int, int]:
    """The first and last key of those whom a sheet is about, in some offices; 1 and 0 when there is nobody."""
    table = Household if sheet.subject == "household" else Person
    first, last = session.execute(select(func.min(table.id), func.max(table.id)).where(table.office_id.in_(offices))).one()
    return (1, 0) if first is None else (first, last)


def in_payment(session: Session, sheet: Sheet, offices: Sequence[int], part: TrialSlice, trial: Trial) -> pl.DataFrame:
    """The keys of those to whom the benefit is in payment, or whom it covers, in the month of the trial's day (`key`)."""
    household = sheet.subject == "household"
    names = (
        {"key": "household_id", "none": "person_id > 0"} if household else {"key": "person_id", "none": "household_id IS NULL"}
    )
    values = {
        "month": month_start(trial.on_day), "on": trial.on_day, "benefit": sheet.code, "offices": list(offices),
        "first": part.first_key, "last": part.last_key,
    }  # fmt: skip
    return frame(session, _PAID.format(**names), values, {"key": pl.Int64})


def areas(session: Session) -> dict[int, str]:
    """Each place by its key, named as the greatest place in which it lies; below the country, where there is but one."""
    return {row.id: row.name for row in session.execute(GREATEST)}
