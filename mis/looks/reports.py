"""Looks at records as a report: who saw whose record, when, and on which page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, Select, cast, func, select
from sqlalchemy.orm import Session

from mis.errors import refuse
from mis.identifiers import read_reference
from mis.looks.models import RecordLook
from mis.reporting import Asked, Column, Filter, Report
from mis.staff.models import Office, Officer

ROWS_MAX = 20_000


def look_rows(session: Session, asked: Asked) -> list[tuple]:
    """The looks of officers of the offices asked, oldest first; refused when there are more than a report can show."""
    zone = asked.known_at.tzinfo
    found = session.execute(_question(asked).order_by(RecordLook.id).limit(ROWS_MAX + 1)).all()
    if len(found) > ROWS_MAX:
        raise refuse("from", "From: more than %(most)d looks; choose fewer days", "too-many", most=ROWS_MAX)
    rows = []
    for look, username, office in found:
        at = look.at.astimezone(zone)
        rows.append((at.date(), f"{at:%H:%M:%S}", username, office, look.about, look.act, _("yes") if look.family else _("no")))
    return rows


def _question(asked: Asked) -> Select:
    chosen: dict[str, Any] = dict(asked.filters)
    day = cast(func.timezone(str(asked.known_at.tzinfo), RecordLook.at), Date)
    question = (
        select(RecordLook, Officer.username, Office.name)
        .join(Officer, Officer.id == RecordLook.officer_id)
        .join(Office, Office.id == RecordLook.office_id)
        .where(RecordLook.office_id.in_(asked.offices or ()))
    )
    if "officer" in chosen:
        question = question.where(Officer.username == chosen["officer"].lower())
    if "person" in chosen:
        question = question.where(RecordLook.about == (read_reference(chosen["person"]) or chosen["person"]))
    if "from" in chosen:
        question = question.where(day >= chosen["from"])
    if "to" in chosen:
        question = question.where(day <= chosen["to"])
    return question


LOOKS_AT_RECORDS = Report(
    name="looks-at-records",
    title=_l("Looks at records"),
    question=_l("Who looked at whose record, when and on which page?"),
    permission="trail.read",
    columns=(
        Column("day", _l("Day"), "day"),
        Column("time", _l("Time")),
        Column("officer", _l("User name")),
        Column("office", _l("Office")),
        Column("person", _l("Record"), "reference"),
        Column("page", _l("Page")),
        Column("family", _l("Own or family's")),
    ),
    filters=(
        Filter("officer", _l("User name"), "text"),
        Filter("person", _l("Reference of the person"), "text"),
        Filter("from", _l("From"), "day"),
        Filter("to", _l("To"), "day"),
    ),
    definitions=(
        (_l("Look"), _l("A page or an answer of the API about one person, given to an officer; a list of people found is none")),
        (_l("Own or family's"), _l("The officer's own record as a person, or that of somebody in her household, as known then")),
    ),
    note=_l("Looks go on being written; days that are over give the same file again."),
    read=look_rows,
)
