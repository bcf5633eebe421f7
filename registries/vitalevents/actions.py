"""What a second officer does with a birth or a death: confirms the one, takes back the other."""

from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import conflict
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer, demand_second, demand_stranger
from registries.persons.actions import add_facts, lock, replace_facts
from registries.persons.models import Person
from registries.persons.rules import check_reason
from registries.vitalevents.queries import is_in_doubt, recorded_fact


def confirm_birth(session: Session, person: Person, reason: str, by: ActingOfficer) -> Person:
    """Say that a birth long ago is right, so that the person can be paid; by another officer than who recorded it."""
    demand_stranger(by, person.id)
    why = check_reason(reason)
    lock(session, person, None)
    if not is_in_doubt(session, person, office_today(session)):
        raise conflict("This birth is not in doubt, or somebody has confirmed it already", "not-in-doubt")
    born = recorded_fact(session, person, "birth_date")
    demand_second(by.id, person.registered_by, born.recorded_by if born else None)
    add_facts(session, person, {"birth_confirmed": True}, person.birth_date, why, by)
    session.flush()
    record(session, by, "birth confirmed", person.reference, after={"birth_date": person.birth_date}, reason=why)
    return person


def reverse_death(session: Session, person: Person, reason: str, by: ActingOfficer) -> Person:
    """Take back a death that was reported wrongly; by another officer than who reported it.

    Nothing is written on awards: they go on, and what was missed is due less what was paid, so the next run pays it.
    """
    demand_stranger(by, person.id)
    why = check_reason(reason)
    lock(session, person, None)
    if person.died_on is None:
        raise conflict("No death is recorded for this person", "not-died")
    reported = recorded_fact(session, person, "died_on")
    demand_second(by.id, reported.recorded_by if reported else None)
    before = {"died_on": person.died_on}
    replace_facts(session, person, ("died_on",))
    person.died_on = None
    session.flush()
    record(session, by, "death taken back", person.reference, before, {"died_on": None}, why)
    return person
