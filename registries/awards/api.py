"""Awards over the API."""

from typing import Any

from flask_smorest import Blueprint

from mis.looks.noting import looked_at
from mis.web import db, officer, require
from registries.awards import queries
from registries.awards.schemas import AwardOut
from registries.persons.models import Person

api = Blueprint("api_awards", __name__, url_prefix="/awards", description="Awards")


@api.get("/<reference>")
@api.response(200, AwardOut)
@require("awards.read")
def show(reference: str) -> Any:
    """One award with its terms, or with what it covers."""
    award = queries.award_by_reference(db(), officer(), reference)
    person = db().get_one(Person, award.person_id)
    looked_at(person.reference)
    hold = queries.suspensions(db(), [award.id]).get(award.id)
    return {
        "reference": award.reference, "person": person.reference, "benefit": award.benefit, "state": award.state,
        "started": award.started,
        "suspended_from": hold.from_month if hold else None, "terms": queries.terms(db(), [award.id])[award.id],
        "coverage": queries.coverages(db(), [award.id]).get(award.id),
    }  # fmt: skip
