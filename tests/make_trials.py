"""Makers of trials of drafts of law, and of people whose claims were granted as officers grant them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from mis.staff.models import Office
from registries.trials.models import Trial, TrialSlice

if TYPE_CHECKING:
    from registries.persons.models import Person

ASKED = ("contributory_pension", "work_income", "permanent_incapacity")


def trial(session: Session) -> Trial:
    """A trial of a draft that waits for a worker."""
    from tests import make

    draft = make.law_draft(session)
    row = Trial(draft_id=draft.id, draft_digest=draft.digest, on_day=date(2024, 6, 1), asked_by=draft.made_by)
    session.add(row)
    session.flush()
    return row


def trial_slice(session: Session) -> TrialSlice:
    """A slice that nobody has counted yet."""
    row = TrialSlice(trial_id=trial(session).id, number=0, first_key=1, last_key=2)
    session.add(row)
    session.flush()
    return row


def candidate(session: Session, at: Office, born: date, **facts: bool) -> "Person":
    """Somebody of whom all is known that the social pension asks, and who has claimed nothing."""
    from tests import make

    person = make.person(session, born=born, at=at)
    for name in ASKED:
        make.person_fact(session, person, name, facts.get(name, False), max(born, date(2022, 1, 1)))
    return person


def pensioners(session: Session, at: Office, births: Sequence[date], on: date = date(2024, 5, 2)) -> list["Person"]:
    """People whose claims for the social pension, received on a day, were granted; in order. The office stands on that day."""
    from registries.claims.actions import NewClaim, receive_many
    from registries.decisions.actions import approve_many, decide_many
    from tests import make

    make.installation(session, today=on)
    people = [candidate(session, at, born) for born in births]
    first, second, third = (make.by(session, at=at) for _ in range(3))
    references = receive_many(session, [NewClaim("tl-social-pension", person.reference, on) for person in people], first)
    decide_many(session, references, second)
    approve_many(session, references, third)
    return people
