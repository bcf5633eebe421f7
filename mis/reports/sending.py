"""A report as the answer to a request for a file: read from one snapshot, and its taking written down."""

from collections.abc import Mapping

from flask import Response, current_app

from mis.language import current_language
from mis.part import Part
from mis.reporting import FORMATS, file_name
from mis.reports import actions, queries
from mis.web import database, db, officer


def parts() -> tuple[Part, ...]:
    """The parts of this application."""
    return current_app.extensions["socle"]["parts"]


def send(name: str, extension: str, chosen: Mapping[str, str]) -> Response:
    """The report with these filters as a file of that kind; its name is ours, never anybody's text."""
    report = queries.report_named(parts(), officer(), name)
    with database().snapshot() as session:
        result = queries.answer(session, officer(), report, chosen, current_language())
    content = actions.take(db(), officer(), result, extension)
    disposition = f'attachment; filename="{file_name(result, extension)}"'
    return Response(content, content_type=FORMATS[extension][0], headers={"Content-Disposition": disposition})
