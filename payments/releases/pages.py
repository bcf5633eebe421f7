"""Runs as pages: the list, one run with all that an approver must see, and its steps up to the files."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mis.drawing import Step, draw_waterfall
from mis.errors import Conflict, conflict, refuse
from mis.forms import carried_out, form_problems
from mis.language import current_language
from mis.look import month, tell
from mis.money import round_money
from mis.paging import cursor, page_of
from mis.reporting.csv_file import guarded
from mis.staff.queries import officer_names
from mis.staff.signing import use_code
from mis.statutes.queries import book
from mis.statutes.wording import name_of, scheme_names
from mis.web import db, officer, require, settings
from payments.batches import actions, queries, rules
from payments.batches.models import PaymentBatch
from payments.differences.queries import Difference, difference, looks
from payments.releases import actions as releases
from payments.releases import queries as held
from payments.releases.forms import (
    CHANNEL_WORDS,
    KIND_WORDS,
    PAYMENT_WORDS,
    REASON_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    ActForm,
    ApproveForm,
    DraftForm,
    ReasonForm,
    ReleaseForm,
    TakeForm,
)

pages = Blueprint("runs", __name__, url_prefix="/payments")
WORDS = {
    "run_states": STATE_WORDS, "run_kinds": KIND_WORDS, "channel_words": CHANNEL_WORDS, "payment_states": PAYMENT_WORDS,
    "reason_words": REASON_WORDS,
}  # fmt: skip
pages.app_context_processor(lambda: WORDS | {"scheme_name": scheme_name})
PAGE_ROWS = 200


def scheme_name(code: str) -> str:
    """What a scheme is called in the officer's language."""
    if "scheme_names" not in g:
        g.scheme_names = scheme_names(db(), current_language())
    return str(g.scheme_names.get(code, code))


def paying_schemes() -> dict[str, str]:
    """The schemes that pay benefits, by the name of their benefit in the officer's language."""
    benefits = (sheet for sheet in book(db()).sheets.values() if sheet.kind == "benefit")
    return {sheet.scheme: name_of(sheet, current_language()) for sheet in benefits}


def shown(batch: PaymentBatch) -> Any:
    """Back to the page of the run."""
    return redirect(url_for("runs.show", reference=batch.reference), 303)


@pages.get("")
@require("batches.read")
def show_list() -> Any:
    """The runs of the officer's offices, newest first."""
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    page = page_of(db(), queries.batches(officer()), PaymentBatch.id, after, before)
    return render_template("pages/runs/list.html", page=page)


@pages.route("/runs/draft", methods=["GET", "POST"])
@require("batches.prepare")
def draft() -> Any:
    """Open a run."""
    form, made = DraftForm(), []
    form.scheme.choices = [("", _("Choose a scheme")), *paying_schemes().items()]

    def act() -> None:
        new = actions.NewBatch(form.scheme.data, form.period.data, form.kind.data, form.pay_day.data)
        made.append(actions.draft(db(), new, officer()))

    if carried_out(form, act):
        tell("done", _("The run is drafted."), _("Have it generated when the month’s changes are in."))
        return shown(made[0])
    return render_template("pages/runs/draft.html", form=form), 422 if request.method == "POST" else 200


@pages.get("/runs/<reference>")
@require("batches.read")
def show(reference: str) -> Any:
    """One run: its steps, totals, difference, who was left out, and what can be done now."""
    batch = queries.batch_by_reference(db(), officer(), reference)
    form = ApproveForm(sha256=batch.sha256, count=batch.payments_count)
    return _page(batch, form)


