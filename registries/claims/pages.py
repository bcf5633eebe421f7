"""Claims as pages, before they are decided: the list, the counter, the papers, facts given by hand, taking back."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mis.errors import missing
from mis.forms import carried_out
from mis.identifiers import read_reference
from mis.language import current_language
from mis.look import day, tell
from mis.looks.noting import looked_at
from mis.paging import cursor, page_of
from mis.part import Found, WorkItem
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from mis.statutes.queries import benefits
from mis.statutes.wording import name_of
from mis.web import db, officer, require
from registries.claims import actions, queries
from registries.claims.forms import (
    PAPER_STATES,
    PAPER_TAGS,
    STATE_WORDS,
    BeginForm,
    ListForm,
    NotePapersForm,
    ReceiveForm,
    WithdrawForm,
    asking,
    with_papers,
)
from registries.claims.models import Claim
from registries.households.models import Household
from registries.households.queries import households_of
from registries.persons.models import Person
from registries.persons.queries import person_by_reference

claims = Blueprint("claims", __name__, url_prefix="/claims")
claims.app_context_processor(lambda: {"claim_states": STATE_WORDS, "paper_states": dict(PAPER_STATES), "paper_tags": PAPER_TAGS})


def _claim(reference: str) -> Claim:
    """The claim whose person is shown; that she was looked at is written down."""
    claim = queries.claim_by_reference(db(), officer(), reference)
    looked_at(queries.person_of(db(), claim))
    return claim


def benefit_names() -> dict[str, str]:
    """Every benefit by its name in the officer's language."""
    return {sheet.code: name_of(sheet, current_language()) for sheet in benefits(db())}


@claims.get("")
@require("claims.read")
def show_list() -> Any:
    """The claims of the officer's offices, newest first."""
    form, names = ListForm(request.args), benefit_names()
    form.benefit.choices = [("", _("All")), *names.items()]
    form.validate()
    wanted = queries.ClaimFilter(form.state.data or "", form.benefit.data or "", form.overdue.data == "yes")
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    today = office_today(db())
    page = page_of(db(), queries.claims(officer(), wanted, today), Claim.id, after, before)
    kept: dict[str, Any] = {name: request.args[name] for name in ("state", "benefit", "overdue") if request.args.get(name)}
    links = {
        "first": url_for("claims.show_list", **kept) if page.before else "",
        "previous": url_for("claims.show_list", before=page.before, **kept) if page.before else "",
        "next": url_for("claims.show_list", after=page.after, **kept) if page.after else "",
    }
    people = queries.people_of(db(), page.rows)
    return render_template("pages/claims/list.html", form=form, page=page, links=links, names=names, people=people, today=today)


@claims.route("/receive", methods=["GET", "POST"])
@require("claims.receive")
def receive() -> Any:
    """A claim at the counter: first for what and for whom, then the days and the papers."""
    begin, names = BeginForm(request.args), benefit_names()
    begin.benefit.choices = [("", _("Choose a benefit")), *names.items()]
    if not request.args.get("benefit") or not begin.validate():
        return render_template("pages/claims/begin.html", form=begin, asked=bool(request.args.get("benefit"))), 200
    sheet = actions.benefit_sheet(db(), begin.benefit.data)
    person, today = person_by_reference(db(), officer(), begin.person.data), office_today(db())
    looked_at(person.reference)
    home = households_of(db(), [person.id], today).get(person.id) if sheet.subject == "household" else None
    kind = with_papers(ReceiveForm, sheet, current_language())
    form = kind() if request.method == "POST" else kind(received_on=today, household=home.reference if home else "")
    if sheet.subject != "household":
        del form.household
    done: list[actions.Received] = []
    if carried_out(form, lambda: done.append(actions.receive(db(), _new(form, sheet.code, person), officer()))):
        row = done[0]
        receipt = _("Letter %(number)s, its receipt, is ready to print.", number=row.letter)
        tell("done", _("Claim %(reference)s received.", reference=row.claim.reference), receipt)
        return redirect(url_for("decisions.show", reference=row.claim.reference))
    papers = [(form[f"document_{at}"], form[f"note_{at}"]) for at in range(len(sheet.documents))]
    page = render_template(
        "pages/claims/receive.html", form=form, benefit=names[sheet.code], person=person, papers=papers, sheet=sheet
    )
    return page, 422 if request.method == "POST" else 200


def _new(form: Any, benefit: str, person: Person) -> actions.NewClaim:
    return actions.NewClaim(
        benefit, person.reference, form.received_on.data, (form.household.data or None) if "household" in form else None,
        form.contingency_on.data, form.helped_by.data or None, form.papers(),
    )  # fmt: skip


