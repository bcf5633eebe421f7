"""A payment as a page: one money from the law to the books; and the payments of a run by their state."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from mis.errors import missing
from mis.looks.noting import looked_at
from mis.staff.queries import officer_names
from mis.web import db, officer, require
from payments.batches.queries import batch_by_reference, states
from payments.ledger.rules import ACCOUNTS
from payments.releases.forms import PAYMENT_WORDS
from payments.traces import queries

pages = Blueprint("payments", __name__, url_prefix="/payments")
PAGE_ROWS = 200


@pages.get("/<reference>")
@require("batches.read")
def show(reference: str) -> Any:
    """One payment with everything that it rests on."""
    found = queries.trace(db(), officer(), reference)
    looked_at(found.person.reference)
    claims = [claim for _award, claim in found.awards]
    makers = [found.batch.prepared_by, found.batch.approved_by, found.batch.released_by]
    makers += [maker for claim in claims for maker in (claim.certified_by, claim.verified_by)]
    names = officer_names(db(), makers)
    entries = [
        {"day": each.posting.booked_on, "words": ACCOUNTS[code][0], "amount": amount}
        for each in found.booked
        for code, amount in each.entries
        if amount
    ]
    return render_template("pages/payments/payment.html", trace=found, names=names, entries=entries)


@pages.get("/runs/<reference>/payments")
@require("batches.read")
def of_run(reference: str) -> Any:
    """The payments of a run in one state."""
    batch, state = batch_by_reference(db(), officer(), reference), request.args.get("state", "")
    if state not in PAYMENT_WORDS:
        raise missing(_("There is no such list"))
    rows = queries.payments_of_run(db(), batch, state, PAGE_ROWS)
    total = states(db(), batch.id).get(state, (0, 0))[0]
    return render_template("pages/payments/of-run.html", batch=batch, state=state, rows=rows, total=total)
