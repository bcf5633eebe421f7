"""Reading births that are in doubt: so long ago that somebody must look before anything is paid."""

from datetime import date

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from mis.staff.rules import ActingOfficer
from registries.persons.models import Person, PersonFact
from registries.persons.rules import AGE_DOUBTFUL


def birth_in_doubt(person: str, day: str) -> str:
    """SQL that is true of living persons (a row of their table) too old on a day to be paid before a second look."""
    return f"""({person}.died_on IS NULL AND {person}.birth_date <= {day} - interval '{AGE_DOUBTFUL + 1} years'
      AND NOT EXISTS (SELECT FROM person_fact c WHERE c.person_id = {person}.id AND c.name = 'birth_confirmed'
        AND c.replaced_at IS NULL))"""


def births_in_doubt(by: ActingOfficer, today: date) -> Select:
    """The living persons of an officer's offices who are too old to be believed and whom nobody has looked at."""
    doubt = text(birth_in_doubt("person", "CAST(:today AS date)")).bindparams(today=today)
    return select(Person).where(Person.office_id.in_(by.offices), Person.merged_into_id.is_(None), doubt)


def is_in_doubt(session: Session, person: Person, today: date) -> bool:
    """Whether nothing is paid to the person until somebody has confirmed her birth."""
    doubt = text(birth_in_doubt("person", "CAST(:today AS date)")).bindparams(today=today)
    return session.scalar(select(Person.id).where(Person.id == person.id, doubt)) is not None


def recorded_fact(session: Session, person: Person, name: str) -> PersonFact | None:
    """What is recorded of a person under a name now, the latest of it."""
    question = select(PersonFact).where(
        PersonFact.person_id == person.id, PersonFact.name == name, PersonFact.replaced_at.is_(None)
    )
    return session.scalar(question.order_by(PersonFact.valid_from.desc(), PersonFact.id.desc()).limit(1))
