"""Registering a person and correcting her details, as pages."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from mis.errors import Conflict, Refusal
from mis.forms import form_problems
from mis.look import tell
from mis.looks.noting import looked_at
from mis.staff.queries import area_paths, areas, installation
from mis.web import db, officer, require
from registries.duplicates.queries import Resembling
from registries.numbers.rules import papers
from registries.persons.actions import Identifier
from registries.persons.forms import PAPER_WORDS, SEX_WORDS
from registries.persons.models import Person
from registries.persons.queries import person_by_reference
from registries.registrations.actions import Answer, Details, change, check_details, look_alikes, register
from registries.registrations.forms import NONE_YET, AnswerForm, ChangeForm, PersonForm, RegisterForm

registrations = Blueprint("registrations", __name__, url_prefix="/persons")


def area_choices() -> list[tuple[str, str]]:
    """Every place with those above it, by name."""
    paths = area_paths(db())
    return [("", ""), *sorted(((area.code, paths[area.id]) for area in areas(db())), key=lambda pair: pair[1].casefold())]


def _register_form(answers: MultiDict | None) -> RegisterForm:
    form = RegisterForm(formdata=answers)
    form.area.choices = area_choices()
    kinds = papers(installation(db()).country)
    form.kind.choices = [(kind, PAPER_WORDS[kind]) for kind in kinds] + [(NONE_YET, _("None yet"))]
    return form


def _details(form: PersonForm) -> Details:
    """The answers of a form as plain values."""
    born, precision = form.birth_date.data
    plain = ("name", "sex", "area", "address", "phone", "language")
    told: dict[str, Any] = {field: str(form[field].data or "") for field in plain}
    return Details(birth_date=born, birth_precision=precision, **told)


def _new(form: RegisterForm) -> Details:
    """The answers about a new person, with the number and whether she is a citizen."""
    given = vars(_details(form))
    if form.kind.data != NONE_YET:
        given["identifiers"] = (Identifier(str(form.kind.data), form.number.data or ""),)
    if form.citizen.answer is not None:
        given["facts"] = {"citizen": form.citizen.answer}
    return Details(**given)


@registrations.get("/new")
@require("persons.register")
def new() -> str:
    """The empty form."""
    return _form_page(_register_form(None))


@registrations.post("/new")
@require("persons.register")
def create() -> Any:
    """Check the answers, show who resembles her and what will happen; at the last step register."""
    form, step = _register_form(request.form), request.form.get("step")
    if step == "change":
        return _form_page(form)
    if not form.validate():
        return _form_page(form), 422
    try:
        kept = check_details(db(), _new(form), officer())
        seen = [each for each in look_alikes(db(), kept) if each.person.office_id in officer().offices]
    except Refusal as refusal:
        form_problems(form, refusal)
        return _form_page(form), 422
    answer = AnswerForm(formdata=request.form if step == "keep" else None)
    return _keep(form, kept, seen, answer) if step == "keep" else _check_page(form, kept, seen, answer)


def _keep(form: RegisterForm, kept: Details, seen: Sequence[Resembling], answer: AnswerForm) -> Any:
    """Register, or say at its field what is missing."""
    if not answer.validate():
        return _check_page(form, kept, seen, answer), 422
    try:
        person, pairs = register(db(), kept, Answer(answer.finding.data or "", answer.reason.data or ""), officer())
    except Refusal as refusal:
        if all(problem.field in answer for problem in refusal.problems):
            form_problems(answer, refusal)
            return _check_page(form, kept, seen, answer), 422
        form_problems(form, refusal)
        return _form_page(form), 422
    held = _("Another officer compares the records; nothing is paid until then.") if pairs else ""
    tell("done", _("Registered. The reference is %(reference)s.", reference=person.reference), held)
    return redirect(url_for("persons.show", reference=person.reference))


def _form_page(form: RegisterForm) -> str:
    return render_template("pages/registrations/new.html", form=form)


def _check_page(form: RegisterForm, kept: Details, seen: Sequence[Resembling], answer: AnswerForm) -> str:
    looked_at(*(each.person.reference for each in seen))
    answers = [(name, value) for name, value in request.form.items(multi=True) if name in _answer_names(form)]
    answer.finding.flags.required = answer.reason.flags.required = bool(seen)
    words = {"sex": SEX_WORDS[kept.sex], "area": dict(form.area.choices)[kept.area]}
    return render_template(
        "pages/registrations/check.html", form=answer, bare=FlaskForm(), kept=kept, seen=seen, answers=answers, words=words,
        papers=PAPER_WORDS, places=area_paths(db()), languages=dict(form.language.choices),
    )  # fmt: skip


def _answer_names(form: RegisterForm) -> set[str]:
    """The names of the inputs that hold answers."""
    plain = {field.name for field in form if field.name != "csrf_token"}
    return plain | {f"birth_date-{part}" for part in ("day", "month", "year")}


@registrations.route("/<reference>/change", methods=["GET", "POST"])
@require("persons.change")
def correct(reference: str) -> Any:
    """Correct the details; when somebody else changed them meanwhile, both are shown and nothing is done."""
    person = person_by_reference(db(), officer(), reference)
    looked_at(person.reference)
    form = ChangeForm() if request.method == "POST" else ChangeForm(data=_known(person))
    form.area.choices = area_choices()
    if request.method == "GET":
        return _change_page(form, person)
    if not form.validate():
        return _change_page(form, person), 422
    version = str(form.version.data)
    try:
        seen = int(version) if version.isdecimal() and len(version) < 10 else 0
        change(db(), person, _details(form), seen, form.reason.data or "", officer())
    except Conflict as stale:
        db().refresh(person)
        form_problems(form, stale)
        form.version.raw_data, form.version.data = None, person.version
        return _change_page(form, person, stale=True), 409
    except Refusal as refusal:
        form_problems(form, refusal)
        return _change_page(form, person), 422
    tell("done", _("Changed. What was known before stays in the time-line."))
    return redirect(url_for("persons.show", reference=person.reference))


def _known(person: Person) -> dict[str, Any]:
    """The person's details as the form shows them."""
    code = next(area.code for area in areas(db()) if area.id == person.area_id)
    told = {name: getattr(person, name) for name in ("name", "sex", "address", "phone", "language", "version")}
    return told | {"area": code, "birth_date": (person.birth_date, person.birth_precision)}


def _change_page(form: ChangeForm, person: Person, stale: bool = False) -> str:
    place = area_paths(db())[person.area_id]
    return render_template("pages/registrations/change.html", form=form, person=person, stale=stale, place=place, sexes=SEX_WORDS)
