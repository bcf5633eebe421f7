"""Reading what waits for an officer and what the search field finds, across all parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mis.part import Found, Part, Work, WorkItem
from mis.staff.rules import ActingOfficer

ITEMS_SHOWN = 12
SEARCH_LENGTH_MAX = 200


@dataclass(frozen=True)
class QueueState:
    """One queue of the office: its words, how many wait, how many days the oldest."""

    work: Work
    waiting: int
    oldest_days: int | None


def queues(session: Session, by: ActingOfficer, parts: Sequence[Part], today: date) -> list[QueueState]:
    """Every queue that the officer may see."""
    states = []
    for work in (work for part in parts for work in part.work if by.may(work.permission)):
        waiting, since = work.count(session, by)
        states.append(QueueState(work, waiting, _age(since, today) if since else None))
    return states


def _age(since: date, today: date) -> int:
    """Days waited; none when the office still stands on a day before the clock's, by which acts are timed."""
    return max((today - since).days, 0)


def waiting(session: Session, by: ActingOfficer, parts: Sequence[Part]) -> list[WorkItem]:
    """What waits for the officer, the nearest deadline first."""
    works = (work for part in parts for work in part.work if by.may(work.permission))
    items = [item for work in works for item in work.items(session, by, ITEMS_SHOWN)]
    return sorted(items, key=lambda item: (item.decide_by or date.max, item.since))[:ITEMS_SHOWN]


def search(session: Session, by: ActingOfficer, parts: Sequence[Part], text: str) -> list[Found]:
    """What every register answers, exact hits first; the text is taken literally and cut at 200 characters."""
    text = "".join(sign for sign in text[:SEARCH_LENGTH_MAX] if sign.isprintable()).strip()
    if not text:
        return []
    searches = [search for part in parts for search in part.searches if by.may(search.permission)]
    found = [each for search in searches for each in search.find(session, by, text)]
    return sorted(found, key=lambda each: not each.exact)