@claims.route("/<reference>/papers", methods=["GET", "POST"])
@require("claims.receive")
def papers(reference: str) -> Any:
    """Which papers are there now."""
    claim = _claim(reference)
    sheet = actions.benefit_sheet(db(), claim.benefit)
    form = with_papers(NotePapersForm, sheet, current_language(), claim.documents)()
    if carried_out(form, lambda: actions.note_papers(db(), reference, form.papers(), officer())):
        tell("done", _("The papers are noted."))
        return redirect(url_for("decisions.show", reference=claim.reference))
    fields = [(form[f"document_{at}"], form[f"note_{at}"]) for at in range(len(sheet.documents))]
    page = render_template("pages/claims/papers.html", form=form, claim=claim, papers=fields)
    return page, 422 if request.method == "POST" else 200


@claims.route("/<reference>/facts/<name>", methods=["GET", "POST"])
@require("claims.receive")
def fact(reference: str, name: str) -> Any:
    """A fact that no register answers, given by hand."""
    claim = _claim(reference)
    asked = next(
        (each for each in actions.benefit_sheet(db(), claim.benefit).facts if each.name == name and not each.fields), None
    )
    if asked is None:
        raise missing("This benefit asks no such fact")
    kind = asking(asked, current_language())
    form = kind() if request.method == "POST" else kind(since=claim.received_on)

    def act() -> None:
        given = actions.GivenFact(name, form.given(), form.since.data, form.document.data or None, form.reason.data or "")
        actions.give_fact(db(), reference, given, officer())

    if carried_out(form, act):
        tell("done", _("The fact is kept."), _("Read below what the law makes of it."))
        return redirect(url_for("decisions.show", reference=claim.reference))
    return render_template("pages/claims/fact.html", form=form, claim=claim), 422 if request.method == "POST" else 200


@claims.route("/<reference>/withdraw", methods=["GET", "POST"])
@require("claims.receive")
def withdraw(reference: str) -> Any:
    """Take a claim back at the person's wish."""
    claim, form = _claim(reference), WithdrawForm()
    if carried_out(form, lambda: actions.withdraw(db(), reference, form.reason.data or "", officer())):
        tell("done", _("The claim is withdrawn."))
        return redirect(url_for("decisions.show", reference=claim.reference))
    return render_template("pages/claims/withdraw.html", form=form, claim=claim), 422 if request.method == "POST" else 200


def of_person(session: Session, _by: ActingOfficer, person_id: int) -> dict[str, Any]:
    """The panel of a person's claims."""
    person = session.get_one(Person, person_id)
    return {"claims": queries.claims_of(session, person_id), "names": benefit_names(), "person": person}


def of_household(session: Session, _by: ActingOfficer, household_id: int) -> dict[str, Any]:
    """The panel of a household's claims."""
    home = session.get_one(Household, household_id)
    return {"claims": queries.claims_of_household(session, household_id), "names": benefit_names(), "household": home}


def find(session: Session, by: ActingOfficer, text: str) -> list[Found]:
    """The claim of a reference that was typed."""
    reference = read_reference(text)
    if reference is None or not reference.startswith("CL-"):
        return []
    question = queries.claims(by, queries.ClaimFilter(), office_today(session)).where(Claim.reference == reference)
    return [
        Found(_("Claim"), claim.reference, benefit_names().get(claim.benefit, claim.benefit), _url(claim), exact=True)
        for claim in session.scalars(question)
    ]


def _url(claim: Claim) -> str:
    return url_for("decisions.show", reference=claim.reference)


def certify_count(session: Session, by: ActingOfficer) -> Any:
    """How many claims wait for a first officer."""
    return queries.waiting(session, queries.to_certify(by))


def certify_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The claims that wait for a first officer, the nearest day first."""
    return _items(session, queries.first_of(session, queries.to_certify(by), most), _("Certify what the law says"))


def approve_count(session: Session, by: ActingOfficer) -> Any:
    """How many claims wait for this officer as the second."""
    return queries.waiting(session, queries.to_approve(by))


def approve_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The claims that wait for this officer as the second, the nearest day first."""
    return _items(session, queries.first_of(session, queries.to_approve(by), most), _("Approve what was certified"))


def overdue_count(session: Session, by: ActingOfficer) -> Any:
    """How many open claims are past their day."""
    return queries.waiting(session, queries.claims(by, queries.ClaimFilter(overdue=True), office_today(session)))


def no_items(_session: Session, _by: ActingOfficer, _most: int) -> list[WorkItem]:
    """Nothing more: late claims stand in the queues of those who must act."""
    return []


def _items(session: Session, rows: Any, why: str) -> list[WorkItem]:
    people, names = queries.people_of(session, rows), benefit_names()
    return [
        WorkItem(
            _("%(benefit)s for %(person)s", benefit=names.get(row.benefit, row.benefit), person=people[row.person_id].name),
            row.reference, f"{why}, {_('received %(day)s', day=day(row.received_on))}", _url(row), row.received_on, row.decide_by,
        )
        for row in rows
    ]  # fmt: skip
