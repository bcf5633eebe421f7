"""The words for what the law sheets say in codes: branches, states, kinds, how surely a value is known."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from mis.language import current_language
from mis.law.book import Line, Sheet
from mis.law.languages import said_in
from mis.law.provisions import Provision, provisions_on
from mis.statutes.queries import benefits, book

BRANCHES: Mapping[str, Any] = {
    "old-age": _l("Old age"),
    "survivors": _l("Survivors"),
    "disability": _l("Disability"),
    "sickness": _l("Sickness"),
    "health": _l("Health care"),
    "maternity": _l("Maternity and paternity"),
    "family": _l("Child and family"),
    "unemployment": _l("Unemployment"),
    "employment-injury": _l("Employment injury"),
    "long-term-care": _l("Long-term care"),
    "all": _l("Social insurance, all branches"),
}
STATUSES: Mapping[str, tuple[str, Any]] = {
    "in force": ("approved", _l("In force")),
    "closed": ("draft", _l("Closed")),
    "incomplete": ("waiting", _l("Incomplete")),
}
DRAFT_STATES: Mapping[str, tuple[str, Any]] = {
    "draft": ("draft", _l("Draft")),
    "submitted": ("waiting", _l("Waits for a second officer")),
    "approved": ("approved", _l("Approved")),
    "withdrawn": ("refused", _l("Withdrawn")),
}
KINDS: Mapping[str, Any] = {"benefit": _l("Benefit"), "contributions": _l("Contributions"), "charges": _l("Late charges")}
CONFIDENCES: Mapping[str, tuple[str, Any]] = {
    "confirmed": ("met", _l("Confirmed")),
    "single-source": ("waiting", _l("Single source")),
    "missing": ("open", _l("Not read")),
}


PERIODS: Mapping[str, Any] = {
    "month": _l("a month"), "day": _l("a day"), "week": _l("a week"), "year": _l("a year"), "once": _l("once"),
}  # fmt: skip


def status_of(status: str) -> tuple[str, str]:
    """The tag of a sheet's status: how it looks and what it says."""
    look, words = STATUSES.get(status, ("draft", status.capitalize()))
    return look, str(words)


FREQUENCIES: Mapping[str, Any] = {
    "day": _l("by the day"),
    "week": _l("each week"),
    "once": _l("once"),
    "twice a month": _l("twice a month, half each time"),
    "two months in arrears": _l("every two months, for the two months that have passed"),
    "13 a year": _l("13 times a year"),
    "14 a year": _l("14 times a year"),
    "quarter": _l("each quarter"),
    "year": _l("each year"),
}


def frequency_words(sheet: Sheet) -> str:
    """How a benefit is paid, when not simply each month."""
    return str(FREQUENCIES.get((sheet.periods or {}).get("frequency", sheet.per), ""))


def service_words(sheet: Sheet, names: Sequence[str], on: date, language: str) -> list[tuple[str, str]]:
    """Services by their name in a language, each with the provision that covers it on a day."""
    edition = sheet.edition_on(on)
    known = {service["name"]: service for service in edition.services} if edition else {}
    return [
        (said_in(known.get(name, {}), language) or name, known.get(name, {}).get("law") or known.get(name, {}).get("source", ""))
        for name in names
    ]


def per_words(per: str) -> str:
    """How often the amount is due, after its currency: a month, once."""
    return str(PERIODS.get(per, per))


def branch_words(branch: str) -> str:
    """A branch of social security in words; one that has none yet by its own code."""
    return str(BRANCHES.get(branch, branch.replace("-", " ").capitalize()))


def name_of(sheet: Sheet, language: str) -> str:
    """What the benefit or scheme is called, in the language or else in English."""
    return str(said_in(sheet.name, language))


def scheme_names(session: Session, language: str) -> dict[str, str]:
    """Each scheme of the office's law by its code, named as its own sheet or its first benefit is."""
    names: dict[str, str] = {}
    for sheet in sorted(book(session).sheets.values(), key=lambda sheet: (sheet.code != sheet.scheme, sheet.code)):
        names.setdefault(sheet.scheme, name_of(sheet, language))
    return names


def scheme_choices(session: Session) -> list[tuple[str, str]]:
    """The schemes to choose from."""
    return sorted(scheme_names(session, current_language()).items())


def benefit_choices(session: Session) -> list[tuple[str, str]]:
    """The benefits to choose from: those whose law is held whole."""
    return sorted((sheet.code, name_of(sheet, current_language())) for sheet in benefits(session))


def told_of(sheet: Sheet, line: Line, day: date, language: str) -> Provision:
    """One line in force on a day, in words."""
    return next(row for row in provisions_on(sheet, day, language) if row.name == line.name)
