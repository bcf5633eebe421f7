"""What one does with employers: register one, say who works there and who left."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Problem, Refusal, conflict, refuse
from mis.identifiers import new_reference, read_reference
from mis.staff.models import Area
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from registries.employers.models import Employer, EmploymentSpell
from registries.employers.queries import employer_by_reference, last_spell
from registries.employers.rules import NewEmployer, NewSpell, check_employer, check_end, check_spell, read_number
from registries.naming.rules import clean_name, name_key
from registries.persons.models import Person
from registries.persons.queries import references


def register(session: Session, new: NewEmployer, by: ActingOfficer) -> Employer:
    """Register an employer at the officer's office; a number that somebody has already is refused."""
    today = office_today(session)
    number, name = read_number(new.number), clean_name(new.name)
    check_employer(new, today)
    area = session.scalar(select(Area).where(Area.code == new.area))
    if area is None:
        raise refuse("area", "Place: choose one of those offered", "unknown-area")
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"employer {number}"))))
    if session.scalar(select(Employer.id).where(Employer.number == number)):
        raise refuse(
            "number", "Number: an employer with the number %(number)s is registered already", "number-taken", number=number
        )
    row = Employer(
        reference=new_reference("EM"), number=number, name=name, name_key=name_key(name), sector=new.sector,
        office_id=by.office_id, area_id=area.id, started_on=new.started_on, registered_on=today, registered_by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {"number": number, "name": name, "sector": new.sector, "area": area.code, "started_on": new.started_on}
    record(session, by, "employer registered", row.reference, after=after)
    return row


def begin_work(session: Session, reference: str, new: Sequence[NewSpell], by: ActingOfficer) -> list[EmploymentSpell]:
    """Write down since when people work for an employer; persons by reference, all of them or none."""
    employer = employer_by_reference(session, by, reference, lock=True)
    persons = references(session, by, [spell.person for spell in new])
    today = office_today(session)
    rows = [_spell(employer, spell, persons.get(read_reference(spell.person) or ""), today, by) for spell in new]
    _refuse_overlaps(session, employer, rows, {person.id: person for person in persons.values()})
    session.add_all(rows)
    session.flush()
    about = {"persons": [spell.person for spell in new[:100]]}
    record(session, by, "work begun", employer.reference, after=about, count=len(rows))
    return rows


def _spell(employer: Employer, new: NewSpell, person: Person | None, today: date, by: ActingOfficer) -> EmploymentSpell:
    if person is None:
        raise refuse("person", "Person: “%(found)s” is not known here", "unknown-person", found=new.person[:40])
    check_spell(new.started_on, new.ended_on, employer.started_on, person.birth_date, today)
    return EmploymentSpell(
        employer_id=employer.id, person_id=person.id, started_on=new.started_on, ended_on=new.ended_on, recorded_by=by.id
    )


def _refuse_overlaps(session: Session, employer: Employer, rows: Sequence[EmploymentSpell], persons: dict[int, Person]) -> None:
    """Refuse spells during which the person works there already, in one question; the table's own guard backs it."""
    known = session.execute(
        select(EmploymentSpell.person_id, EmploymentSpell.started_on, EmploymentSpell.ended_on).where(
            EmploymentSpell.employer_id == employer.id,
            EmploymentSpell.person_id.in_([row.person_id for row in rows]),
            EmploymentSpell.replaced_at.is_(None),
        )
    ).all()
    taken = [(row.person_id, row.started_on, row.ended_on or date.max) for row in known]
    problems = []
    for row in rows:
        last = row.ended_on or date.max
        if any(person == row.person_id and start <= last and row.started_on <= end for person, start, end in taken):
            words = "Began on: %(name)s works there already in that time"
            problems.append(Problem("started_on", words, "overlap", values={"name": persons[row.person_id].name}))
        taken.append((row.person_id, row.started_on, last))
    if problems:
        raise Refusal(*problems)


def end_work(session: Session, reference: str, person: str, ended_on: date, reason: str, by: ActingOfficer) -> EmploymentSpell:
    """Write down somebody's last day of work; the spell as it was known stays, replaced."""
    employer = employer_by_reference(session, by, reference, lock=True)
    old, worker = last_spell(session, employer.id, person)
    check_end(old.started_on, ended_on)
    if ended_on > office_today(session):
        raise refuse("ended_on", "Left on: %(day)s is in the future", "in-future", day=ended_on)
    if old.ended_on == ended_on:
        raise conflict("That day is written already")
    old.replaced_at = session.scalar(select(func.clock_timestamp()))
    session.flush()
    row = EmploymentSpell(
        employer_id=employer.id, person_id=old.person_id, started_on=old.started_on, ended_on=ended_on, recorded_by=by.id
    )
    session.add(row)
    session.flush()
    before = {"person": worker.reference, "ended_on": old.ended_on}
    record(session, by, "work ended", employer.reference, before=before, after={"ended_on": ended_on}, reason=reason)
    return row
