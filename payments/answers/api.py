"""Banks' answers over the API: the bytes of the file are the body of the request."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from mis.bodies import FILES
from mis.errors import Malformed, Problem
from mis.web import db, officer, require, takes_file
from payments.answers import queries
from payments.answers.actions import Taken, take_in
from payments.answers.schemas import AnswerSchema, FileNameSchema, answer_json

api = Blueprint("api_answers", __name__, url_prefix="/answers", description="Banks' answers")


@api.post("")
@api.doc(requestBody={"required": True, "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in FILES}})
@api.arguments(FileNameSchema, location="query")
@api.response(201, AnswerSchema)
@takes_file
@require("answers.import")
def create(given: dict[str, str]) -> Any:
    """Take in a bank's answer: pain.002 or CSV, as it came."""
    if not request.headers.get("Idempotency-Key"):
        words = "This moves money: send an Idempotency-Key, so that it is done once"
        raise Malformed(Problem("Idempotency-Key", words, "key-missing"))
    taken = take_in(db(), given["name"], request.get_data(), officer())
    return answer_json(db(), taken)


@api.get("/<reference>")
@api.response(200, AnswerSchema)
@require("answers.read")
def show(reference: str) -> Any:
    """An answer that was taken in."""
    return answer_json(db(), Taken(queries.answer_by_reference(db(), officer(), reference), False))
