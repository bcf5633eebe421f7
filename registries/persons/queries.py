"""Reading persons: one by reference, many by what is typed, what is known of them on a day, where their money goes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from mis.audit.keeping import Kept
from mis.errors import missing
from mis.identifiers import read_reference
from mis.staff.rules import ActingOfficer
from registries.documents.models import Document
from registries.naming.rules import SEARCH_LENGTH_MAX, search_words
from registries.numbers.rules import plain_number, possible_phone
from registries.persons.models import PayeeAccount, Person, PersonFact, PersonIdentifier
from registries.persons.rules import read_value

ACCOUNTS = Kept(
    "account of person",
    "payee_account a JOIN person p ON p.id = a.person_id",
    "p.reference",
    "a.person_id",
    "a.channel, a.bank, a.number, a.holder, a.state, a.reason, a.valid_from, a.replaced_at IS NULL, a.recorded_by, a.held_by,"
    " a.released_by",
)


@dataclass(frozen=True)
class FactFound:
    """One fact as the register answers it: its value, in whose words, since when, by which document."""

    value: Any
    source: str
    since: date
    document: str | None = None


def facts(
    session: Session, person_ids: Sequence[int], on: date, known_at: datetime | None = None
) -> dict[int, dict[str, FactFound]]:
    """What was so for each person on a day, as the office knew it at an instant (now unless told), in one question.

    A fact never recorded is not in the answer; values are dates, Decimals, booleans or text as the law reads them.
    """
    question = (
        select(PersonFact, Document.reference, Document.title)
        .outerjoin(Document, Document.id == PersonFact.document_id)
        .where(PersonFact.person_id.in_(person_ids), PersonFact.valid_from <= on)
        .distinct(PersonFact.person_id, PersonFact.name)
        .order_by(PersonFact.person_id, PersonFact.name, PersonFact.valid_from.desc(), PersonFact.recorded_at.desc())
    )
    if known_at is None:
        question = question.where(PersonFact.replaced_at.is_(None))
    else:
        replaced_later = or_(PersonFact.replaced_at.is_(None), PersonFact.replaced_at > known_at)
        question = question.where(PersonFact.recorded_at <= known_at, replaced_later)
    answer: dict[int, dict[str, FactFound]] = {person_id: {} for person_id in person_ids}
    for fact, document, title in session.execute(question):
        found = FactFound(read_value(fact.name, fact.value), title or fact.reason, fact.valid_from, document)
        answer[fact.person_id][fact.name] = found
    return answer


def births_in_part(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """How well the births are known (month, year) of those persons whose day of birth nobody knows."""
    question = select(Person.id, Person.birth_precision).where(Person.id.in_(person_ids), Person.birth_precision != "day")
    return dict(session.execute(question).tuples().all())


def history(session: Session, person_id: int) -> Sequence[PersonFact]:
    """Every fact ever recorded of a person, newest first, those replaced as well."""
    order = (PersonFact.valid_from.desc(), PersonFact.recorded_at.desc(), PersonFact.id.desc())
    return session.scalars(select(PersonFact).where(PersonFact.person_id == person_id).order_by(*order)).all()


def person_by_reference(session: Session, by: ActingOfficer, reference: str) -> Person:
    """The person of that reference in the officer's offices; a record closed as the same person leads to the one kept."""
    written = read_reference(reference) or ""
    row = session.scalar(select(Person).where(Person.reference == written, Person.office_id.in_(by.offices)))
    while row is not None and row.merged_into_id is not None:
        row = session.scalar(select(Person).where(Person.id == row.merged_into_id, Person.office_id.in_(by.offices)))
    if row is None:
        raise missing("There is no such person")
    return row


def persons_by_id(session: Session, person_ids: Sequence[int]) -> dict[int, Person]:
    """Some persons by their key, in one question."""
    return {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(person_ids)))}


