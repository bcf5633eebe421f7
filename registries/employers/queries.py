"""Reading employers and who worked for them when, set-wise and in the officer's scope."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from mis.dates import month_end
from mis.errors import missing
from mis.identifiers import read_reference
from mis.paging import Page, page_of
from mis.part import Found
from mis.staff.rules import ActingOfficer
from registries.employers.models import Employer, EmploymentSpell
from registries.naming.rules import search_words
from registries.persons.models import Person


def employer_by_reference(session: Session, by: ActingOfficer, reference: str, lock: bool = False) -> Employer:
    """The employer of that reference in the officer's offices; `lock` keeps others from filing or posting meanwhile."""
    question = select(Employer).where(Employer.reference == (read_reference(reference) or ""), Employer.office_id.in_(by.offices))
    row = session.scalar(question.with_for_update() if lock else question)
    if row is None:
        raise missing("There is no such employer")
    return row


def matching(by: ActingOfficer, text: str) -> Select[Any]:
    """The employers that a text may mean: a reference, a number, or words of the name in any order."""
    question = select(Employer).where(Employer.office_id.in_(by.offices))
    text = text.replace("\0", "").strip()[:200]
    reference = read_reference(text)
    if reference:
        return question.where(Employer.reference == reference)
    number = "".join(sign for sign in text if sign.isalnum()).upper()
    words = [Employer.name_key.contains(word, autoescape=True) for word in search_words(text)]
    if not words:
        return question if not text else question.where(Employer.id < 0)
    return question.where(or_(Employer.number == number, and_(*words)))


def employers_page(session: Session, by: ActingOfficer, text: str, after: int | None, before: int | None) -> Page:
    """A page of the employers that a text may mean, newest first."""
    return page_of(session, matching(by, text), Employer.id, after, before)


def workers_now(session: Session, employer_ids: Sequence[int], on: date) -> dict[int, int]:
    """How many people work for each employer on a day."""
    question = (
        select(EmploymentSpell.employer_id, func.count())
        .where(
            EmploymentSpell.employer_id.in_(employer_ids),
            EmploymentSpell.replaced_at.is_(None),
            EmploymentSpell.started_on <= on,
            or_(EmploymentSpell.ended_on.is_(None), EmploymentSpell.ended_on >= on),
        )
        .group_by(EmploymentSpell.employer_id)
    )
    return {row[0]: row[1] for row in session.execute(question)}


def spells_page(session: Session, employer_id: int, after: int | None, before: int | None) -> Page:
    """Who works or worked for an employer: spell and person, newest first."""
    question = (
        select(EmploymentSpell, Person)
        .join(Person, Person.id == EmploymentSpell.person_id)
        .where(EmploymentSpell.employer_id == employer_id, EmploymentSpell.replaced_at.is_(None))
    )
    return page_of(session, question, EmploymentSpell.id, after, before)


def last_spell(session: Session, employer_id: int, person: str) -> tuple[EmploymentSpell, Person]:
    """The latest spell with this employer of the person of that reference, and the person, as known now."""
    question = (
        select(EmploymentSpell, Person)
        .join(Person, Person.id == EmploymentSpell.person_id)
        .where(
            EmploymentSpell.employer_id == employer_id,
            EmploymentSpell.replaced_at.is_(None),
            Person.reference == (read_reference(person) or ""),
        )
        .order_by(EmploymentSpell.started_on.desc())
        .limit(1)
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise missing("Nobody of that reference works or worked here")
    return row[0], row[1]


def spells_with(session: Session, employer_id: int) -> dict[int, tuple[tuple[date, date | None], ...]]:
    """When each person worked for an employer, as known now, in one question."""
    rows = session.execute(
        select(EmploymentSpell.person_id, EmploymentSpell.started_on, EmploymentSpell.ended_on)
        .where(EmploymentSpell.employer_id == employer_id, EmploymentSpell.replaced_at.is_(None))
        .order_by(EmploymentSpell.started_on)
    )
    found: dict[int, list[tuple[date, date | None]]] = {}
    for person_id, started_on, ended_on in rows:
        found.setdefault(person_id, []).append((started_on, ended_on))
    return {person_id: tuple(spells) for person_id, spells in found.items()}


def spells_of_person(session: Session, person_id: int) -> Sequence[tuple[EmploymentSpell, Employer]]:
    """For whom a person works or worked, newest first."""
    question = (
        select(EmploymentSpell, Employer)
        .join(Employer, Employer.id == EmploymentSpell.employer_id)
        .where(EmploymentSpell.person_id == person_id, EmploymentSpell.replaced_at.is_(None))
        .order_by(EmploymentSpell.started_on.desc())
    )
    return [(spell, employer) for spell, employer in session.execute(question)]


def employers_by_id(session: Session, ids: Sequence[int]) -> Mapping[int, Employer]:
    """Some employers by their key, in one question."""
    return {row.id: row for row in session.scalars(select(Employer).where(Employer.id.in_(ids)))}


def workers_in(session: Session, employer_id: int, month: date, most: int) -> Sequence[Person]:
    """Who works for an employer on a day of the month, by name."""
    spell = (
        select(EmploymentSpell.id)
        .where(
            EmploymentSpell.person_id == Person.id,
            EmploymentSpell.employer_id == employer_id,
            EmploymentSpell.replaced_at.is_(None),
            EmploymentSpell.started_on <= month_end(month),
            or_(EmploymentSpell.ended_on.is_(None), EmploymentSpell.ended_on >= month),
        )
        .exists()
    )
    return session.scalars(select(Person).where(spell).order_by(Person.name, Person.id).limit(most)).all()


def find(session: Session, by: ActingOfficer, text: str) -> list[Found]:
    """The employers that the search field means; a reference or a number is exact."""
    plain = "".join(sign for sign in text if sign.isalnum()).upper()
    rows = session.scalars(matching(by, text).order_by(Employer.name, Employer.id).limit(50))
    exact = read_reference(text)
    return [
        Found(_("Employer"), row.name, row.number, f"/employers/{row.reference}", exact is not None or row.number == plain)
        for row in rows
    ]
