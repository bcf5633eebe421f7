"""A bank's answer as programs read it: what was taken in and what was not."""

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from payments.answers import queries
from payments.answers.actions import Taken
from payments.answers.rules import UNMATCHED


class FileNameSchema(Schema):
    """What the bank calls its file."""

    name = fields.String(load_default="answer", validate=[validate.Length(1, 200), validate.ContainsNoneOf("\0")])


class UnmatchedSchema(Schema):
    """A line that moved nothing, and why."""

    row = fields.Integer(allow_none=True)
    reference = fields.String()
    reason = fields.String()


class AnswerSchema(Schema):
    """A bank's answer: how many lines were read, taken, said before, and matched by nothing."""

    answer = fields.String()
    format = fields.String()
    read = fields.Integer()
    accepted = fields.Integer()
    rejected = fields.Integer()
    returned = fields.Integer()
    repeated = fields.Integer()
    unmatched = fields.List(fields.Nested(UnmatchedSchema))


def answer_json(session: Session, taken: Taken) -> dict[str, Any]:
    """What an answer did now: when the very same file had come before, every line is repeated and nothing was done."""
    row, names = taken.answer, ("accepted", "rejected", "returned", "repeated")
    counts = dict.fromkeys(names, 0) | {"repeated": row.read} if taken.before else {name: getattr(row, name) for name in names}
    lines = [] if taken.before else queries.lines_of(session, row.id, "unmatched")
    unmatched = [
        {"row": line.row, "reference": line.reference, "reason": UNMATCHED.get(line.problem or "", line.problem)}
        for line, _ in lines
    ]
    return {"answer": row.reference, "format": row.format, "read": row.read, **counts, "unmatched": unmatched}
