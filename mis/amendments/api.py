"""Drafts of law for programs: the list, one with its text and trial, a new one from its text, and the two signatures."""

from typing import Any

from flask_smorest import Blueprint

from mis.amendments.schemas import DraftSchema, NewDraftSchema, SeenDraftSchema, WholeDraftSchema, draft_json
from mis.statutes import actions, queries
from mis.statutes.models import LawDraft
from mis.web import db, officer, require

api = Blueprint("api_law_drafts", __name__, url_prefix="/law/drafts", description="Drafts of law")


def whole(row: LawDraft) -> dict[str, Any]:
    """The draft with its text."""
    return draft_json(row) | {"text": row.text}


@api.get("")
@api.response(200, DraftSchema(many=True))
@require("law.read")
def list_drafts() -> list[dict[str, Any]]:
    """Drafts of law, newest first."""
    return [draft_json(row) for row in queries.drafts(db())]


@api.post("")
@api.arguments(NewDraftSchema)
@api.response(201, WholeDraftSchema)
@require("law.draft")
def make(given: dict[str, str]) -> Any:
    """Draft a sheet of law from its text; refused with every problem at its row."""
    return whole(actions.make_draft(db(), given["text"], given["note"], officer()))


@api.get("/<reference>")
@api.response(200, WholeDraftSchema)
@require("law.read")
def show(reference: str) -> Any:
    """One draft with its text and what its trial showed."""
    return whole(queries.draft_by_reference(db(), reference))


@api.post("/<reference>/submit")
@api.response(200, WholeDraftSchema)
@require("law.draft")
def submit(reference: str) -> Any:
    """Hand a tried draft to a second officer."""
    return whole(actions.submit_draft(db(), reference, officer()))


@api.post("/<reference>/approve")
@api.arguments(SeenDraftSchema)
@api.response(200, WholeDraftSchema)
@require("law.approve")
def approve(given: dict[str, str], reference: str) -> Any:
    """Put in force exactly what was seen, as a second officer."""
    actions.approve_draft(db(), reference, (given["draft"], given["trial"]), officer())
    return whole(queries.draft_by_reference(db(), reference))
