"""The shape of employers and spells over the API."""

from marshmallow import Schema, fields, validate

from mis.paging import ROWS, ROWS_MAX
from registries.employers.rules import SECTORS


class EmployerIn(Schema):
    """An employer to be registered."""

    number = fields.String(required=True, validate=validate.Length(1, 40))
    name = fields.String(required=True, validate=validate.Length(1, 200))
    sector = fields.String(required=True, validate=validate.OneOf(SECTORS))
    area = fields.String(required=True, validate=validate.Length(1, 40))
    started_on = fields.Date(required=True)


class SpellIn(Schema):
    """Somebody works for an employer."""

    person = fields.String(required=True, validate=validate.Length(1, 40))
    started_on = fields.Date(required=True)
    ended_on = fields.Date(load_default=None, allow_none=True)


class SpellsIn(Schema):
    """People who work for an employer, all of them or none."""

    spells = fields.List(fields.Nested(SpellIn), required=True, validate=validate.Length(1, 1000))


class EmployerOut(Schema):
    """An employer as registered."""

    reference = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    sector = fields.String(required=True)
    started_on = fields.Date(required=True)
    ended_on = fields.Date(required=True, allow_none=True)
    registered_on = fields.Date(required=True)


class EmployersOut(Schema):
    """A page of employers; `next` is the key with which it goes on."""

    employers = fields.List(fields.Nested(EmployerOut), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


class ListIn(Schema):
    """Which employers are asked for."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    after = fields.Integer(load_default=None, validate=validate.Range(0, 2**62))
    limit = fields.Integer(load_default=ROWS, validate=validate.Range(1, ROWS_MAX))


class CountOut(Schema):
    """How many were written down."""

    recorded = fields.Integer(required=True)
