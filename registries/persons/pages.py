"""People as pages: the list, one person with all that is known, and the acts on her record."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import func
from sqlalchemy.orm import Session

from mis.dates import age_on
from mis.forms import carried_out
from mis.identifiers import read_reference
from mis.language import translate_kept
from mis.look import tell
from mis.looks.noting import looked_at
from mis.paging import cursor, page_of
from mis.panels import panels
from mis.part import Found, WorkItem
from mis.staff.forms import LANGUAGES
from mis.staff.queries import area_paths, installation, office_today, officer_names
from mis.staff.rules import ActingOfficer
from mis.web import db, officer, require, settings
from registries.documents.actions import Seen, keep_document
from registries.documents.queries import documents_of
from registries.numbers.rules import Account, papers
from registries.persons import actions
from registries.persons.forms import (
    ACCOUNT_STATES,
    CHANNEL_WORDS,
    DOCUMENT_WORDS,
    PAPER_WORDS,
    SEX_WORDS,
    AccountForm,
    DocumentForm,
    FactForm,
    FindForm,
    NumberForm,
    ReasonForm,
)  # fmt: skip
from registries.persons.letter import birth_words, declared_choices, events_of, fact_words
from registries.persons.models import PayeeAccount, Person
from registries.persons.queries import (
    account_history,
    accounts,
    held_accounts,
    history,
    identifiers,
    matching,
    person_by_reference,
)
from registries.persons.rules import read_answer

persons = Blueprint("persons", __name__, url_prefix="/persons")
persons.app_context_processor(lambda: {"birth": birth_words})
EVENTS_SHOWN, SEARCH_ROWS = 12, 50


@persons.get("")
@require("persons.read")
def list_persons() -> Any:
    """People found by what was typed, or all of the officer's offices, newest first."""
    form = FindForm(request.args)
    text = form.q.data or ("?" if request.args.get("q", "").strip() else "")
    question = matching(officer(), text, installation(db()).country)
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    held = form.account.data == "held"
    if held:
        question = question.where(Person.id.in_(held_accounts(officer()).with_only_columns(Person.id)))
    page = page_of(db(), question, Person.id, after, before)
    if text and page.total == 1 and read_reference(text):
        return redirect(url_for("persons.show", reference=page.rows[0].reference))
    return render_template(
        "pages/persons/list.html", form=form, text=text, account="held" if held else None, page=page, places=area_paths(db()),
        sexes=SEX_WORDS,
    )  # fmt: skip


@persons.get("/<reference>")
@require("persons.read")
def show(reference: str) -> Any:
    """One person; a closed record leads to the one that was kept."""
    person = _person(reference)
    if read_reference(reference) != person.reference:
        return redirect(url_for("persons.show", reference=person.reference), 301)
    return _person_page(person, shown=False)


@persons.post("/<reference>/numbers")
@require("persons.read")
def show_numbers(reference: str) -> Any:
    """The same page with its numbers in full; that they were looked at is written down."""
    person = _person(reference)
    actions.show_numbers(db(), person, officer())
    return _person_page(person, shown=True)


def _person(reference: str) -> Person:
    """The person whose record is shown or changed; that it was looked at is written down."""
    person = person_by_reference(db(), officer(), reference)
    looked_at(person.reference)
    return person


def _person_page(person: Person, shown: bool) -> str:
    today = office_today(db())
    events = [event for event in events_of(history(db(), person.id)) if event["fact"].name != "birth_precision"]
    return render_template(
        "pages/persons/person.html", bare=FlaskForm(), person=person, shown=shown, today=today,
        age=age_on(person.birth_date, person.died_on or today),
        place=area_paths(db())[person.area_id], sex=SEX_WORDS[person.sex],
        numbers=identifiers(db(), [person.id]).get(person.id, []),
        languages=dict(LANGUAGES), papers=PAPER_WORDS, account=accounts(db(), [person.id]).get(person.id),
        states=ACCOUNT_STATES, channels=CHANNEL_WORDS,
        documents=documents_of(db(), person.id, person.reference), document_words=DOCUMENT_WORDS,
        events=events[:EVENTS_SHOWN], more=len(events) > EVENTS_SHOWN,
        main=panels("person", person.id), beside=panels("person", person.id, beside=True),
    )  # fmt: skip


@persons.get("/<reference>/history")
@require("persons.read")
def show_history(reference: str) -> str:
    """Everything that was ever recorded, with both times."""
    person = _person(reference)
    rows = events_of(history(db(), person.id))
    return render_template("pages/persons/history.html", person=person, rows=rows)


def _form_page(template: str, form: FlaskForm, person: Person, **more: Any) -> Any:
    status = 422 if request.method == "POST" else 200
    return render_template(f"pages/persons/{template}.html", form=form, person=person, **more), status


def _back_to(person: Person, done: str, follows: str = "") -> Any:
    tell("done", done, follows)
    return redirect(url_for("persons.show", reference=person.reference))


