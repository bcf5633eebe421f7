"""Drafts of law as pages: the list, one with its text and trial, drafting as text or in answers, and the two signatures."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mis.amendments.answers import Wrong, fact_choices, transfer_of
from mis.amendments.forms import ActForm, ApproveForm, ConfirmForm, EditForm, TextForm, TransferForm
from mis.amendments.showing import GROUPS, changes, trial_of
from mis.amendments.transfer import written
from mis.errors import Refusal, missing, refuse
from mis.forms import carried_out, form_problems
from mis.language import current_language
from mis.look import tell
from mis.staff.queries import installation, office_today, officer_names
from mis.statutes import actions, queries, wording
from mis.statutes.models import LawDraft
from mis.statutes.rules import OPEN, demand_maker, demand_step
from mis.statutes.writing import TEXT_MAX
from mis.web import db, officer, require

pages = Blueprint("law_drafts", __name__, url_prefix="/law")


def shown(row: LawDraft) -> Any:
    """Back to the page of the draft."""
    return redirect(url_for("law_drafts.show", reference=row.reference), 303)


@pages.get("/drafts")
@require("law.read")
def index() -> Any:
    """Drafts of law, newest first."""
    rows = queries.drafts(db())
    names = officer_names(db(), [row.made_by for row in rows])
    return render_template("pages/law/drafts.html", rows=rows, names=names, states=wording.DRAFT_STATES)


@pages.get("/drafts/<reference>")
@require("law.read")
def show(reference: str) -> Any:
    """One draft: what it changes, what its trial showed, and what can be done now."""
    row = queries.draft_by_reference(db(), reference)
    return _page(row, ApproveForm(draft=row.digest, trial=row.trial_digest), 200)


def _page(row: LawDraft, form: Any, status: int) -> Any:
    held = queries.book(db()).sheets.get(row.code)
    sheet = queries.draft_sheet(row)
    page = render_template(
        "pages/law/draft.html", draft=row, form=form, bare=ActForm(), group_words=GROUPS, state=wording.DRAFT_STATES[row.state],
        names=officer_names(db(), [row.made_by, row.tried_by, row.approved_by]), own=row.made_by == officer().id,
        name=wording.name_of(sheet, current_language()), new=row.base is None, trial=trial_of(row, sheet),
        changes=changes(row, held.text if held and row.state in ("draft", "submitted") else None),
    )  # fmt: skip
    return page, status


@pages.route("/drafts/text", methods=["GET", "POST"])
@require("law.draft")
def new_text() -> Any:
    """Draft a sheet as text, typed or as a file; `from` names the sheet to begin with."""
    form, made = TextForm(), list[LawDraft]()
    code = request.args.get("from", "")
    if request.method == "GET" and code:
        form.text.data = _sheet_text(code)
    if carried_out(form, lambda: made.append(actions.make_draft(db(), _text_of(form), form.note.data, officer()))):
        return drafted(made[0])
    return render_template("pages/law/draft-text.html", form=form), 422 if request.method == "POST" else 200


def _sheet_text(code: str) -> str:
    sheet = queries.book(db()).sheets.get(code)
    if sheet is None:
        raise missing("There is no such benefit or scheme in the office's law")
    return sheet.text


def _text_of(form: TextForm) -> str:
    """The text of the file, or else what was typed."""
    if not form.file.data:
        return str(form.text.data or "")
    content: bytes = form.file.data.read(TEXT_MAX + 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise refuse("file", "File: it is not written in UTF-8", "not-utf-8") from None


def drafted(row: LawDraft) -> Any:
    """Says that a draft is kept, and goes to it."""
    tell("done", _("The draft is kept: %(reference)s.", reference=row.reference), _("Try it on the registers next."))
    return shown(row)


@pages.route("/drafts/transfer", methods=["GET", "POST"])
@require("law.draft")
def new_transfer() -> Any:
    """Draft the law of a transfer in an emergency from a few answers."""
    form = TransferForm(currency=_usual_currency()) if request.method == "GET" else TransferForm()
    for row in form.entitled:
        row.form.fact.choices = [*fact_choices("person"), *fact_choices("household")[1:]]
    form.by.choices = [*fact_choices("person", numbers=True), *fact_choices("household", numbers=True)[1:]]
    if request.method == "POST" and form.validate():
        try:
            told = transfer_of(form, installation(db()).country, _decimals(form.currency.data.upper()))
            return drafted(actions.make_draft(db(), written(told), form.law.data, officer()))
        except Wrong:
            pass
        except Refusal as refusal:
            if refusal.status != Refusal.status:
                raise
            form_problems(form, refusal)
    return render_template("pages/law/draft-transfer.html", form=form), 422 if request.method == "POST" else 200


def _usual_currency() -> str:
    return next((sheet.currency for sheet in queries.book(db()).sheets.values() if sheet.kind == "benefit"), "")


def _decimals(currency: str) -> int:
    """The decimals that the office's law uses for a currency; two where it uses none."""
    return next((sheet.decimals for sheet in queries.book(db()).sheets.values() if sheet.currency == currency), 2)


