"""A claim's page: what the law asks and what was found, the arithmetic, and the panel in which it is signed."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from mis.dates import month_start
from mis.errors import Forbidden, conflict
from mis.forms import carried_out
from mis.language import current_language
from mis.letters.desk import read_desk
from mis.letters.queries import letters_about
from mis.look import tell
from mis.looks.noting import looked_at
from mis.printing import as_json as kept_letter
from mis.printing import from_json
from mis.staff.queries import office_today, officer_names
from mis.staff.rules import ActingOfficer, demand_second
from mis.statutes.queries import book
from mis.statutes.wording import per_words
from mis.web import db, officer, require
from registries.awards.models import Award
from registries.awards.queries import award_of_claim
from registries.awards.rules import dues_until
from registries.claims.models import Claim
from registries.claims.queries import claim_by_reference, person_of
from registries.decisions import actions, queries
from registries.decisions.forms import ApproveForm, CertifyForm, SendBackForm
from registries.households.models import Household
from registries.persons.models import Person
from registries.persons.queries import accounts

decisions = Blueprint("decisions", __name__, url_prefix="/claims")


def _claim(reference: str) -> Claim:
    """The claim whose person is shown; that she was looked at is written down."""
    claim = claim_by_reference(db(), officer(), reference)
    looked_at(person_of(db(), claim))
    return claim


@decisions.get("/<reference>")
@require("claims.read")
def show(reference: str) -> Any:
    """One claim."""
    return _page(_claim(reference))


def _page(claim: Claim, form: FlaskForm | None = None) -> str:
    view, today = queries.view(db(), claim, current_language()), office_today(db())
    open_form = {"received": CertifyForm, "certified": ApproveForm}.get(claim.state)
    form = form or (open_form(formdata=None, seen=view.seen) if open_form else None)
    person, award = db().get_one(Person, claim.person_id), award_of_claim(db(), claim.id)
    dues = dues_until(view.weighed.terms, max(month_start(today), view.weighed.terms[0].from_month)) if view.weighed.terms else []
    return render_template(
        "pages/decisions/claim.html", claim=claim, view=view, form=form, today=today, person=person, award=award, dues=dues,
        household=db().get(Household, claim.household_id) if claim.household_id else None,
        decimals=view.weighed.sheet.decimals, per=per_words(view.weighed.sheet.per), second=_may_be_second(claim),
        letters=letters_about(db(), officer(), claim.reference),
        names=officer_names(db(), [claim.received_by, claim.certified_by, claim.verified_by]),
    )  # fmt: skip


def _may_be_second(claim: Claim) -> bool:
    """Whether the officer who looks may be the second one."""
    try:
        demand_second(officer().id, claim.certified_by, claim.received_by)
    except Forbidden:
        return False
    return officer().may("claims.approve")


@decisions.post("/<reference>/certify")
@require("claims.decide")
def certify(reference: str) -> Any:
    """The first signature."""
    claim, form = _claim(reference), CertifyForm()
    if not carried_out(form, lambda: actions.certify(db(), reference, officer(), form.note.data or "", form.seen.data or "")):
        return _page(claim, form), 422
    tell("done", _("Certified."), _("It waits for a second officer, who cannot be you nor whoever received it."))
    return redirect(url_for("decisions.show", reference=claim.reference))


@decisions.post("/<reference>/approve")
@require("claims.approve")
def approve(reference: str) -> Any:
    """The second signature: the letter is issued."""
    claim, form, numbers = _claim(reference), ApproveForm(), list[str]()
    if not carried_out(form, lambda: numbers.append(actions.approve(db(), reference, officer(), form.seen.data or "")[1])):
        return _page(claim, form), 422
    ready = _("Letter %(number)s is ready to print.", number=numbers[0])
    tell("done", _("Granted.") if claim.state == "granted" else _("Refused."), ready)
    return redirect(url_for("decisions.show", reference=claim.reference))


@decisions.route("/<reference>/send-back", methods=["GET", "POST"])
@require("claims.approve")
def send_back(reference: str) -> Any:
    """Give a certified claim back to the first officer."""
    claim, form = _claim(reference), SendBackForm()
    if carried_out(form, lambda: actions.send_back(db(), reference, form.reason.data or "", officer())):
        tell("done", _("Sent back."), _("The first officer finds it among the claims to certify, with your reason."))
        return redirect(url_for("decisions.show", reference=claim.reference))
    return render_template(
        "pages/decisions/send-back.html", form=form, claim=claim
    ), 422 if form.errors or form.form_errors else 200


def shares_of_award(session: Session, _by: ActingOfficer, award_id: int) -> dict[str, Any]:
    """The panel of how an award is shared, as its claim was decided; nothing when it is not."""
    award = session.get_one(Award, award_id)
    decision = session.get_one(Claim, award.claim_id).decision or {}
    rows = [
        {"person": share["person"], "from": date.fromisoformat(period["from"]), "amount": Decimal(share["amount"])}
        for period in decision.get("periods", ())
        for share in period.get("shares", ())
    ]
    sheet = book(session).sheet(award.benefit)
    return {"rows": rows, "currency": sheet.currency, "decimals": sheet.decimals} if rows else {}


@decisions.get("/<reference>/letter")
@require("claims.read")
def draft(reference: str) -> Any:
    """The letter that the decision would send, with DRAFT in its margin."""
    claim = _claim(reference)
    weighed = queries.as_signed(db(), claim) if claim.decision else queries.weigh(db(), [claim])[0]
    if weighed.decision["outcome"] == "undecided":
        raise conflict("There is no letter yet: the law cannot decide this claim", "undecided")
    person = db().get_one(Person, claim.person_id)
    payee = accounts(db(), [person.id]).get(person.id)
    written = queries.decision_letter(book(db()), read_desk(db()), weighed, person, payee)
    letter = from_json(kept_letter(written), draft=True)
    back = (url_for("decisions.show", reference=claim.reference), _("Back to the claim"))
    return render_template("pages/letters/letter.html", letter=letter, back=back, pdf="")
