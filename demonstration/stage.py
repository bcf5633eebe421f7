"""Where the demonstration plays: its database, its people, its officers; and acts that are done once, whoever repeats them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from demonstration.crew import Crew
from demonstration.people import People
from demonstration.terminal import Progress
from mis.app import permissions_of
from mis.audit.actions import record
from mis.audit.models import AuditLine
from mis.db import Database
from mis.errors import missing
from mis.identifiers import references_from
from mis.installation.actions import stand_on_day
from mis.settings import Settings
from mis.staff.queries import acting, officer_by_username
from mis.staff.rules import ActingOfficer
from wsgi import PARTS

ACT = "demonstration step"
T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """The settings (with servers), the open database, the invented people, and the folder of what is left behind."""

    settings: Settings
    database: Database
    people: People
    folder: Path
    crew: Crew

    @contextmanager
    def act(self, name: str) -> Iterator[Session]:
        """A unit of work whose references are drawn from dice of its own, so that every machine draws the same."""
        with self.database.unit_of_work() as session, references_from(Random(f"{self.people.size} {name}")):
            session.info.update(redis_url=self.settings.redis_url, settings=self.settings)
            yield session

    def once(self, name: str, day: date | None, work: Callable[[Session], Any]) -> bool:
        """Do a piece of work unless the trail says that it was done; it and its line stand or fall together.

        `day` is the day on which the office stands meanwhile and afterwards. True when it was done now.
        """
        with self.act(name) as session:
            if is_done(session, name):
                return False
            if day is not None:
                stand_on_day(session, day)
                session.expire_all()
            work(session)
            record(session, None, ACT, name)
        return True

    def in_parts(
        self,
        name: str,
        day: date,
        things: Sequence[T],
        size: int,
        work: Callable[..., Any],
        progress: Progress,
    ) -> None:
        """Do many things, some at a time, each part once; `work` takes the session and `part`."""
        for start in range(0, len(things), size):
            part = list(islice(things, start, start + size))
            self.once(f"{name} {start}", day, partial(work, part=part))
            progress.move(start + len(part), len(things))


def is_done(session: Session, name: str) -> bool:
    """Whether the trail holds the line of this piece of work."""
    found = select(AuditLine.id).where(AuditLine.act == ACT, AuditLine.about == name).limit(1)
    return session.scalar(found) is not None


def officer(session: Session, username: str) -> ActingOfficer:
    """An officer of the demonstration, as she acts."""
    row = officer_by_username(session, username)
    if row is None:
        raise missing("There is no such officer")
    return acting(session, row, permissions_of(PARTS))
