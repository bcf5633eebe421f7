"""Births in doubt and deaths reported wrongly, as pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import func
from sqlalchemy.orm import Session

from mis.forms import carried_out
from mis.identifiers import read_reference
from mis.look import tell
from mis.looks.noting import looked_at
from mis.paging import cursor, page_of
from mis.part import WorkItem
from mis.staff.queries import office_today, officer_names
from mis.staff.rules import ActingOfficer
from mis.web import db, officer, require
from registries.persons.actions import report_death
from registries.persons.forms import DeathCheckForm, DeathForm, ReasonForm
from registries.persons.letter import birth_words
from registries.persons.models import Person
from registries.persons.queries import person_by_reference
from registries.persons.rules import check_death, check_reference
from registries.vitalevents import actions, queries

pages = Blueprint("vitalevents", __name__, url_prefix="/persons")


@pages.get("/births-in-doubt")
@require("persons.read")
def list_births() -> str:
    """People who are older than anybody is believed to be, newest first."""
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    page = page_of(db(), queries.births_in_doubt(officer(), office_today(db())), Person.id, after, before)
    return render_template("pages/vitalevents/births.html", page=page)


@pages.route("/<reference>/birth", methods=["GET", "POST"])
@require("births.confirm")
def confirm_birth(reference: str) -> Any:
    """Confirm a birth that is in doubt."""
    done = _("The birth is confirmed.")
    return _act(reference, "confirm-birth", actions.confirm_birth, done, _("The person can be paid from the next run on."))


@pages.route("/<reference>/death", methods=["GET", "POST"])
@require("persons.change")
def death(reference: str) -> Any:
    """Report a death: first the answers, then a second look in which the reference is typed."""
    person = _person(reference)
    if person.died_on is not None and request.method == "GET":
        return redirect(url_for("vitalevents.show_death", reference=person.reference))
    if request.form.get("step") == "change":
        return render_template("pages/vitalevents/death.html", form=DeathForm(), person=person)
    if request.form.get("step") == "report":
        return _report(person, DeathCheckForm())
    form = DeathForm()
    if carried_out(form, lambda: check_death(person.birth_date, form.died_on.data, office_today(db()))):
        check = DeathCheckForm(formdata=None, data=form.data)
        return render_template("pages/vitalevents/death-check.html", form=check, person=person)
    return _form_page("death", form, person)


def _report(person: Person, check: DeathCheckForm) -> Any:
    def act() -> None:
        check_reference(person.reference, read_reference(check.again.data or ""))
        given = (check.died_on.data, check.source.data or "", check.certificate.data or "")
        report_death(db(), person, *given, officer())

    if carried_out(check, act):
        follows = _("What is due ends with the month of death; payments after it are stopped.")
        tell("done", _("Death recorded."), follows)
        return redirect(url_for("persons.show", reference=person.reference))
    return _form_page("death-check", check, person)


@pages.get("/<reference>/death/reported")
@require("persons.read")
def show_death(reference: str) -> str:
    """A death that is recorded: the day, who says so, who recorded it and when."""
    person = _person(reference)
    fact = queries.recorded_fact(db(), person, "died_on")
    names = officer_names(db(), [fact.recorded_by] if fact else [])
    return render_template("pages/vitalevents/death-reported.html", person=person, fact=fact, names=names)


@pages.route("/<reference>/death/take-back", methods=["GET", "POST"])
@require("deaths.reverse")
def reverse_death(reference: str) -> Any:
    """Take back a death that was reported wrongly."""
    done = _("The death is taken back.")
    return _act(reference, "reverse-death", actions.reverse_death, done, _("Awards go on; the next run pays what was missed."))


def _act(reference: str, template: str, act: Callable[..., Any], done: str, follows: str) -> Any:
    person, form = _person(reference), ReasonForm()
    if carried_out(form, lambda: act(db(), person, form.reason.data or "", officer())):
        tell("done", done, follows)
        return redirect(url_for("persons.show", reference=person.reference))
    return _form_page(template, form, person)


def _person(reference: str) -> Person:
    """The person whose record is shown or changed; that it was looked at is written down."""
    person = person_by_reference(db(), officer(), reference)
    looked_at(person.reference)
    return person


def _form_page(template: str, form: FlaskForm, person: Person) -> Any:
    page = render_template(f"pages/vitalevents/{template}.html", form=form, person=person)
    return page, 422 if request.method == "POST" else 200


def of_person(session: Session, _by: ActingOfficer, person_id: int) -> dict[str, Any]:
    """What a second officer may look at on a person's page: a birth in doubt, a death; nothing when there is neither."""
    person = session.get_one(Person, person_id)
    doubt = queries.is_in_doubt(session, person, office_today(session))
    return {"person": person, "doubt": doubt} if doubt or person.died_on else {}


def waiting_count(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many births wait for a second look, and since when the first of these people is registered."""
    waiting = queries.births_in_doubt(by, office_today(session))
    count, since = session.execute(waiting.with_only_columns(func.count(), func.min(Person.registered_on))).one()
    return count, since


def waiting_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The births that have waited longest for a second look by this officer."""
    waiting = queries.births_in_doubt(by, office_today(session)).where(Person.registered_by != by.id)
    return [
        WorkItem(
            person.name, person.reference, _("Born %(when)s: is it so?", when=birth_words(person)),
            url_for("vitalevents.confirm_birth", reference=person.reference), person.registered_on,
        )
        for person in session.scalars(waiting.order_by(Person.id).limit(most))
    ]  # fmt: skip