@persons.route("/<reference>/account", methods=["GET", "POST"])
@require("persons.change")
def account(reference: str) -> Any:
    """Where the person's money goes, from today."""
    person = _person(reference)
    form = AccountForm() if request.method == "POST" else AccountForm(holder=person.name)

    def act() -> None:
        given = Account(form.channel.data, form.holder.data or "", form.bank.data or "", form.number.data or "")
        actions.give_account(db(), person, given, form.reason.data or "", officer())

    if carried_out(form, act):
        held = accounts(db(), [person.id])[person.id].state == "held"
        follows = _("It is held: somebody else is paid to the same account. A supervisor looks first.") if held else ""
        return _back_to(person, _("Account kept."), follows)
    return _form_page(
        "account", form, person, rows=account_history(db(), person.id), states=ACCOUNT_STATES, channels=CHANNEL_WORDS
    )


@persons.route("/<reference>/account/hold", methods=["GET", "POST"])
@require("accounts.hold")
def hold(reference: str) -> Any:
    """Let no money go to the account until another officer looked."""
    person, form = _person(reference), ReasonForm()
    if carried_out(form, lambda: actions.hold_account(db(), person.id, form.reason.data or "", officer())):
        return _back_to(person, _("The account is held."), _("Nothing is paid to it until another officer opens it."))
    return _hold_page(form, person, opening=False)


@persons.route("/<reference>/account/open", methods=["GET", "POST"])
@require("accounts.release")
def open_again(reference: str) -> Any:
    """Let money go to a held account again; by another officer than the one who held it."""
    person, form = _person(reference), ReasonForm()
    if carried_out(form, lambda: actions.open_account(db(), person.id, form.reason.data or "", officer())):
        return _back_to(person, _("The account is open again."))
    return _hold_page(form, person, opening=True)


def _hold_page(form: FlaskForm, person: Person, opening: bool) -> Any:
    """The account with why and by whom it is held, so that nobody opens what she did not look at."""
    account = accounts(db(), [person.id]).get(person.id)
    names = officer_names(db(), [account.held_by] if account else [])
    return _form_page("hold", form, person, opening=opening, account=account, channels=CHANNEL_WORDS, names=names)


@persons.route("/<reference>/facts/new", methods=["GET", "POST"])
@require("persons.change")
def add_fact(reference: str) -> Any:
    """Record that something is so from a day on."""
    person, form = _person(reference), FactForm()
    form.fact.choices = declared_choices()

    def act() -> None:
        value = read_answer(str(form.fact.data), form.value.data or "", {_("yes"): True, _("no"): False})
        actions.record_fact(db(), person, str(form.fact.data), value, form.valid_from.data, form.reason.data or "", officer())

    if carried_out(form, act):
        return _back_to(person, _("Recorded: %(fact)s.", fact=fact_words(str(form.fact.data))))
    return _form_page("fact", form, person)


@persons.route("/<reference>/numbers/new", methods=["GET", "POST"])
@require("persons.change")
def add_number(reference: str) -> Any:
    """Keep a number read from a paper."""
    person, form = _person(reference), NumberForm()
    form.kind.choices = [(kind, PAPER_WORDS[kind]) for kind in papers(installation(db()).country)]

    def act() -> None:
        given = actions.Identifier(str(form.kind.data), form.number.data or "", form.expires_on.data)
        actions.add_identifier(db(), person, given, officer())

    if carried_out(form, act):
        return _back_to(person, _("Number kept."))
    return _form_page("number", form, person)


@persons.route("/<reference>/documents/new", methods=["GET", "POST"])
@require("persons.change")
def add_document(reference: str) -> Any:
    """Keep that a paper was seen, with the file made of it."""
    person, form = _person(reference), DocumentForm()

    def act() -> None:
        content = form.file.data.read() if form.file.data else None
        seen = Seen(
            person.reference, person.office_id, str(form.kind.data), form.title.data or "", form.seen_on.data, person.id, content
        )
        keep_document(db(), seen, officer(), settings().var / "documents")

    if carried_out(form, act):
        return _back_to(person, _("Document kept."))
    return _form_page("document", form, person)


def find(session: Session, by: ActingOfficer, text: str) -> list[Found]:
    """What the search field finds among people; a reference or the only holder of a number is exact."""
    rows = session.scalars(matching(by, text, installation(session).country).order_by(Person.name_key).limit(SEARCH_ROWS)).all()
    numbered = any(sign.isdigit() for sign in text)
    places = area_paths(session) if rows else {}
    return [
        Found(
            _("Person"), row.name, f"{birth_words(row)}, {places[row.area_id]}", url_for("persons.show", reference=row.reference),
            exact=numbered and len(rows) == 1,
        )
        for row in rows
    ]  # fmt: skip


def held_count(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many accounts are held in an officer's offices, and since when the oldest."""
    count, since = session.execute(
        held_accounts(by).with_only_columns(func.count(), func.min(PayeeAccount.recorded_at), maintain_column_froms=True)
    ).one()
    return count, since.date() if since else None


def held_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The accounts held longest that the officer may open."""
    question = held_accounts(by).where(PayeeAccount.held_by != by.id).order_by(PayeeAccount.recorded_at).limit(most)
    return [
        WorkItem(
            person.name, person.reference, translate_kept(row.reason), url_for("persons.open_again", reference=person.reference),
            row.recorded_at.date(),
        )
        for row, person in session.execute(question)
    ]  # fmt: skip