@pages.route("/drafts/<reference>/text", methods=["GET", "POST"])
@require("law.draft")
def edit(reference: str) -> Any:
    """Write another text into one's own draft."""
    row = queries.draft_by_reference(db(), reference)
    if request.method == "GET":
        demand_step(row.state, *OPEN)
        demand_maker(officer().id, row.made_by)
    form = EditForm(text=row.text, seen=row.digest) if request.method == "GET" else EditForm()
    act = lambda: actions.edit_draft(db(), reference, form.text.data, form.seen.data or "", officer())  # noqa: E731
    if carried_out(form, act):
        tell("done", _("The text is kept."), _("What was tried before no longer counts: try it again."))
        return shown(row)
    return render_template("pages/law/draft-edit.html", draft=row, form=form), 422 if request.method == "POST" else 200


@pages.get("/drafts/<reference>.toml")
@require("law.read")
def text(reference: str) -> Any:
    """The draft's text, the same bytes."""
    row = queries.draft_by_reference(db(), reference)
    return row.text.encode(), 200, {
        "Content-Type": "application/toml; charset=utf-8", "Content-Disposition": f"attachment; filename={row.code}.toml",
    }  # fmt: skip


def _step(reference: str, form: Any, act: Callable[[], Any], done: tuple[str, str]) -> Any:
    """Take a step of a draft and go back to it."""
    row = queries.draft_by_reference(db(), reference)
    if carried_out(form, act):
        tell("done", *done)
        return shown(row)
    return _page(row, form, 422)


@pages.post("/drafts/<reference>/submit")
@require("law.draft")
def submit(reference: str) -> Any:
    """Hand a tried draft to a second officer."""
    done = _("The draft waits for a second officer."), ""
    return _step(reference, ActForm(), lambda: actions.submit_draft(db(), reference, officer()), done)


@pages.post("/drafts/<reference>/withdraw")
@require("law.draft")
def withdraw(reference: str) -> Any:
    """Give a draft up."""
    done = _("The draft is withdrawn."), _("It is kept; nothing of it is law.")
    return _step(reference, ActForm(), lambda: actions.withdraw_draft(db(), reference, officer()), done)


@pages.post("/drafts/<reference>/approve")
@require("law.approve")
def approve(reference: str) -> Any:
    """Put in force exactly what the page showed."""
    form = ApproveForm()

    def act() -> None:
        actions.approve_draft(db(), reference, (form.draft.data or "", form.trial.data or ""), officer())

    return _step(reference, form, act, (_("The draft is law."), _("Claims are decided by it from the day on which it begins.")))


@pages.route("/<code>/confirm/<name>", methods=["GET", "POST"])
@require("law.confirm")
def confirm(code: str, name: str) -> Any:
    """Read a line that rests on a single source a second time, and say where."""
    since, form = request.args.get("since", ""), ConfirmForm()
    if code not in queries.book(db()).sheets:
        raise missing("There is no such benefit or scheme in the office's law")
    lines = queries.unconfirmed(db(), code, office_today(db()))
    line = next((each for each in lines if each.name == name and str(each.since or "") == since), None)
    if line is None:
        raise missing("There is no such line that waits for a second reader")
    if carried_out(form, lambda: actions.confirm(db(), code, name, since, form.note.data, officer())):
        tell("done", _("The line is confirmed."))
        return redirect(url_for("law.show", code=code), 303)
    sheet = queries.book(db()).sheets[code]
    told = wording.told_of(sheet, line, office_today(db()), current_language())
    page = render_template("pages/law/confirm.html", form=form, sheet=sheet, told=told, left=len(lines))
    return page, 422 if request.method == "POST" else 200
