"""Reading the law as the office holds it: the database is the law; before it holds any, the shipped files are."""

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.errors import conflict, missing
from mis.identifiers import read_reference
from mis.law.book import Book, Line, Sheet, read_book, shipped_texts
from mis.part import WorkItem
from mis.staff.models import Installation
from mis.staff.rules import ActingOfficer
from mis.statutes.models import LawConfirmation, LawDraft, LawSheet, LawUse
from mis.statutes.rules import digest_of, line_digest

DRAFTS_SHOWN = 200


def book(session: Session) -> Book:
    """The law in the office's hands, read once per content."""
    held = select(LawSheet.path, LawSheet.text, LawSheet.digest).where(LawSheet.replaced_at.is_(None)).order_by(LawSheet.path)
    rows = session.execute(held).all()
    if rows:
        return _read(tuple((row.path, row.text, row.digest) for row in rows))
    installation = session.get(Installation, 1)
    return shipped(installation.country if installation else None)


def sheet(session: Session, code: str) -> Sheet:
    """One benefit's or scheme's sheet; refused when there is no such law here."""
    return book(session).sheet(code)


def benefits(session: Session) -> list[Sheet]:
    """The benefits whose law the office holds whole, by name."""
    held = [each for each in book(session).sheets.values() if each.kind == "benefit" and each.status != "incomplete"]
    return sorted(held, key=lambda sheet: sheet.name["en"])


def law_digest(session: Session, day: date) -> str:
    """One SHA-256 over all that the office's law says on a day, so that a report can say by which law it was made."""
    editions = ((code, sheet.edition_on(day)) for code, sheet in sorted(book(session).sheets.items()))
    said = "\n".join(f"{code} {edition.digest}" for code, edition in editions if edition is not None)
    return hashlib.sha256(said.encode()).hexdigest()


@lru_cache(maxsize=8)
def shipped(country: str | None) -> Book:
    """The law that came with the product."""
    return read_book(shipped_texts(country))


@lru_cache(maxsize=8)
def _read(texts: tuple[tuple[str, str, str], ...]) -> Book:
    """The book of adopted texts; refused when one is no longer the text that was adopted."""
    for path, text, digest in texts:
        if digest_of(text) != digest:
            words = "The text of the law “%(path)s” is not the one that was adopted: nothing is decided by it. Run mis check"
            raise conflict(words, "law-digest", path=path)
    return read_book({path: text for path, text, _ in texts})


def texts_agree(session: Session) -> tuple[int, list[str]]:
    """How many sheets of law the office holds or held, and those whose text is not the one that was adopted."""
    rows = session.execute(select(LawSheet.path, LawSheet.text, LawSheet.digest)).all()
    return len(rows), [f"{row.path}: its text is not the one adopted" for row in rows if digest_of(row.text) != row.digest]


def sheet_in_force(session: Session, code: str, lock: bool = False) -> LawSheet | None:
    """The text of that code that the office holds now."""
    question = select(LawSheet).where(LawSheet.code == code, LawSheet.replaced_at.is_(None))
    return session.scalar(question.with_for_update() if lock else question)


def used_editions(session: Session, code: str) -> frozenset[str]:
    """The digests of the editions of a sheet by which something was decided."""
    return frozenset(session.scalars(select(LawUse.digest).where(LawUse.code == code)))


def drafts(session: Session, state: str | None = None) -> Sequence[LawDraft]:
    """The drafts of law, newest first; those of one state where it is given."""
    question = select(LawDraft).order_by(LawDraft.id.desc()).limit(DRAFTS_SHOWN)
    return session.scalars(question.where(LawDraft.state == state) if state else question).all()


def draft_by_reference(session: Session, reference: str, lock: bool = False) -> LawDraft:
    """One draft; the law is one for all offices, so every officer who may read it finds it."""
    question = select(LawDraft).where(LawDraft.reference == read_reference(reference))
    row = session.scalar(question.with_for_update().execution_options(populate_existing=True) if lock else question)
    if row is None:
        raise missing("There is no such draft of law")
    return row


def draft_sheet(row: LawDraft) -> Sheet:
    """The sheet that a draft would put in force."""
    return _read(((row.code, row.text, row.digest),)).sheet(row.code)


def drafts_waiting(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many drafts of others wait for this officer's approval, and since when the oldest does."""
    mine = LawDraft.state == "submitted", LawDraft.made_by != by.id
    count, since = session.execute(select(func.count(), func.min(LawDraft.submitted_at)).where(*mine)).one()
    return count, since.date() if since else None


def waiting_items(session: Session, by: ActingOfficer, most: int) -> Sequence[WorkItem]:
    """The oldest drafts that wait for this officer's approval."""
    mine = LawDraft.state == "submitted", LawDraft.made_by != by.id
    rows = session.scalars(select(LawDraft).where(*mine).order_by(LawDraft.submitted_at).limit(most))
    return [
        WorkItem(row.code, row.note, _("Draft of law to approve"), f"/law/drafts/{row.reference}", row.submitted_at.date())
        for row in rows
        if row.submitted_at
    ]


def unconfirmed(session: Session, code: str, day: date) -> list[Line]:
    """The lines of a sheet in force on a day that rest on a single source and that nobody has read a second time."""
    found = sheet(session, code)
    edition = found.edition_on(day)
    single = [line for line in edition.lines if line.confidence == "single-source"] if edition else []
    read = confirmations(session, code) if single else {}
    return [line for line in single if line_digest(code, line) not in read]


def confirmations(session: Session, code: str) -> dict[str, LawConfirmation]:
    """The second readings of a sheet's lines, by what each line said."""
    rows = session.scalars(select(LawConfirmation).where(LawConfirmation.code == code))
    return {row.line_digest: row for row in rows}
