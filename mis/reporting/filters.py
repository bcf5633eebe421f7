"""What somebody chose in a report's filters, read with clear refusals."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mis.dates import parse_day, parse_month
from mis.errors import Problem, Refusal
from mis.printing.wording import day_words, month_words
from mis.reporting.report import Filter, Report

TEXT_MAX = 200
TIMES = {"day": parse_day, "month": parse_month}


def parse_filters(report: Report, chosen: Mapping[str, str], session: Session | None = None) -> dict[str, Any]:
    """The chosen filters by name: days and months as dates, the rest as text, what was left empty left out.

    Refused, all at once and each at its field: a filter that the report has not, a choice that is not offered, a day or
    month that cannot be read, a required one left empty, a text longer than 200 characters.
    """
    known = {wanted.name for wanted in report.filters}
    problems = [
        Problem(name, "This report has no filter “%(name)s”", "no-such-filter", values={"name": name[:40]})
        for name in chosen
        if name not in known
    ]
    read: dict[str, Any] = {}
    for wanted in report.filters:
        try:
            value = _read(wanted, chosen.get(wanted.name, "").strip(), session)
        except Refusal as refusal:
            problems += refusal.problems
            continue
        if value is not None:
            read[wanted.name] = value
    if problems:
        raise Refusal(*problems)
    return read


def filters_in_words(report: Report, filters: Mapping[str, Any], language: str, session: Session | None = None) -> dict[str, str]:
    """The chosen filters as a reader sees them, by the filter's name."""
    shown = {}
    for wanted in report.filters:
        value = filters.get(wanted.name)
        if value is not None:
            shown[wanted.name] = _words(wanted, value, language, session)
    return shown


def _read(wanted: Filter, text: str, session: Session | None) -> Any:
    """One filter's value, or nothing when it was left empty."""
    if not text:
        if wanted.required:
            raise _wrong(wanted, "%(filter)s: choose one", "required")
        return None
    if wanted.kind in TIMES:
        return _time(wanted, text)
    if wanted.kind == "choice" and text not in dict(wanted.offered(session)):
        raise _wrong(wanted, "%(filter)s: “%(found)s” is not one of the choices", "not-a-choice", text[:40])
    if len(text) > TEXT_MAX or not text.isprintable():
        raise _wrong(wanted, "%(filter)s: at most 200 characters on one line", "too-long")
    return text


def _time(wanted: Filter, text: str) -> date:
    """A day, or a month as its first day; refused in words that begin with the filter's own name."""
    try:
        return TIMES[wanted.kind](text, wanted.name)
    except Refusal as refusal:
        day = "%(filter)s: “%(found)s” is not a day written as 2024-05-31"
        month = "%(filter)s: “%(found)s” is not a month written as 2024-05"
        words = day if wanted.kind == "day" else month
        raise _wrong(wanted, words, refusal.problems[0].code, text[:40]) from None


def _words(wanted: Filter, value: Any, language: str, session: Session | None) -> str:
    """One chosen value in words."""
    if wanted.kind == "day":
        return day_words(value, language, short=True)
    if wanted.kind == "month":
        return month_words(value, language)
    return dict(wanted.offered(session))[value] if wanted.kind == "choice" else str(value)


def _wrong(wanted: Filter, message: str, code: str, found: str = "") -> Refusal:
    """A refusal at the filter's field."""
    return Refusal(Problem(wanted.name, message, code, values={"filter": str(wanted.title), "found": found}))
