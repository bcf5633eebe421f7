"""Receipts over the API."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from mis.errors import Malformed, Problem
from mis.web import db, officer, require
from payments.receipts import actions, queries
from payments.receipts.schemas import ReceiptIn, ReceiptOut

api = Blueprint("api_receipts", __name__, url_prefix="/receipts", description="Money in from employers")


@api.post("")
@api.arguments(ReceiptIn)
@api.response(201, ReceiptOut)
@require("receipts.record")
def record(given: dict[str, Any]) -> Any:
    """Record money in; the request carries an Idempotency-Key."""
    if not request.headers.get("Idempotency-Key"):
        words = "This moves money: send an Idempotency-Key, so that it is done once"
        raise Malformed(Problem("Idempotency-Key", words, "key-missing"))
    return actions.record_receipt(db(), actions.NewReceipt(**given), officer())


@api.get("/<reference>")
@api.response(200, ReceiptOut)
@require("receipts.read")
def show(reference: str) -> Any:
    """One receipt."""
    return queries.receipt_by_reference(db(), officer(), reference)
