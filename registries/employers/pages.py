"""Employers as pages: the list, one employer, registering one, who works there."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from mis.errors import Refusal
from mis.forms import DayField, ListField, NameField, Needed, OnceField, ReferenceField, TextField, form_problems
from mis.look import tell
from mis.paging import cursor
from mis.panels import panels
from mis.staff.queries import area_paths, areas, office_today
from mis.web import db, officer, require
from registries.employers import actions, queries
from registries.employers.rules import NewEmployer, NewSpell

pages = Blueprint("employers", __name__, url_prefix="/employers")

SECTORS = {
    "agriculture": _l("Agriculture and fishing"),
    "mining": _l("Mining"),
    "manufacturing": _l("Manufacturing"),
    "energy": _l("Energy and water"),
    "construction": _l("Construction"),
    "trade": _l("Trade"),
    "transport": _l("Transport"),
    "hospitality": _l("Hotels and restaurants"),
    "information": _l("Information and communication"),
    "finance": _l("Finance and insurance"),
    "services": _l("Other services"),
    "public-administration": _l("Public administration"),
    "education": _l("Education"),
    "health": _l("Health and social work"),
    "households": _l("Households as employers"),
}


class EmployerForm(FlaskForm):
    """A new employer."""

    name = NameField(_l("Name"), [Needed()])
    number = TextField(_l("Number"), [Needed()], most=40, description=_l("The number on its certificate of registration."))
    sector = ListField(_l("Sector"), [Needed()])
    area = ListField(_l("Place"), [Needed()])
    started_on = DayField(_l("Began on"), [Needed()], description=_l("The day from which it employs people."))
    once = OnceField()


class WorkForm(FlaskForm):
    """Somebody begins to work here."""

    person = ReferenceField(_l("Person"), [Needed()], description=_l("The reference on the card, for example PE-7K2M1-QX0AB-9D."))
    started_on = DayField(_l("Began on"), [Needed()])
    ended_on = DayField(_l("Left on"))
    once = OnceField()


class LeaveForm(FlaskForm):
    """Somebody left, or the day was wrong."""

    ended_on = DayField(_l("Left on"), [Needed()], description=_l("The last day of work."))
    reason = TextField(_l("How do we know"), [Needed()], most=300)
    once = OnceField()


@pages.get("")
@require("employers.read")
def list_employers() -> Any:
    """The employers of the officer's offices, found by name, number or reference."""
    text = request.args.get("q", "")[:200]
    page = queries.employers_page(
        db(), officer(), text, cursor(request.args.get("after"), "after"), cursor(request.args.get("before"), "before")
    )
    places = area_paths(db())
    workers = queries.workers_now(db(), [row.id for row in page.rows], office_today(db()))
    rows = [
        {
            "employer": row,
            "place": places[row.area_id],
            "sector": SECTORS.get(row.sector, row.sector),
            "workers": workers.get(row.id, 0),
        }
        for row in page.rows
    ]
    return render_template("pages/employers/list.html", page=page, rows=rows, text=text)


@pages.route("/register", methods=["GET", "POST"])
@require("employers.register")
def register() -> Any:
    """A new employer."""
    form = EmployerForm()
    form.sector.choices = [("", ""), *SECTORS.items()]
    paths = area_paths(db())
    form.area.choices = [("", ""), *((area.code, paths[area.id]) for area in areas(db()))]
    if form.validate_on_submit():
        new = NewEmployer(form.number.data, form.name.data, form.sector.data, form.area.data, form.started_on.data)
        try:
            row = actions.register(db(), new, officer())
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            tell("done", _("%(name)s is registered", name=row.name), _("Say next who works there."))
            return redirect(url_for("employers.show", reference=row.reference), 303)
    return render_template("pages/employers/form.html", form=form), 422 if form.errors or form.form_errors else 200


@pages.get("/<reference>")
@require("employers.read")
def show(reference: str) -> Any:
    """One employer, who works there, and what other registers know of it."""
    row = queries.employer_by_reference(db(), officer(), reference)
    page = queries.spells_page(
        db(), row.id, cursor(request.args.get("after"), "after"), cursor(request.args.get("before"), "before")
    )
    today = office_today(db())
    return render_template(
        "pages/employers/show.html",
        employer=row,
        sector=SECTORS.get(row.sector, row.sector),
        place=area_paths(db())[row.area_id],
        workers=queries.workers_now(db(), [row.id], today).get(row.id, 0),
        page=page,
        offices=officer().offices,
        rows=[{"spell": row.EmploymentSpell, "person": row.Person} for row in page.rows],
        panels=panels("employer", row.id),
    )


@pages.route("/<reference>/workers/add", methods=["GET", "POST"])
@require("employers.register")
def add_worker(reference: str) -> Any:
    """Somebody begins to work here."""
    row = queries.employer_by_reference(db(), officer(), reference)
    form = WorkForm()
    if form.validate_on_submit():
        new = NewSpell(form.person.data, form.started_on.data, form.ended_on.data)
        try:
            actions.begin_work(db(), reference, [new], officer())
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            tell("done", _("Written down: the work at %(name)s", name=row.name))
            return redirect(url_for("employers.show", reference=row.reference), 303)
    return render_template("pages/employers/work.html", form=form, employer=row), 422 if form.errors or form.form_errors else 200


@pages.route("/<reference>/workers/<person>/left", methods=["GET", "POST"])
@require("employers.register")
def worker_left(reference: str, person: str) -> Any:
    """The last day of work of somebody."""
    row = queries.employer_by_reference(db(), officer(), reference)
    spell, worker = queries.last_spell(db(), row.id, person)
    form = LeaveForm(ended_on=spell.ended_on)
    if form.validate_on_submit():
        try:
            actions.end_work(db(), reference, person, form.ended_on.data, form.reason.data, officer())
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            tell("done", _("Written down: the last day of %(name)s", name=worker.name))
            return redirect(url_for("employers.show", reference=row.reference), 303)
    status = 422 if form.errors or form.form_errors else 200
    return render_template("pages/employers/left.html", form=form, employer=row, worker=worker, spell=spell), status
