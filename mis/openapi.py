"""The description of the API: every operation, who may call it, and the one form of its problems."""

from typing import Any

from flask import url_for
from flask_smorest import Api
from marshmallow import Schema, fields

OPTIONS: dict[str, Any] = {
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    "security": [{"bearer": []}],
}


def onward(endpoint: str, after: int | None, **asked: Any) -> dict[str, str]:
    """The header of a list that goes on: a link to its next page (RFC 8288), with what was asked of this one."""
    if after is None:
        return {}
    given = {name: value for name, value in asked.items() if value not in ("", None, False)}
    return {"Link": f'<{url_for(endpoint, after=after, **given)}>; rel="next"'}


class ProblemErrorOut(Schema):
    """One thing that is wrong, at which field or row."""

    field = fields.String()
    row = fields.Integer()
    code = fields.String(required=True)
    message = fields.String(required=True)


class ProblemOut(Schema):
    """Why nothing was done, as RFC 9457 writes it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(ProblemErrorOut), required=True)


class DescribedApi(Api):
    """The API whose errors are all problem documents."""

    ERROR_SCHEMA = ProblemOut

    def _register_responses(self) -> None:
        """The answers of every status: a problem has a content type of its own."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE
