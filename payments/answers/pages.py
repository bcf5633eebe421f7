"""Banks' answers as pages: the list, taking one in, and what became of its lines."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from mis.forms import OnceField, carried_out
from mis.look import tell
from mis.paging import cursor, page_of
from mis.web import db, officer, require
from payments.answers import queries
from payments.answers.actions import Taken, take_in
from payments.answers.models import BankAnswer

pages = Blueprint("answers", __name__, url_prefix="/payments/answers")
PROBLEM_WORDS = {
    "unknown-file": _l("It answers a file that is not ours"),
    "unknown-reference": _l("No payment of ours has this reference"),
    "other-file": _l("The payment was sent in another file"),
    "other-amount": _l("The amount is not the one we sent"),
    "other-currency": _l("The currency is not the one we sent"),
    "other-account": _l("The account is not the one we paid to"),
    "other-count": _l("The bank counts other payments than our file holds"),
    "conflict": _l("It contradicts what the bank said before, or what can be believed"),
}
PAGE_ROWS = 200


class AnswerForm(FlaskForm):
    """A file from a bank or operator."""

    file = FileField(_l("File"), [FileRequired(_l("File: choose the bank’s file"))], description=_l("pain.002, or CSV"))
    once = OnceField()


@pages.get("")
@require("answers.read")
def show_list() -> Any:
    """The answers taken in, newest first."""
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    page = page_of(db(), queries.answers(officer()), BankAnswer.id, after, before)
    return render_template("pages/answers/list.html", page=page)


@pages.route("/take-in", methods=["GET", "POST"])
@require("answers.import")
def upload() -> Any:
    """Take in a bank's answer."""
    form = AnswerForm()
    taken: list[Taken] = []

    def act() -> None:
        taken.append(take_in(db(), form.file.data.filename or "", form.file.data.read(), officer()))

    if carried_out(form, act):
        if taken[0].before:
            tell("know", _("This very file was taken in before."), _("Nothing was done again."))
        else:
            tell("done", _("The answer is taken in."))
        return redirect(url_for("answers.show", reference=taken[0].answer.reference), 303)
    return render_template("pages/answers/upload.html", form=form), 422 if request.method == "POST" else 200


@pages.get("/<reference>")
@require("answers.read")
def show(reference: str) -> Any:
    """One answer: what was taken, and what matched nothing."""
    answer = queries.answer_by_reference(db(), officer(), reference)
    unmatched = queries.lines_of(db(), answer.id, "unmatched", PAGE_ROWS)
    failed = [pair for pair in queries.lines_of(db(), answer.id, "accepted") if pair[0].status in ("rejected", "returned")]
    return render_template(
        "pages/answers/answer.html", answer=answer, unmatched=unmatched, failed=failed[:PAGE_ROWS], problems=PROBLEM_WORDS,
        unmatched_count=queries.unmatched_count(db(), answer.id),
    )  # fmt: skip
