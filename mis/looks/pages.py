"""Alarms of looks as pages: the list, one alarm with what was looked at, and closing it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from mis.forms import Needed, OnceField, TextField, carried_out
from mis.look import tell
from mis.looks import actions, queries
from mis.looks.models import LookAlarm
from mis.paging import cursor, page_of
from mis.part import WorkItem
from mis.staff.models import Officer
from mis.staff.queries import officer_names
from mis.staff.rules import ActingOfficer
from mis.web import db, officer, require

pages = Blueprint("looks", __name__, url_prefix="/looks")
LOOKS_SHOWN = 200
KINDS = {"many": _l("Many records in an hour"), "family": _l("Own or family's record")}


class FindingForm(FlaskForm):
    """What was found."""

    finding = TextField(
        _l("What was found"), [Needed()], most=500, lines=True,
        description=_l("What the officer said and what you saw, in one or two sentences."),
    )  # fmt: skip
    once = OnceField()


@pages.get("")
@require("trail.read")
def list_alarms() -> str:
    """Every alarm, newest first."""
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    page = page_of(db(), queries.alarms(officer()), LookAlarm.id, after, before)
    names = officer_names(db(), [row.officer_id for row in page.rows])
    return render_template("pages/looks/list.html", page=page, names=names, kinds=KINDS)


@pages.get("/<reference>")
@require("trail.read")
def show(reference: str) -> str:
    """One alarm, with what was looked at."""
    return _page(queries.alarm_by_reference(db(), officer(), reference), FindingForm(formdata=None))


@pages.post("/<reference>/close")
@require("looks.close")
def close(reference: str) -> Any:
    """Say what was found."""
    alarm, form = queries.alarm_by_reference(db(), officer(), reference), FindingForm()
    if not carried_out(form, lambda: actions.close_alarm(db(), reference, form.finding.data or "", officer())):
        return _page(alarm, form), 422
    tell("done", _("The alarm is closed."), _("What you found stands in the trail."))
    return redirect(url_for("looks.list_alarms"))


def _page(alarm: LookAlarm, form: FindingForm) -> str:
    who = db().get_one(Officer, alarm.officer_id)
    return render_template(
        "pages/looks/alarm.html", alarm=alarm, form=form, who=who, kind=KINDS[alarm.kind], own=who.id == officer().id,
        looks=queries.looks_around(db(), alarm, LOOKS_SHOWN), names=officer_names(db(), [alarm.closed_by]),
    )  # fmt: skip


def waiting_items(session: Session, by: ActingOfficer, most: int) -> Sequence[WorkItem]:
    """The alarms that have waited longest for this officer."""
    found = session.execute(queries.waiting_alarms(by).order_by(LookAlarm.id).limit(most))
    return [
        WorkItem(
            who.name, alarm.about or who.reference, str(KINDS[alarm.kind]), url_for("looks.show", reference=alarm.reference),
            alarm.raised_at.date(),
        )
        for alarm, who in found
    ]  # fmt: skip
