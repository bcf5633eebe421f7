"""Issuing letters under numbers without gaps, and printing them: the original once, then copies."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.audit.keeping import keep
from mis.letters.models import IssuedLetter, LetterPrint
from mis.letters.queries import ISSUED, letter_by_number, prints_count
from mis.printing import Letter, as_json, from_json
from mis.printing import print_letter as as_pdf
from mis.staff.rules import ActingOfficer

SERIES = "letters"
PRINT_LOCK = 7_104_010_000_000_000

_NEXT = text(
    """INSERT INTO number_series (series, year, last) VALUES (:series, :year, :count)
       ON CONFLICT (series, year) DO UPDATE SET last = number_series.last + :count RETURNING last"""
)


@dataclass(frozen=True)
class ToIssue:
    """A letter that is written but has no number yet: about which record, to whom, by which office."""

    letter: Letter
    about: str
    recipient: str
    office_id: int


def issue(session: Session, by: ActingOfficer, letter: Letter, about: str, recipient: str, office_id: int) -> str:
    """Give one letter its number and keep every word of it; the number. The act that issues it writes the trail."""
    return issue_many(session, by, [ToIssue(letter, about, recipient, office_id)])[0]


def issue_many(session: Session, by: ActingOfficer, written: Sequence[ToIssue]) -> list[str]:
    """Give letters of one day one range of numbers, in their order, and keep them.

    Call it last in an act: until the act ends, nobody else takes a number, and an act undone leaves no gap.
    """
    if not written:
        return []
    year = written[0].letter.day.year
    last = session.execute(_NEXT, {"series": SERIES, "year": year, "count": len(written)}).scalar_one()
    rows = [_row(each, year, last - len(written) + 1 + at, by) for at, each in enumerate(written)]
    ids = session.scalars(insert(IssuedLetter).returning(IssuedLetter.id), rows).all()
    keep(session, ISSUED, ids)
    return [row["number"] for row in rows]


def _row(each: ToIssue, year: int, serial: int, by: ActingOfficer) -> dict:
    number = f"{year}/{serial:06}"
    content = as_json(each.letter) | {"number": number}
    content["code"] = f"{number} {fingerprint(content)[:16]}"
    return {
        "number": number, "series": SERIES, "year": year, "serial": serial, "kind": each.letter.kind,
        "language": each.letter.language, "about": each.about, "recipient": each.recipient, "office_id": each.office_id,
        "content": content, "issued_by": by.id,
    }  # fmt: skip


def fingerprint(content: dict) -> str:
    """SHA-256 of a letter's words, its square code left out."""
    words = {name: value for name, value in content.items() if name != "code"}
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def print_letter(session: Session, number: str, by: ActingOfficer) -> bytes:
    """The letter as PDF: the first print is the original, each later one is marked as a copy; every print is written down."""
    row = letter_by_number(session, by, number)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PRINT_LOCK + row.id})
    copy = prints_count(session, row.id)
    session.add(LetterPrint(letter_id=row.id, copy=copy, printed_by=by.id))
    record(session, by, "letter printed", row.number, after={"copy": copy}, reason=row.about)
    return as_pdf(from_json(row.content, copy=copy > 0))
