"""Awards as pages: the list, one award with its terms and its account, suspension, lifting and end."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mis.dates import month_start
from mis.errors import refuse
from mis.forms import carried_out
from mis.identifiers import read_reference
from mis.language import current_language
from mis.letters.desk import read_desk
from mis.letters.queries import letters_about
from mis.look import tell
from mis.looks.noting import looked_at
from mis.paging import cursor, page_of
from mis.panels import panels
from mis.part import Found
from mis.printing import as_json as kept_letter
from mis.printing import from_json
from mis.staff.forms import LANGUAGES
from mis.staff.queries import office_today, officer_names
from mis.staff.rules import ActingOfficer
from mis.statutes.queries import book
from mis.statutes.wording import frequency_words, name_of, service_words
from mis.web import db, officer, require
from registries.awards import actions, queries
from registries.awards.forms import EndForm, LiftForm, ListForm, SuspendCheckForm, SuspendForm
from registries.awards.models import Award, AwardHold
from registries.awards.rules import earliest_suspension
from registries.persons.models import Person

awards = Blueprint("awards", __name__, url_prefix="/awards")


def benefit_names() -> dict[str, str]:
    """Every benefit by its name in the officer's language."""
    return {code: name_of(sheet, current_language()) for code, sheet in book(db()).sheets.items() if sheet.kind == "benefit"}


@awards.get("")
@require("awards.read")
def show_list() -> Any:
    """The awards of the officer's offices, newest first."""
    form, names = ListForm(request.args), benefit_names()
    form.benefit.choices = [("", _("All")), *names.items()]
    form.validate()
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    today = office_today(db())
    question = queries.awards(officer(), month_start(today), form.state.data or "", form.benefit.data or "")
    page = page_of(db(), question, Award.id, after, before)
    kept: dict[str, Any] = {name: request.args[name] for name in ("state", "benefit") if request.args.get(name)}
    links = {
        "first": url_for("awards.show_list", **kept) if page.before else "",
        "previous": url_for("awards.show_list", before=page.before, **kept) if page.before else "",
        "next": url_for("awards.show_list", after=page.after, **kept) if page.after else "",
    }
    rows = queries.rows_of(db(), page.rows, month_start(today))
    return render_template("pages/awards/list.html", form=form, page=page, rows=rows, links=links, names=names, today=today)


def _award(reference: str) -> Award:
    """The award whose person is shown; that she was looked at is written down."""
    award = queries.award_by_reference(db(), officer(), reference)
    looked_at(db().get_one(Person, award.person_id).reference)
    return award


@awards.get("/<reference>")
@require("awards.read")
def show(reference: str) -> Any:
    """One award."""
    award = _award(reference)
    holds, today = queries.holds(db(), award.id), office_today(db())
    open_hold = next((hold for hold in holds if hold.lifted_at is None and hold.kind == "suspension"), None)
    sheet, person = book(db()).sheet(award.benefit), db().get_one(Person, award.person_id)
    terms, covered = queries.terms(db(), [award.id])[award.id], queries.coverages(db(), [award.id]).get(award.id)
    return render_template(
        "pages/awards/award.html", award=award, today=today, benefit=name_of(sheet, current_language()), decimals=sheet.decimals,
        person=person, terms=terms, over=queries.over(terms, covered, person, month_start(today)), covered=covered,
        services=service_words(sheet, covered.services, covered.from_day, current_language()) if covered else (),
        often=frequency_words(sheet),
        replaced=queries.replaced_terms(db(), award.id), holds=holds, suspension=open_hold,
        may_lift=_may_lift(open_hold),
        names=officer_names(db(), [who for hold in holds for who in (hold.recorded_by, hold.lifted_by)]),
        letters=letters_about(db(), officer(), award.reference), main=panels("award", award.id),
        beside=panels("award", award.id, beside=True),
    )  # fmt: skip


def _may_lift(hold: AwardHold | None) -> bool:
    return hold is not None and hold.recorded_by != officer().id and officer().may("awards.suspend")


def _wanted(form: SuspendForm) -> actions.Suspension:
    return actions.Suspension(
        form.from_month.data, form.reason.data or "", form.provision.data or "", form.remedy.data or "", bool(form.at_once.data)
    )


