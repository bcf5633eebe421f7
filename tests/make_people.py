"""Makers of people: persons and what is known of them, households, documents, possible duplicates."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.identifiers import new_reference
from mis.staff.models import Installation, Office, Officer
from registries.documents.models import Document
from registries.duplicates.models import PossibleDuplicate
from registries.households.models import Household, HouseholdMember
from registries.naming.rules import name_key
from registries.persons.models import PayeeAccount, Person, PersonFact, PersonIdentifier
from registries.persons.rules import kept_value


def _office(session: Session, at: Office | None) -> Office:
    """The office given, else the first there is."""
    from tests import make

    return at or session.scalar(select(Office).order_by(Office.id).limit(1)) or make.office(session)


def _somebody(session: Session, at: Office) -> int:
    """An officer of that office, who recorded it."""
    from tests import make

    if session.get(Installation, 1) is None:
        make.installation(session)
    found = session.scalar(select(Officer.id).where(Officer.office_id == at.id).order_by(Officer.id).limit(1))
    return found or make.officer(session, at=at).id


def person(
    session: Session, name: str = "Ana Maria Caldas", born: date = date(1954, 3, 17), at: Office | None = None, **given: Any
) -> Person:
    """A person with her birth and sex as facts."""
    office = _office(session, at)
    values: dict[str, Any] = {
        "sex": "f", "area_id": office.area_id, "registered_on": date(2020, 1, 6), "registered_by": _somebody(session, office)
    } | given  # fmt: skip
    row = Person(
        reference=new_reference("PE"), name=name, name_key=name_key(name), birth_date=born, office_id=office.id, **values
    )
    session.add(row)
    session.flush()
    person_fact(session, row, "birth_date", born, born)
    person_fact(session, row, "sex", row.sex, born)
    return row


def person_fact(
    session: Session, about: Person | None = None, name: str = "citizen", value: Any = True, since: date = date(2020, 1, 1)
) -> PersonFact:
    """Something that is so for a person from a day on."""
    about = about or person(session)
    row = PersonFact(
        person_id=about.id, name=name, value=kept_value(name, value), valid_from=since, recorded_by=about.registered_by,
        reason="as declared",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def person_identifier(
    session: Session, about: Person | None = None, kind: str = "voter-card", number: str = "00183472"
) -> PersonIdentifier:
    """A number by which others know a person."""
    about = about or person(session)
    row = PersonIdentifier(person_id=about.id, kind=kind, number=number, recorded_by=about.registered_by)
    session.add(row)
    session.flush()
    return row


def payee_account(session: Session, about: Person | None = None, number: str = "0010004417", **given: Any) -> PayeeAccount:
    """Where a person's money goes."""
    about = about or person(session)
    values = {"channel": "bank", "bank": "BANKTLDD", "holder": about.name, "valid_from": date(2020, 1, 6)} | given
    row = PayeeAccount(person_id=about.id, number=number, recorded_by=about.registered_by, **values)
    session.add(row)
    session.flush()
    return row


def document(session: Session, about: Person | None = None, kind: str = "voter-card", title: str = "Voter card") -> Document:
    """A paper that was seen."""
    about = about or person(session)
    row = Document(
        reference=new_reference("DO"), about=about.reference, person_id=about.id, office_id=about.office_id, kind=kind,
        title=title, seen_on=date(2020, 1, 6), recorded_by=about.registered_by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def household(
    session: Session, head: Person | None = None, book: str | None = None, registered_on: date = date(2015, 1, 9)
) -> Household:
    """A household with its head."""
    head = head or person(session)
    reference = new_reference("HH")
    row = Household(
        reference=reference, book_number=book or reference[3:], area_id=head.area_id, office_id=head.office_id,
        registered_on=registered_on, registered_by=head.registered_by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    household_member(session, row, head, "head", registered_on)
    return row


def household_member(
    session: Session, of: Household | None = None, who: Person | None = None, role: str = "child", since: date = date(2015, 1, 9)
) -> HouseholdMember:
    """A person's place in a household."""
    of = of or household(session)
    who = who or person(session, "Elda Caldas", date(2018, 4, 2))
    row = HouseholdMember(household_id=of.id, person_id=who.id, role=role, valid_from=since, recorded_by=of.registered_by)
    session.add(row)
    session.flush()
    return row


def possible_duplicate(session: Session, newer: Person | None = None, older: Person | None = None) -> PossibleDuplicate:
    """Two records that wait for somebody to look."""
    older = older or person(session, "Henrique Tavares Boavida", date(1954, 5, 2), sex="m")
    newer = newer or person(session, "Henrique Tavarres Boavida", date(1954, 1, 1), sex="m", birth_precision="year")
    row = PossibleDuplicate(
        reference=new_reference("DU"), person_id=newer.id, other_id=older.id, score=86, reasons=["close-name", "close-birth"],
        note="Both were seen at the counter", found_by=newer.registered_by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
