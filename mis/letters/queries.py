"""Reading letters: one by its number, those about a record or to somebody."""

import re
from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from mis.audit.keeping import Kept
from mis.errors import missing
from mis.identifiers import read_reference
from mis.letters.models import IssuedLetter, LetterPrint
from mis.staff.rules import ActingOfficer

ISSUED = Kept(
    "letter",
    "letter l",
    "l.number",
    "l.id",
    "l.series, l.year, l.serial, l.kind, l.language, l.about, l.recipient, l.office_id, l.content, l.issued_by",
)

_NUMBER = re.compile(r"([0-9]{4}) ?[/-] ?([0-9]{1,9})", re.ASCII)


def read_number(text: str) -> str | None:
    """A letter's number as it is written, from what somebody typed; None when it cannot be one."""
    found = _NUMBER.fullmatch(text.strip())
    return f"{found[1]}/{int(found[2]):06}" if found else None


def letter_by_number(session: Session, by: ActingOfficer, number: str) -> IssuedLetter:
    """The letter of that number, issued by one of the officer's offices."""
    written = read_number(number) or ""
    question = select(IssuedLetter).where(IssuedLetter.number == written, IssuedLetter.office_id.in_(by.offices))
    row = session.scalar(question)
    if row is None:
        raise missing("There is no letter of this number")
    return row


def letters(by: ActingOfficer, about: str = "") -> Select[IssuedLetter]:
    """The letters of the officer's offices; about a record, or to a person, when its reference is given."""
    question = select(IssuedLetter).where(IssuedLetter.office_id.in_(by.offices))
    if about:
        written = read_reference(about) or ""
        question = question.where(or_(IssuedLetter.about == written, IssuedLetter.recipient == written))
    return question


def letters_about(session: Session, by: ActingOfficer, *references: str) -> Sequence[IssuedLetter]:
    """The letters about any of some records, or to any of some persons, newest first."""
    concerned = or_(IssuedLetter.about.in_(references), IssuedLetter.recipient.in_(references))
    question = letters(by).where(concerned).order_by(IssuedLetter.id.desc()).limit(100)
    return session.scalars(question).all()


def prints(session: Session, letter_id: int) -> Sequence[LetterPrint]:
    """Every print of a letter, the original first."""
    return session.scalars(select(LetterPrint).where(LetterPrint.letter_id == letter_id).order_by(LetterPrint.copy)).all()


def prints_count(session: Session, letter_id: int) -> int:
    """How often a letter was printed."""
    return session.scalar(select(func.count()).select_from(LetterPrint).where(LetterPrint.letter_id == letter_id)) or 0
