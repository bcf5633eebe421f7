"""The trail of one record as a report: every act upon it, from the first to the last."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.audit.models import AuditLine
from mis.identifiers import read_reference
from mis.reporting import Asked, Column, Filter, Report
from mis.staff.models import Office

SHOWN_MAX = 2000


def trail_rows(session: Session, asked: Asked) -> list[tuple]:
    """Every act upon the record that was asked, oldest first, with the days since the one before.

    A record's trail is shown to offices of which at least one has acted upon it; others see none.
    """
    typed = asked.filters["record"]
    about = AuditLine.about == (read_reference(typed) or typed)
    names = select(Office.name).where(Office.id.in_(asked.offices or ()))
    ours = select(AuditLine.id).where(about, AuditLine.office.in_(names)).exists()
    lines = session.scalars(select(AuditLine).where(about, ours).order_by(AuditLine.id)).all()
    rows, before = [], None
    for line in lines:
        at = line.at.astimezone(asked.known_at.tzinfo)
        days = (at.date() - before).days if before else 0
        before = at.date()
        rows.append((at.date(), f"{at:%H:%M:%S}", line.act, line.officer, line.office, _changes(line), line.reason or "", days))
    return rows


def _changes(line: AuditLine) -> str:
    """What was before and after, in words that every typeface has."""
    before, after = line.before or {}, line.after or {}
    said = [
        _("%(name)s: was %(before)s, now %(after)s", name=name, before=before[name], after=value)
        if name in before
        else f"{name}: {value}"
        for name, value in after.items()
    ]
    said += [_("%(name)s: was %(before)s", name=name, before=value) for name, value in before.items() if name not in after]
    said += [ngettext("%(num)d row", "%(num)d rows", line.count)] if line.count is not None else []
    return "; ".join(said)[:SHOWN_MAX]


TRAIL_OF_RECORD = Report(
    name="trail-of-record",
    title=_l("Trail of a record"),
    question=_l("Who did what to this record, when and why?"),
    permission="trail.read",
    columns=(
        Column("day", _l("Day"), "day"),
        Column("time", _l("Time")),
        Column("act", _l("Act")),
        Column("officer", _l("By")),
        Column("office", _l("Office")),
        Column("change", _l("Before and after")),
        Column("reason", _l("Reason")),
        Column("days", _l("Days since"), "number"),
    ),
    filters=(Filter("record", _l("Reference of the record"), "text", required=True),),
    definitions=(
        (_l("Act"), _l("One line of the trail, written in the same transaction as the change itself and sealed since")),
        (_l("Record"), _l("The reference as on a letter; a record on which none of your offices has acted is not shown")),
        (_l("Days since"), _l("Days of the calendar between an act and the one before it upon the same record")),
    ),
    drawn="days",
    read=trail_rows,
)