def references(session: Session, by: ActingOfficer, written: Sequence[str]) -> dict[str, Person]:
    """Some persons of the officer's offices by their reference, in one question."""
    wanted = [reference for reference in map(read_reference, written) if reference]
    rows = session.scalars(select(Person).where(Person.reference.in_(wanted), Person.office_id.in_(by.offices)))
    return {row.reference: row for row in rows}


def in_scope(by: ActingOfficer) -> Select:
    """The persons of an officer's offices, without the records closed as another's."""
    return select(Person).where(Person.office_id.in_(by.offices), Person.merged_into_id.is_(None))


def matching(by: ActingOfficer, text: str, country: str) -> Select:
    """The persons that a text may mean: a reference, a number of identity, a telephone, or a name in any order.

    Each word may be the beginning of a word of the name; %, _ and the like mean themselves.
    """
    asked = text[:SEARCH_LENGTH_MAX]
    text = asked.replace("\0", "").strip()
    reference = read_reference(text)
    if reference:
        return in_scope(by).where(Person.reference == reference)
    if any(sign.isdigit() for sign in text):
        return in_scope(by).where(_numbered(country, text))
    words = search_words(text)
    if not words:
        return in_scope(by).where(Person.id < 0) if asked.strip() else in_scope(by)
    return in_scope(by).where(named(words))


def named(words: Sequence[str], every: bool = True) -> ColumnElement[bool]:
    """The condition that a name has words beginning so: all of them, or any."""
    lexemes = (" & " if every else " | ").join(f"'{word}':*" for word in words)
    return Person.name_tokens.op("@@", is_comparison=True)(cast(lexemes, TSQUERY))


def _numbered(country: str, text: str) -> ColumnElement[bool]:
    """The condition that a number typed is the person's telephone or one of her numbers of identity."""
    number = plain_number(text)
    held = select(PersonIdentifier.person_id).where(PersonIdentifier.number == number, PersonIdentifier.replaced_at.is_(None))
    phone = possible_phone(text, country)
    return or_(Person.id.in_(held), Person.phone == phone) if phone else Person.id.in_(held)


def identifiers(session: Session, person_ids: Sequence[int]) -> dict[int, list[PersonIdentifier]]:
    """The numbers by which others know the persons now."""
    question = select(PersonIdentifier).where(PersonIdentifier.person_id.in_(person_ids), PersonIdentifier.replaced_at.is_(None))
    answer: dict[int, list[PersonIdentifier]] = defaultdict(list)
    for row in session.scalars(question.order_by(PersonIdentifier.kind)):
        answer[row.person_id].append(row)
    return answer


def accounts(session: Session, person_ids: Sequence[int]) -> dict[int, PayeeAccount]:
    """Where each person's money goes now; who has no account is not in the answer."""
    question = select(PayeeAccount).where(PayeeAccount.person_id.in_(person_ids), PayeeAccount.replaced_at.is_(None))
    return {row.person_id: row for row in session.scalars(question)}


def account_history(session: Session, person_id: int) -> Sequence[PayeeAccount]:
    """Every account the person ever had here, newest first."""
    question = select(PayeeAccount).where(PayeeAccount.person_id == person_id)
    return session.scalars(question.order_by(PayeeAccount.recorded_at.desc(), PayeeAccount.id.desc())).all()


def sharing(session: Session, person_id: int, channel: str, bank: str, number: str) -> int:
    """How many other persons are paid to the same account now."""
    same = (PayeeAccount.channel == channel, PayeeAccount.number == number, PayeeAccount.bank == bank)
    current = (PayeeAccount.replaced_at.is_(None), PayeeAccount.state != "closed", PayeeAccount.person_id != person_id)
    return session.scalar(select(func.count()).select_from(PayeeAccount).where(*same, *current)) or 0


def held_accounts(by: ActingOfficer) -> Select:
    """The accounts held in an officer's offices, with their persons."""
    question = select(PayeeAccount, Person).join(Person, Person.id == PayeeAccount.person_id)
    return question.where(PayeeAccount.replaced_at.is_(None), PayeeAccount.state == "held", Person.office_id.in_(by.offices))