def _page(batch: PaymentBatch, form: ApproveForm, status: int = 200) -> Any:
    makers = (batch.prepared_by, batch.submitted_by, batch.approved_by, batch.released_by, batch.cancelled_by)
    found = difference(db(), batch) if batch.sha256 else None
    page = render_template(
        "pages/runs/show.html", batch=batch, form=form, bare=ActForm(), take=TakeForm(), names=officer_names(db(), makers),
        progress=queries.progress(db(), batch.id), parked=queries.slices(db(), batch.id, "parked"),
        reasons=queries.left_out_reasons(db(), batch.id), channels=queries.channels(db(), batch.id),
        states=queries.states(db(), batch.id), files=queries.files(db(), batch.id), beside=queries.open_beside(db(), batch),
        looks=looks(db(), batch), difference=found, drawn=draw_waterfall(_steps(batch, found)) if found else None,
        own=officer().id in (batch.prepared_by, batch.submitted_by),
    )  # fmt: skip
    return page, status


def _steps(batch: PaymentBatch, found: Difference) -> list[Step]:
    """The waterfall from the last run's total to this one's."""
    first = Step(_("Paid for %(month)s", month=month(found.last.period)), found.total_before, found.awards_before,
                 url_for("runs.show", reference=found.last.reference), total=True)  # fmt: skip
    signs = {"death": -1, "stopped": -1, "left-out": -1, "new": 1, "restored": 1}
    between = [
        Step(str(STEP_WORDS[name]), amount, count * signs[name] if name in signs else None)
        for name, (count, amount) in found.steps.items()
    ]
    last = Step(_("To pay for %(month)s", month=month(batch.period)), found.total, batch.payments_count, total=True)
    return [first, *between, last]


def _step(reference: str, act: Callable[[], PaymentBatch], done: str) -> Any:
    """Take a step that needs no answer, and go back to the run."""
    batch = queries.batch_by_reference(db(), officer(), reference)
    form = ActForm()
    if carried_out(form, lambda: act()):
        tell("done", done)
        return shown(batch)
    return _page(batch, form, 409)


@pages.post("/runs/<reference>/generate")
@require("batches.prepare")
def generate(reference: str) -> Any:
    """Have a run generated by the workers."""
    return _step(reference, lambda: actions.generate(db(), reference, officer()), _("The run is being generated."))


@pages.post("/runs/<reference>/retry")
@require("batches.supervise")
def retry(reference: str) -> Any:
    """Let slices that stopped be tried again."""
    batch = queries.batch_by_reference(db(), officer(), reference)
    if carried_out(ActForm(), lambda: actions.retry(db(), reference, officer())):
        tell("done", _("The slices are tried again."))
    return shown(batch)


@pages.post("/runs/<reference>/submit")
@require("batches.prepare")
def submit(reference: str) -> Any:
    """Hand a run to the approvers."""
    return _step(reference, lambda: actions.submit(db(), reference, officer()), _("The run waits for an approver."))


@pages.post("/runs/<reference>/approve")
@require("batches.approve")
def approve(reference: str) -> Any:
    """Approve exactly what the page showed."""
    batch, form = queries.batch_by_reference(db(), officer(), reference), ApproveForm()

    def act() -> None:
        count = form.count.data or ""
        if not (count.isascii() and count.isdigit() and len(count) < 10):
            raise conflict("This page was open too long. Open it again; nothing was done", "stale-form")
        seen = rules.Content(form.sha256.data or "", int(count), form.total.data)
        rules.demand_step(batch.state, "submitted")
        _demand_code(form.code.data)
        actions.approve(db(), reference, seen, officer())

    try:
        done, status = carried_out(form, act), 422
    except Conflict as changed:
        done, status = False, changed.status
        form_problems(form, changed)
    if done:
        tell("done", _("The run is approved."), _("Its list is frozen; it can be released."))
        return shown(batch)
    db().expire(batch)
    return _page(batch, form, status)


def _demand_code(code: str) -> None:
    if not use_code(db(), officer().id, code, settings().secret_keys):
        raise refuse("code", "One-time code: it is not right, or it was used before; wait for the next one", "wrong-code")


