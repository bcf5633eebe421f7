"""Households as pages: the list, one household, who joins and who leaves."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from mis.dates import age_on
from mis.forms import carried_out
from mis.identifiers import read_reference
from mis.look import tell
from mis.looks.noting import looked_at
from mis.paging import cursor, page_of
from mis.panels import panels
from mis.part import Found
from mis.staff.queries import area_paths, areas, office_today
from mis.staff.rules import ActingOfficer
from mis.web import db, officer, require
from registries.households import actions
from registries.households.forms import ROLE_WORDS, FindHouseholdForm, HouseholdForm, LeaveForm, MemberForm
from registries.households.models import Household
from registries.households.queries import household_by_reference, households_of, matching, members, membership_history
from registries.persons.queries import person_by_reference

SEARCH_ROWS = 50
households = Blueprint("households", __name__, url_prefix="/households")


@households.get("")
@require("households.read")
def list_households() -> str:
    """Households found by book, member or reference, newest first."""
    form = FindHouseholdForm(request.args)
    text = form.q.data or ("?" if request.args.get("q", "").strip() else "")
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    page = page_of(db(), matching(officer(), text), Household.id, after, before)
    people = members(db(), [row.id for row in page.rows], office_today(db()))
    return render_template("pages/households/list.html", form=form, text=text, page=page, people=people, places=area_paths(db()))


@households.get("/<reference>")
@require("households.read")
def show(reference: str) -> str:
    """One household: its members today, and all who ever belonged to it."""
    row, today = household_by_reference(db(), officer(), reference), office_today(db())
    rows = membership_history(db(), row.id)
    looked_at(*(person.reference for _member, person in rows))
    return render_template(
        "pages/households/household.html", household=row, place=area_paths(db())[row.area_id], roles=ROLE_WORDS, today=today,
        now=members(db(), [row.id], today).get(row.id, []), rows=rows, main=panels("household", row.id),
        beside=panels("household", row.id, beside=True),
    )  # fmt: skip


def _answer(template: str, form: FlaskForm, **more: Any) -> Any:
    return render_template(f"pages/households/{template}.html", form=form, **more), 422 if request.method == "POST" else 200


@households.route("/new", methods=["GET", "POST"])
@require("households.register")
def new() -> Any:
    """Enter a household with its members."""
    form = HouseholdForm()
    paths = area_paths(db())
    form.area.choices = [("", ""), *sorted(((area.code, paths[area.id]) for area in areas(db())), key=lambda pair: pair[1])]
    kept: list[Household] = []

    def act() -> None:
        rows = [entry.form for entry in form.members if entry.form.person.data or entry.form.role.data]
        belonging = tuple(actions.Belonging(row.person.data or "", row.role.data or "") for row in rows)
        given = actions.NewHousehold(form.book_number.data or "", str(form.area.data), form.registered_on.data, belonging)
        kept.append(actions.register(db(), given, officer()))

    if carried_out(form, act):
        tell("done", _("Registered. The reference is %(reference)s.", reference=kept[0].reference))
        return redirect(url_for("households.show", reference=kept[0].reference))
    return _answer("new", form)


@households.route("/<reference>/members/new", methods=["GET", "POST"])
@require("households.change")
def join(reference: str) -> Any:
    """Let a person join, or give somebody there another role."""
    row, form = household_by_reference(db(), officer(), reference), MemberForm()

    def act() -> None:
        given = actions.Belonging(form.person.data or "", str(form.role.data))
        actions.add_member(db(), row, given, form.since.data, form.reason.data or "", officer())

    if carried_out(form, act):
        tell("done", _("The household has changed."))
        return redirect(url_for("households.show", reference=row.reference))
    return _answer("join", form, household=row)


@households.route("/<reference>/members/<person>/leave", methods=["GET", "POST"])
@require("households.change")
def leave(reference: str, person: str) -> Any:
    """Let a person leave after a last day."""
    row, form = household_by_reference(db(), officer(), reference), LeaveForm()
    who = person_by_reference(db(), officer(), person)
    looked_at(who.reference)
    if carried_out(form, lambda: actions.end_member(db(), row, who, form.last_day.data, form.reason.data or "", officer())):
        tell("done", _("The household has changed."))
        return redirect(url_for("households.show", reference=row.reference))
    return _answer("leave", form, household=row, person=who)


def of_person(session: Session, _by: ActingOfficer, person_id: int) -> dict[str, Any]:
    """The household of a person today, for her page."""
    today = office_today(session)
    household = households_of(session, [person_id], today).get(person_id)
    if household is None:
        return {}
    people = [
        {"name": person.name, "reference": person.reference, "here": person.id == person_id, "role": ROLE_WORDS[member.role],
         "age": age_on(person.birth_date, person.died_on or today)}
        for member, person in members(session, [household.id], today)[household.id]
    ]  # fmt: skip
    return {"household": household, "people": people}


def find(session: Session, by: ActingOfficer, text: str) -> list[Found]:
    """What the search field finds among households: an exact reference or book number."""
    rows = session.scalars(matching(by, text).order_by(Household.id.desc()).limit(SEARCH_ROWS)).all()
    exact = [row for row in rows if text in (row.book_number, row.reference) or read_reference(text) == row.reference]
    return [
        Found(_("Household"), row.book_number, row.reference, url_for("households.show", reference=row.reference), True)
        for row in exact
    ]
