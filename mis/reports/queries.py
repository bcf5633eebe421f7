"""Asking a report: which ones an officer may read, what she chose, and the answer from one snapshot."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.audit.models import AuditLine
from mis.errors import missing
from mis.money import Currency
from mis.part import Part
from mis.reporting import Asked, Report, Result, parse_filters, run
from mis.reporting.filters import filters_in_words
from mis.staff.queries import installation, office_today
from mis.staff.rules import ActingOfficer, demand
from mis.statutes.queries import book

TAKEN = "report taken"
# Acts that change nothing a report could show: reading does not make the registers newer.
NOT_NEWS = (TAKEN, "signed in", "signed out", "token opened", "document opened", "file taken")


def all_reports(parts: Sequence[Part]) -> list[Report]:
    """Every report of the product, by name."""
    return sorted((report for part in parts for report in part.reports), key=lambda report: report.name)


def reports_of(parts: Sequence[Part], by: ActingOfficer) -> list[Report]:
    """The reports that the officer may read."""
    return [report for report in all_reports(parts) if by.may(report.permission)]


def report_named(parts: Sequence[Part], by: ActingOfficer, name: str) -> Report:
    """One report; refused when there is none of that name, or the officer lacks its permission."""
    report = next((report for report in all_reports(parts) if report.name == name), None)
    if report is None:
        raise missing("There is no such report")
    demand(by, report.permission)
    return report


def answer(session: Session, by: ActingOfficer, report: Report, chosen: Mapping[str, str], language: str) -> Result:
    """The report's answer to what was chosen, within the officer's offices; raises Refusal at the filters."""
    return run(report, session, ask(session, by, report, parse_filters(report, chosen, session), language))


def unasked(session: Session, by: ActingOfficer, report: Report, language: str) -> Result:
    """The report before anything was chosen: no rows."""
    return Result(report, ask(session, by, report, {}, language), (), None)


def ask(session: Session, by: ActingOfficer, report: Report, filters: Mapping, language: str) -> Asked:
    """What is asked: the filters, on their day or else today, in the currency of the scheme chosen."""
    day = filters.get("on") or office_today(session)
    shown = filters_in_words(report, filters, language, session)
    currency = _currency(session, filters)
    return Asked(filters, frozenset(by.offices), currency, day, known_at(session), language, shown)


def known_at(session: Session) -> datetime:
    """The instant of the last act that changed anything, in the office's zone: until the next, a report stays the same."""
    last = select(AuditLine.at).where(AuditLine.act.not_in(NOT_NEWS)).order_by(AuditLine.id.desc()).limit(1)
    office = installation(session)
    moment = session.scalar(last) or office.opened_at
    return moment.astimezone(UTC).astimezone(ZoneInfo(office.timezone))


def _currency(session: Session, filters: Mapping) -> Currency:
    """The money of the scheme or benefit that was chosen, else the one most used by the office's law."""
    sheets = book(session).sheets
    chosen = sheets.get(filters.get("scheme", "")) or sheets.get(filters.get("benefit", ""))
    if chosen is not None:
        return Currency(chosen.currency, chosen.decimals)
    used = Counter((sheet.currency, sheet.decimals) for sheet in sheets.values())
    return Currency(*min(used, key=lambda pair: (-used[pair], pair)))
