"""The two signatures over the API."""

from typing import Any

from flask_smorest import Blueprint

from mis.looks.noting import looked_at
from mis.web import db, officer, require
from registries.claims.queries import claim_by_reference, person_of
from registries.decisions import actions, queries
from registries.decisions.rules import fingerprint
from registries.decisions.schemas import ApproveIn, CertifyIn, SignedOut, WeighedOut

api = Blueprint("api_decisions", __name__, url_prefix="/claims", description="Decisions on claims")


@api.get("/<reference>/decision")
@api.response(200, WeighedOut)
@require("claims.read")
def weigh(reference: str) -> Any:
    """What the law says of a claim: as signed, or on the facts of now."""
    claim = claim_by_reference(db(), officer(), reference)
    looked_at(person_of(db(), claim))
    decision = claim.decision or queries.weigh(db(), [claim])[0].decision
    return {"decision": decision, "seen": fingerprint(decision)}


@api.post("/<reference>/certify")
@api.arguments(CertifyIn)
@api.response(200, SignedOut)
@require("claims.decide")
def certify(given: dict[str, str], reference: str) -> Any:
    """Sign, as the first officer, what the law says."""
    claim = actions.certify(db(), reference, officer(), given["note"], given["seen"])
    return {"reference": claim.reference, "state": claim.state, "outcome": (claim.decision or {})["outcome"], "letter": None}


@api.post("/<reference>/approve")
@api.arguments(ApproveIn)
@api.response(200, SignedOut)
@require("claims.approve")
def approve(given: dict[str, str], reference: str) -> Any:
    """Sign, as the second officer, what the first certified."""
    claim, number = actions.approve(db(), reference, officer(), given["seen"])
    return {"reference": claim.reference, "state": claim.state, "outcome": claim.state, "letter": number}
