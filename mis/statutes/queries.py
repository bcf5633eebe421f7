"""Reading the law as the office holds it: the database is the law; before it holds any, the shipped files are."""

import hashlib
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.law.book import Book, Sheet, read_book, shipped_texts
from mis.staff.models import Installation
from mis.statutes.models import LawSheet


def book(session: Session) -> Book:
    """The law in the office's hands, read once per content."""
    rows = session.execute(
        select(LawSheet.path, LawSheet.text).where(LawSheet.replaced_at.is_(None)).order_by(LawSheet.path)
    ).all()
    if rows:
        return _read(tuple((row.path, row.text) for row in rows))
    installation = session.get(Installation, 1)
    return shipped(installation.country if installation else None)


def sheet(session: Session, code: str) -> Sheet:
    """One benefit's or scheme's sheet; refused when there is no such law here."""
    return book(session).sheet(code)


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
def _read(texts: tuple[tuple[str, str], ...]) -> Book:
    return read_book(dict(texts))
