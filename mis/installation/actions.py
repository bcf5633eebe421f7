"""Opening an office: its name, places, offices and law, as an act of its first officer."""

import hashlib
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import conflict, refuse
from mis.installation.rules import Plan
from mis.law.book import shipped_texts
from mis.staff.actions import add_area, add_office
from mis.staff.models import Area, Installation, Office
from mis.staff.rules import ActingOfficer
from mis.statutes.actions import adopt_law
from mis.statutes.models import LawSheet


def open_office(session: Session, plan: Plan, by: ActingOfficer | None) -> Installation:
    """Open the office that the plan describes, with its country's law; refused when one is open already."""
    if session.get(Installation, 1) is not None:
        raise conflict("This office is open already", "open-already")
    row = Installation(
        id=1,
        institution=plan.institution,
        address=plan.address,
        country=plan.country,
        timezone=plan.timezone,
        signatory=plan.signatory,
        paying_bank=plan.paying_bank,
        paying_account=plan.paying_account,
        file_payments_max=plan.file_payments_max,
        appeal_days=plan.appeal_days,
        report_days=plan.report_days,
        decide_months=plan.decide_months,
        looks_per_hour=plan.looks_per_hour,
        demonstration=plan.demonstration,
        today=None,
    )
    session.add(row)
    session.flush()
    record(session, by, "office opened", "installation", after={"institution": plan.institution, "country": plan.country})
    _add_places(session, plan, by)
    adopt_law(session, plan.country, by)
    return row


def _add_places(session: Session, plan: Plan, by: ActingOfficer | None) -> None:
    """The areas and offices of the plan, each after the one that holds it."""
    areas: dict[str, Area] = {}
    for each in plan.areas:
        areas[each.code] = add_area(session, each.code, each.name, _known(areas, each.within, "area"), by)
    offices: dict[str, Office] = {}
    for told in plan.offices:
        area = _known(areas, told.area, "area")
        assert area is not None
        offices[told.code] = add_office(session, told.code, told.name, area, _known(offices, told.within, "office"), by)


def _known(places: dict[str, Any], code: str | None, kind: str) -> Any:
    if code is None:
        return None
    if code not in places:
        raise refuse(kind, "%(kind)s “%(code)s” is not in the plan above the line that names it", "unknown", kind=kind, code=code)
    return places[code]


def adopt_new_law(session: Session) -> tuple[int, int]:
    """After an upgrade: adopt laws that are new here, and count the shipped texts that differ from the office's.

    A text that the office holds is never changed by a release; the office decides on it.
    """
    country = session.get_one(Installation, 1).country
    adopted = adopt_law(session, country, None)
    rows = session.execute(select(LawSheet.path, LawSheet.digest).where(LawSheet.replaced_at.is_(None))).all()
    shipped = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in shipped_texts(country).items()}
    return adopted, sum(1 for path, digest in rows if shipped.get(path, digest) != digest)


def stand_on_day(session: Session, day: date | None) -> None:
    """Let a demonstration stand on a day of its own; a real office stands on today."""
    row = session.get_one(Installation, 1)
    if not row.demonstration:
        raise refuse(None, "Only a demonstration can stand on another day", "not-demonstration")
    session.execute(update(Installation).values(today=day))
