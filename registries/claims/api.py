"""Claims over the API, before they are decided."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from mis.looks.noting import looked_at
from mis.openapi import onward
from mis.paging import page_of
from mis.staff.queries import office_today
from mis.web import db, officer, require
from registries.awards.queries import award_of_claim
from registries.claims import actions, queries
from registries.claims.models import Claim
from registries.claims.rules import Paper
from registries.claims.schemas import ClaimIn, ClaimOut, ClaimsOut, FactIn, ListIn, ReceivedOut

api = Blueprint("api_claims", __name__, url_prefix="/claims", description="Claims")


def _row(claim: Claim) -> dict[str, Any]:
    """What every answer says of a claim."""
    return {name: getattr(claim, name) for name in ClaimOut().fields if name not in ("person", "award")}


def _told(claim: Claim) -> dict[str, Any]:
    """A claim with who claims and, once it is granted, its award."""
    award = award_of_claim(db(), claim.id)
    return _row(claim) | {"person": queries.person_of(db(), claim), "award": award and award.reference}


@api.route("")
class Claims(MethodView):
    """The claims of the officer's offices."""

    @api.arguments(ListIn, location="query")
    @api.response(200, ClaimsOut)
    @require("claims.read")
    def get(self, asked: dict[str, Any]) -> Any:
        """A page of claims, newest first."""
        wanted = queries.ClaimFilter(asked["state"], asked["benefit"], asked["overdue"])
        question = queries.claims(officer(), wanted, office_today(db()))
        page = page_of(db(), question, Claim.id, asked.pop("after"), None, asked["limit"])
        people = queries.people_of(db(), page.rows)
        rows = [_row(claim) | {"person": people[claim.person_id].reference} for claim in page.rows]
        return {"claims": rows, "total": page.total, "next": page.after}, 200, onward("api_claims.Claims", page.after, **asked)

    @api.arguments(ClaimIn)
    @api.response(201, ReceivedOut)
    @require("claims.receive")
    def post(self, given: dict[str, Any]) -> Any:
        """Receive a claim; its receipt is issued at once."""
        papers = [Paper(**paper) for paper in given.pop("papers")]
        received = actions.receive(db(), actions.NewClaim(**given, papers=papers), officer())
        return _told(received.claim) | {"letter": received.letter}


@api.get("/<reference>")
@api.response(200, ClaimOut)
@require("claims.read")
def show(reference: str) -> Any:
    """One claim, with the facts seen and the decision once it is certified."""
    claim = queries.claim_by_reference(db(), officer(), reference)
    looked_at(queries.person_of(db(), claim))
    return _told(claim)


@api.post("/<reference>/facts")
@api.arguments(FactIn)
@api.response(201, ClaimOut)
@require("claims.receive")
def give_fact(given: dict[str, Any], reference: str) -> Any:
    """Give a fact that no register answers, on a document or for a reason."""
    actions.give_fact(db(), reference, actions.GivenFact(**given), officer())
    return _told(queries.claim_by_reference(db(), officer(), reference))
