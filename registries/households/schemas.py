"""The shape of households over the API."""

from marshmallow import Schema, fields, validate

from registries.households.rules import MEMBERS_MAX, ROLES
from registries.persons.schemas import DayField, answer, text


class MemberShape(Schema):
    """A person's reference and her role."""

    person = text(40, 1, required=True)
    role = answer(ROLES, required=True)


class HouseholdIn(Schema):
    """A household as its book has it."""

    book_number = text(30, 1, required=True)
    area = text(40, 1, required=True)
    registered_on = DayField(required=True, metadata={"type": "string", "format": "date"})
    members = fields.List(fields.Nested(MemberShape), required=True, validate=validate.Length(1, MEMBERS_MAX))


class HouseholdOut(Schema):
    """A household with its members of today."""

    reference = fields.String(required=True)
    book_number = fields.String(required=True)
    registered_on = DayField(required=True, metadata={"type": "string", "format": "date"})
    members = fields.List(fields.Nested(MemberShape), required=True)


class HouseholdsOut(Schema):
    """A page of households, newest first; the Link header leads to the next."""

    households = fields.List(fields.Nested(HouseholdOut), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)
