"""A payment over the API, by its reference."""

from typing import Any

from flask_smorest import Blueprint

from mis.looks.noting import looked_at
from mis.web import db, officer, require
from payments.traces import queries
from payments.traces.schemas import PaymentSchema, payment_json

api = Blueprint("api_payments", __name__, url_prefix="/payments", description="Payments")


@api.get("/<reference>")
@api.response(200, PaymentSchema)
@require("batches.read")
def show(reference: str) -> Any:
    """One payment with the months that it covers."""
    found = queries.trace(db(), officer(), reference)
    looked_at(found.person.reference)
    return payment_json(found)
