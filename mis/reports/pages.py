"""Reports as pages: what can be asked, the figures with their drawing, and the same figures as files."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from mis.errors import Problem, Refusal
from mis.language import current_language
from mis.reporting import FORMATS, Report, Result, as_page
from mis.reports import queries
from mis.reports.sending import parts, send
from mis.web import database, officer, require

pages = Blueprint("reports", __name__, url_prefix="/reports")
KINDS = ",".join(FORMATS)


@pages.get("")
@require("reports.read")
def index() -> Any:
    """What the officer can ask."""
    return render_template("pages/reports/index.html", reports=queries.reports_of(parts(), officer()))


@pages.get("/<name>")
@require("reports.read")
def show(name: str) -> Any:
    """One report, with the filters that were chosen."""
    report, chosen = queries.report_named(parts(), officer(), name), request.args.to_dict()
    needed = any(wanted.required for wanted in report.filters)
    with database().snapshot() as session:
        problems: Sequence[Problem] = ()
        result: Result | None = None
        if chosen or not needed:
            try:
                result = queries.answer(session, officer(), report, chosen, current_language())
            except Refusal as refusal:
                problems = refusal.problems
        shown = result or queries.unasked(session, officer(), report, current_language())
        page = as_page(shown, chosen, session)
    links = downloads(report, chosen) if result else []
    answered = render_template("pages/reports/report.html", report=page, downloads=links, problems=problems, answered=result)
    return answered, 422 if problems else 200


@pages.get(f"/<name>.<any({KINDS}):extension>")
@require("reports.read")
def take(name: str, extension: str) -> Response:
    """The same report as a file; who took it stands in the trail."""
    return send(name, extension, request.args.to_dict())


def downloads(report: Report, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each kind of file with its address, the same filters kept."""
    known: dict[str, Any] = {wanted.name: chosen[wanted.name] for wanted in report.filters if chosen.get(wanted.name)}
    return [(kind.upper(), url_for("reports.take", name=report.name, extension=kind, **known)) for kind in FORMATS]