@pages.route("/runs/<reference>/release", methods=["GET", "POST"])
@require("batches.release")
def release(reference: str) -> Any:
    """The second look before money leaves."""
    batch, form = queries.batch_by_reference(db(), officer(), reference), ReleaseForm()

    def act() -> None:
        _demand_code(form.code.data)
        releases.release(db(), reference, officer())

    if carried_out(form, act):
        tell("done", _("The run is released."), _("Its files are being written; they stand on this page in a moment."))
        return shown(batch)
    page = render_template("pages/runs/release.html", batch=batch, form=form, changed=held.to_hold_out(db(), batch))
    return page, 422 if request.method == "POST" else 200


@pages.route("/runs/<reference>/send-back", methods=["GET", "POST"])
@require("batches.approve")
def send_back(reference: str) -> Any:
    """Send a run back with a reason."""
    act: Callable[[str], Any] = lambda why: actions.send_back(db(), reference, why, officer())  # noqa: E731
    return _with_reason(reference, act, _("Send back"), _("Send the run back"), _("The run is sent back."))


@pages.route("/runs/<reference>/cancel", methods=["GET", "POST"])
@require("batches.cancel")
def cancel(reference: str) -> Any:
    """Cancel a run before it is sent."""
    act: Callable[[str], Any] = lambda why: actions.cancel(db(), reference, why, officer())  # noqa: E731
    return _with_reason(reference, act, _("Cancel"), _("Cancel the run"), _("The run is cancelled; its money is due again."))


def _with_reason(reference: str, act: Callable[[str], Any], title: str, button: str, done: str) -> Any:
    batch, form = queries.batch_by_reference(db(), officer(), reference), ReasonForm()
    if carried_out(form, lambda: act(form.reason.data)):
        tell("done", done)
        return shown(batch)
    page = render_template("pages/runs/reason.html", batch=batch, form=form, heading=title, button=button)
    return page, 422 if request.method == "POST" else 200


@pages.get("/runs/<reference>/left-out")
@require("batches.read")
def left_out(reference: str) -> Any:
    """Who was left out of a run, by name."""
    batch = queries.batch_by_reference(db(), officer(), reference)
    reason = request.args.get("reason", "")
    reason = reason if reason in REASON_WORDS else ""
    rows = queries.left_out(db(), batch.id, reason, PAGE_ROWS)
    total = sum(count for why, count, _kept in queries.left_out_reasons(db(), batch.id) if reason in ("", why))
    return render_template("pages/runs/left-out.html", batch=batch, rows=rows, reason=reason, total=total)


@pages.get("/runs/<reference>/left-out.csv")
@require("batches.read")
def left_out_csv(reference: str) -> Any:
    """Everybody left out of a run, as a file."""
    batch = queries.batch_by_reference(db(), officer(), reference)
    header = ("person", "name", "award", "reason", "amount", "months")
    rows = [(row.person, row.name, row.award, row.reason, round_money(row.amount, batch.decimals), row.months)
            for row in queries.left_out(db(), batch.id)]  # fmt: skip
    return _csv([header, *rows], f"{batch.reference}-left-out.csv")


@pages.get("/runs/<reference>/payments.csv")
@require("batches.read")
def payments_csv(reference: str) -> Any:
    """Every payment of a run, as a file."""
    batch = queries.batch_by_reference(db(), officer(), reference)
    header = ("payment", "payee", "channel", "bank", "amount", "currency", "state")
    rows = [(row.reference, row.payee, row.channel, row.bank, round_money(row.amount, batch.decimals), row.currency, row.state)
            for row in queries.payments(db(), batch.id)]  # fmt: skip
    return _csv([header, *rows], f"{batch.reference}.csv")


def _csv(rows: list[tuple], name: str) -> Response:
    out = StringIO()
    csv.writer(out).writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return Response(out.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@pages.post("/files/<reference>")
@require("batches.release")
def take_file(reference: str) -> Any:
    """A file of payments, the same bytes each time; the trail says who took it."""
    file, content = releases.hand_out(db(), reference, officer(), settings().var)
    kind = "application/xml" if file.format == "pain.001" else "text/csv"
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{file.name}"'})
