"""Letters for programs: those about a record, and each as PDF."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from mis.letters import actions, queries
from mis.letters.models import IssuedLetter
from mis.looks.noting import looked_at
from mis.openapi import onward
from mis.paging import ROWS, ROWS_MAX, page_of
from mis.web import db, officer, require

api = Blueprint("api_letters", __name__, url_prefix="/letters", description="Letters that were issued")
PDF = "application/pdf"


class ListIn(Schema):
    """Which letters: about a claim or an award, or to a person, when a reference is given."""

    about = fields.String(load_default="", validate=[validate.Length(max=40), validate.ContainsNoneOf("\0")])
    after = fields.Integer(load_default=None, validate=validate.Range(0, 2**62))
    limit = fields.Integer(load_default=ROWS, validate=validate.Range(1, ROWS_MAX))


class LetterOut(Schema):
    """A letter: its number, what it is about and to whom it was written."""

    number = fields.String(required=True)
    kind = fields.String(required=True)
    language = fields.String(required=True)
    about = fields.String(required=True)
    recipient = fields.String(required=True)
    subject = fields.Function(lambda row: row.content["subject"], metadata={"type": "string"})
    day = fields.Function(lambda row: row.content["day"], metadata={"type": "string", "format": "date"})


class LettersOut(Schema):
    """A page of letters; `next` is the key with which it goes on."""

    letters = fields.List(fields.Nested(LetterOut), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


@api.get("")
@api.arguments(ListIn, location="query")
@api.response(200, LettersOut)
@require("letters.print")
def find(asked: dict[str, Any]) -> Any:
    """The letters of the officer's offices, newest first."""
    page = page_of(db(), queries.letters(officer(), asked["about"]), IssuedLetter.id, asked["after"], None, asked["limit"])
    found = {"letters": page.rows, "total": page.total, "next": page.after}
    return found, 200, onward("api_letters.find", page.after, about=asked["about"], limit=asked["limit"])


@api.get("/<int:year>/<int:serial>.pdf")
@api.response(200, {"type": "string", "format": "binary"}, content_type=PDF)
@require("letters.print")
def pdf(year: int, serial: int) -> Response:
    """A letter as PDF; the print is counted and written down, and every print after the first is marked as a copy."""
    looked_at(queries.letter_by_number(db(), officer(), f"{year}/{serial}").recipient)
    return Response(actions.print_letter(db(), f"{year}/{serial}", officer()), mimetype=PDF)
