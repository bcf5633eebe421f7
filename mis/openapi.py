"""The description of the API: every operation, who may call it, and the one form of its problems."""

from typing import Any

from flask_smorest import Api
from marshmallow import Schema, fields

OPTIONS: dict[str, Any] = {
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    "security": [{"bearer": []}],
}


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