@awards.route("/<reference>/suspend", methods=["GET", "POST"])
@require("awards.suspend")
def suspend(reference: str) -> Any:
    """A suspension: first the answers, then a second look with the letter, in which the reference is typed."""
    award = _award(reference)
    if request.form.get("step") == "suspend":
        return _suspend(award)
    form, change = SuspendForm(), request.form.get("step") == "change"
    if not change and carried_out(form, lambda: actions.check_wanted(db(), award, _wanted(form), officer())):
        return _second_look(award, _wanted(form), SuspendCheckForm(formdata=None))
    to = queries.addressee(db().get_one(Person, award.person_id), read_desk(db()))
    page = render_template(
        "pages/awards/suspend.html", form=form, award=award, earliest=earliest_suspension(office_today(db())),
        letters=dict(LANGUAGES)[to.letters],
    )  # fmt: skip
    return page, 422 if request.method == "POST" and not change else 200


def _second_look(award: Award, wanted: actions.Suspension, form: SuspendCheckForm) -> str:
    """What is bound, with the letter that would be sent."""
    letter = from_json(kept_letter(actions.suspension_letter(db(), award, wanted)), draft=True)
    return render_template("pages/awards/suspend-check.html", form=form, award=award, wanted=wanted, letter=letter)


def _suspend(award: Award) -> Any:
    form, numbers = SuspendCheckForm(), list[str]()

    def act() -> None:
        _same(award, form.again.data)
        numbers.append(actions.suspend(db(), award.reference, _wanted(form), officer()))

    if not carried_out(form, act):
        return _second_look(award, _wanted(form), form), 422
    tell("done", _("Suspended."), _("Letter %(number)s, which gives notice, is ready to print.", number=numbers[0]))
    return redirect(url_for("awards.show", reference=award.reference))


def _same(award: Award, typed: str | None) -> None:
    """Refuse the second look when the reference typed is not the award's."""
    if read_reference(typed or "") != award.reference:
        raise refuse("again", "Reference: this is not the reference of the award on this page", "not-the-reference")


@awards.route("/<reference>/lift", methods=["GET", "POST"])
@require("awards.suspend")
def lift(reference: str) -> Any:
    """Let money go out again."""
    award, form = _award(reference), LiftForm()
    if carried_out(form, lambda: actions.lift(db(), reference, form.reason.data or "", officer())):
        tell("done", _("The suspension is lifted."), _("What was held is paid with the next run."))
        return redirect(url_for("awards.show", reference=award.reference))
    return render_template("pages/awards/lift.html", form=form, award=award), 422 if request.method == "POST" else 200


@awards.route("/<reference>/end", methods=["GET", "POST"])
@require("awards.change")
def end(reference: str) -> Any:
    """End an award after a month."""
    award, form = _award(reference), EndForm()

    def act() -> None:
        _same(award, form.again.data)
        actions.end(db(), reference, form.last_month.data, form.reason.data or "", officer())

    if carried_out(form, act):
        tell("done", _("The award is ended."), _("What was due before stays due."))
        return redirect(url_for("awards.show", reference=award.reference))
    return render_template("pages/awards/end.html", form=form, award=award), 422 if request.method == "POST" else 200


def of_person(session: Session, _by: ActingOfficer, person_id: int) -> dict[str, Any]:
    """The panel of a person's awards; nothing when there are none."""
    return _panel(session, queries.awards_of(session, person_id))


def of_household(session: Session, _by: ActingOfficer, household_id: int) -> dict[str, Any]:
    """The panel of a household's awards; nothing when there are none."""
    return _panel(session, queries.awards_of_household(session, household_id))


def _panel(session: Session, found: Any) -> dict[str, Any]:
    today = office_today(session)
    rows = queries.rows_of(session, found, month_start(today))
    return {"rows": rows, "names": benefit_names(), "today": today} if found else {}


def letters_of_person(session: Session, by: ActingOfficer, person_id: int) -> dict[str, Any]:
    """The panel of the letters to a person; nothing when there are none."""
    letters = letters_about(session, by, session.get_one(Person, person_id).reference)
    return {"letters": letters} if letters else {}


def find(session: Session, by: ActingOfficer, text: str) -> list[Found]:
    """The award of a reference that was typed."""
    reference = read_reference(text)
    if reference is None or not reference.startswith("AW-"):
        return []
    names = benefit_names()
    return [
        Found(
            _("Award"), row.reference, names.get(row.benefit, row.benefit), url_for("awards.show", reference=row.reference), True
        )
        for row in session.scalars(queries.awards(by, month_start(office_today(session)), text=reference))
    ]
