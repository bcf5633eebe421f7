"""Receipts as pages: the list, one receipt, recording one, saying who paid."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from mis.errors import Refusal
from mis.forms import AmountField, DayField, Needed, OnceField, ReferenceField, TextField, form_problems
from mis.look import tell
from mis.paging import cursor
from mis.web import db, officer, require
from payments.receipts import actions, queries
from payments.receipts.models import Receipt
from registries.contributions.queries import decimals_by_scheme
from registries.employers.queries import employers_by_id

pages = Blueprint("receipts", __name__, url_prefix="/receipts")


class ReceiptForm(FlaskForm):
    """Money that came in."""

    amount = AmountField(_l("Amount"), [Needed()], description=_l("As on the bank's statement."))
    received_on = DayField(_l("Received on"), [Needed()])
    bank_reference = TextField(
        _l("Bank reference"), [Needed()], most=60, description=_l("As on the statement; it is taken once.")
    )  # fmt: skip
    employer = ReferenceField(_l("Employer"), description=_l("Its reference. Leave it empty when nobody knows who paid."))
    once = OnceField()


class PayerForm(FlaskForm):
    """Who paid."""

    employer = ReferenceField(_l("Employer"), [Needed()], description=_l("Its reference, for example EM-9C1HV-0T6BZ-4G."))
    once = OnceField()


@pages.get("")
@require("receipts.read")
def list_receipts() -> Any:
    """Money in, newest first; only what is in suspense when asked."""
    suspense = request.args.get("in") == "suspense"
    page = queries.receipts_page(
        db(), officer(), suspense, cursor(request.args.get("after"), "after"), cursor(request.args.get("before"), "before")
    )
    places = decimals_by_scheme(db())
    rows = [
        {"receipt": row.Receipt, "employer": row.Employer, "left": row.left, "decimals": places.get(row.Receipt.scheme, 2)}
        for row in page.rows
    ]
    return render_template("pages/receipts/list.html", page=page, rows=rows, suspense=suspense)


@pages.route("/record", methods=["GET", "POST"])
@require("receipts.record")
def record() -> Any:
    """Record money in."""
    form = ReceiptForm(employer=request.args.get("employer", "")[:40])
    if form.validate_on_submit():
        new = actions.NewReceipt(
            f"{form.amount.data:f}", form.received_on.data, form.bank_reference.data, form.employer.data or None
        )
        try:
            row = actions.record_receipt(db(), new, officer())
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            tell("done", _("The receipt is recorded"), _("It pays the oldest unpaid months first."))
            return redirect(url_for("receipts.show", reference=row.reference), 303)
    return render_template("pages/receipts/form.html", form=form), 422 if form.errors or form.form_errors else 200


@pages.get("/<reference>")
@require("receipts.read")
def show(reference: str) -> Any:
    """One receipt and what it paid."""
    return _page(queries.receipt_by_reference(db(), officer(), reference), PayerForm())


@pages.post("/<reference>/payer")
@require("receipts.record")
def payer(reference: str) -> Any:
    """Say who paid a receipt of nobody."""
    row = queries.receipt_by_reference(db(), officer(), reference)
    form = PayerForm()
    if form.validate_on_submit():
        try:
            actions.say_who_paid(db(), reference, form.employer.data, officer())
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            tell("done", _("The receipt has its payer"), _("It pays the oldest unpaid months first."))
            return redirect(url_for("receipts.show", reference=row.reference), 303)
    return _page(row, form), 422


def _page(row: Receipt, form: PayerForm) -> str:
    paid = queries.allocations_of(db(), row.id)
    lines = [{"allocation": allocation, "schedule": schedule} for allocation, schedule in paid]
    left = row.amount - sum((allocation.amount for allocation, _schedule in paid), start=row.amount - row.amount)
    employer = employers_by_id(db(), [row.employer_id]).get(row.employer_id) if row.employer_id else None
    decimals = decimals_by_scheme(db()).get(row.scheme, 2)
    return render_template(
        "pages/receipts/show.html", receipt=row, employer=employer, lines=lines, left=left, decimals=decimals, form=form
    )
