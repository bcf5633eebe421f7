"""The law for programs: the benefits and schemes, and each with its values in force on a day."""

from dataclasses import asdict
from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from mis.dates import parse_day
from mis.errors import missing
from mis.language import current_language
from mis.law.book import Sheet, values_on
from mis.law.provisions import provisions_on
from mis.staff.queries import office_today
from mis.statutes.queries import book
from mis.web import db, require

api = Blueprint("api_law", __name__, url_prefix="/law", description="The law in force")


class SheetOut(Schema):
    """A benefit or a scheme."""

    code = fields.String(required=True)
    kind = fields.String(required=True)
    country = fields.String(required=True)
    branch = fields.String(required=True)
    status = fields.String(required=True)
    subject = fields.String(required=True)
    scheme = fields.String(required=True)
    currency = fields.String(required=True)
    law = fields.String(required=True)
    name = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    programmes = fields.List(fields.String(), required=True)
    missing = fields.List(fields.String(), required=True)


class ValueOut(Schema):
    """A value in force with its citation, source and confidence."""

    section = fields.String(required=True)
    name = fields.String(required=True)
    value = fields.String(required=True)
    words = fields.List(fields.String(), required=True)
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    law = fields.String(allow_none=True)
    source = fields.String(allow_none=True)
    confidence = fields.String(required=True)


class LawOut(Schema):
    """The law of one benefit or scheme on a day."""

    code = fields.String(required=True)
    on = fields.Date(required=True)
    in_force = fields.Boolean(required=True)
    digest = fields.String(allow_none=True)
    values = fields.List(fields.Nested(ValueOut), required=True)


@api.get("")
@api.response(200, SheetOut(many=True))
@require("law.read")
def list_sheets() -> list[Sheet]:
    """The benefits and schemes of the office's law, by code."""
    return sorted(book(db()).sheets.values(), key=lambda sheet: sheet.code)


@api.get("/<code>")
@api.doc(parameters=[{"in": "query", "name": "on", "schema": {"type": "string", "format": "date"}}])
@api.response(200, LawOut)
@require("law.read")
def one_sheet(code: str) -> dict[str, Any]:
    """The values in force on a day (`on`, today unless given), each with its citation and confidence."""
    sheet = book(db()).sheets.get(code)
    if sheet is None:
        raise missing("There is no such benefit or scheme in the office's law")
    day = parse_day(request.args["on"], "on") if "on" in request.args else office_today(db())
    edition = sheet.edition_on(day)
    words = {row.name: list(row.says) for row in provisions_on(sheet, day, current_language())}
    values = [asdict(value) | {"words": words[value.name]} for value in values_on(sheet, day)]
    return {"code": code, "on": day, "in_force": edition is not None, "digest": edition and edition.digest, "values": values}
