"""Reports for programs: which there are, and each as JSON or as a file."""

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from mis.errors import refuse
from mis.reporting import FORMATS, Report
from mis.reports import queries
from mis.reports.sending import parts, send
from mis.web import officer, require

api = Blueprint("api_reports", __name__, url_prefix="/reports", description="Reports")


class FilterOut(Schema):
    """Something that can be chosen."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    required = fields.Boolean(required=True)


class ColumnOut(Schema):
    """A column of the answer."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)


class ReportOut(Schema):
    """A report that can be asked."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    question = fields.String(required=True)
    columns = fields.List(fields.Nested(ColumnOut), required=True)
    filters = fields.List(fields.Nested(FilterOut), required=True)


@api.get("")
@api.response(200, ReportOut(many=True))
@require("reports.read")
def list_reports() -> list[Report]:
    """The reports that this officer may read."""
    return queries.reports_of(parts(), officer())


@api.get("/<name>")
@api.doc(parameters=[{"in": "query", "name": "format", "schema": {"type": "string", "enum": list(FORMATS)}}])
@require("reports.read")
def one_report(name: str) -> Response:
    """A report as JSON, or in the format asked; every other parameter is a filter of the report."""
    chosen = request.args.to_dict()
    extension = chosen.pop("format", "json")
    if extension not in FORMATS:
        raise refuse("format", "Format: “%(found)s” is not csv, xlsx, json or pdf", "no-such-format", found=extension[:40])
    return send(name, extension, chosen)
