"""The shape of schedules over the API."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema


class LineIn(Schema):
    """One line: the member's reference or number, the name, the wage as plain digits, and what else the law asks of it."""

    member = fields.String(required=True, validate=validate.Length(max=200))
    name = fields.String(load_default="", validate=validate.Length(max=200))
    wage = fields.String(required=True, validate=validate.Length(max=200))
    facts = fields.Dict(
        keys=fields.String(validate=validate.Length(max=80)), values=fields.String(validate=validate.Length(max=200)),
        load_default=dict, validate=validate.Length(max=40),
    )  # fmt: skip


class ScheduleIn(Schema):
    """A month's schedule: its lines, or the same as CSV."""

    month = fields.String(required=True, validate=validate.Length(max=20))
    scheme = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    lines = fields.List(fields.Nested(LineIn), load_default=list, validate=validate.Length(max=5000))
    csv = fields.String(load_default="", validate=validate.Length(max=2_000_000))
    lines_count = fields.String(load_default="", validate=validate.Length(max=20))
    wages_total = fields.String(load_default="", validate=validate.Length(max=40))

    @validates_schema
    def one_of_both(self, data: dict, **_more: object) -> None:
        """Either lines or CSV."""
        if bool(data.get("lines")) == bool(data.get("csv")):
            raise ValidationError("Send either lines or csv", "lines")


class WarningOut(Schema):
    """Something odd in a line, which stops nothing."""

    line = fields.Integer(required=True)
    column = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class ScheduleOut(Schema):
    """A schedule as it stands."""

    reference = fields.String(required=True)
    scheme = fields.String(required=True)
    currency = fields.String(required=True)
    month = fields.Date(required=True, format="%Y-%m")
    filing = fields.Integer(required=True)
    state = fields.String(required=True)
    lines_count = fields.Integer(required=True)
    errors_count = fields.Integer(required=True)
    warnings_count = fields.Integer(required=True)
    warnings = fields.List(fields.Nested(WarningOut), required=True)
    wages_total = fields.String(required=True)
    due = fields.String(required=True)
    file_digest = fields.String(required=True)


class PostIn(Schema):
    """What the officer saw: the digest of the file."""

    file_digest = fields.String(required=True, validate=validate.Length(64, 64))
