"""Claims over the API, before they are decided."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from mis.looks.noting import looked_at
from mis.paging import page_of
from mis.staff.queries import office_today
from mis.web import db, officer, require
from registries.claims import actions, queries
from registries.claims.models import Claim
from registries.claims.rules import Paper
from registries.claims.schemas import ClaimIn, ClaimOut, ClaimsOut, FactIn, ListIn, ReceivedOut

api = Blueprint("api_claims", __name__, url_prefix="/claims", description="Claims")


@api.route("")
class Claims(MethodView):
    """The claims of the officer's offices."""

    @api.arguments(ListIn, location="query")
    @api.response(200, ClaimsOut)
    @require("claims.read")
    def get(self, asked: dict[str, Any]) -> Any:
        """A page of claims, newest first."""
        wanted = queries.ClaimFilter(asked["state"], asked["benefit"], asked["overdue"])
        page = page_of(db(), queries.claims(officer(), wanted, office_today(db())), Claim.id, asked["after"], None)
        return {"claims": page.rows, "total": page.total, "next": page.after}

    @api.arguments(ClaimIn)
    @api.response(201, ReceivedOut)
    @require("claims.receive")
    def post(self, given: dict[str, Any]) -> Any:
        """Receive a claim; its receipt is issued at once."""
        papers = [Paper(**paper) for paper in given.pop("papers")]
        received = actions.receive(db(), actions.NewClaim(**given, papers=papers), officer())
        return {name: getattr(received.claim, name) for name in ClaimOut().fields} | {"letter": received.letter}


@api.get("/<reference>")
@api.response(200, ClaimOut)
@require("claims.read")
def show(reference: str) -> Any:
    """One claim, with the facts seen and the decision once it is certified."""
    claim = queries.claim_by_reference(db(), officer(), reference)
    looked_at(queries.person_of(db(), claim))
    return claim


@api.post("/<reference>/facts")
@api.arguments(FactIn)
@api.response(201, ClaimOut)
@require("claims.receive")
def give_fact(given: dict[str, Any], reference: str) -> Any:
    """Give a fact that no register answers, on a document or for a reason."""
    actions.give_fact(db(), reference, actions.GivenFact(**given), officer())
    return queries.claim_by_reference(db(), officer(), reference)
