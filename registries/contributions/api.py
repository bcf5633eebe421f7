"""Schedules over the API: file a month's, read it, post it."""

from typing import Any

from flask_smorest import Blueprint

from mis.dates import parse_month
from mis.errors import Problem, Refusal
from mis.language import translate
from mis.web import db, officer, require
from registries.contributions import actions, queries
from registries.contributions.formats import write_lines
from registries.contributions.models import Schedule
from registries.contributions.rules import ERROR, LOOK, in_words
from registries.contributions.schemas import PostIn, ScheduleIn, ScheduleOut

api = Blueprint("api_contributions", __name__, url_prefix="", description="Contribution schedules")
PROBLEMS_MAX = 1000


def _told(row: Schedule) -> dict[str, Any]:
    """A schedule with the first thousand odd things in its lines, in words."""
    odd = [
        {"line": line.line, "column": each["column"], "code": each["code"], "message": in_words(each, translate)}
        for line in queries.noted_lines(db(), row.id)
        for each in line.problems
        if each["weight"] == LOOK
    ]
    return {name: getattr(row, name) for name in ScheduleOut().fields if name != "warnings"} | {"warnings": odd[:PROBLEMS_MAX]}


@api.post("/employers/<reference>/schedules")
@api.arguments(ScheduleIn)
@api.response(201, ScheduleOut)
@require("contributions.file")
def file_schedule(given: dict[str, Any], reference: str) -> Any:
    """File a month's schedule. With an error in any line nothing is kept and every error is told by line."""
    facts = sorted({name for line in given["lines"] for name in line["facts"]})
    lines = (
        [line["member"], line["name"], line["wage"], *(line["facts"].get(name, "") for name in facts)] for line in given["lines"]
    )
    content = given["csv"].encode() or write_lines(lines, facts)
    filing = actions.Filing(
        reference, parse_month(given["month"], "month"), content, "api.csv", given["scheme"],
        lines_count=given["lines_count"], wages_total=given["wages_total"],
    )  # fmt: skip
    row = actions.file_schedule(db(), filing, officer())
    wrong = queries.lines_to_correct(db(), row.id, PROBLEMS_MAX)
    problems = [
        Problem(each["column"], each["message"], each["code"], line.line, each["values"])
        for line in wrong
        for each in line.problems
        if each["weight"] == ERROR
    ]
    if problems:
        raise Refusal(*problems)
    return _told(row)


@api.get("/schedules/<reference>")
@api.response(200, ScheduleOut)
@require("contributions.read")
def show(reference: str) -> Any:
    """One schedule."""
    return _told(queries.schedule_by_reference(db(), officer(), reference)[0])


@api.post("/schedules/<reference>/post")
@api.arguments(PostIn)
@api.response(200, ScheduleOut)
@require("contributions.post")
def post(given: dict[str, Any], reference: str) -> Any:
    """Post a schedule to every person's account, by another officer than the one who filed it."""
    return _told(actions.post_schedule(db(), reference, given["file_digest"], officer()))
