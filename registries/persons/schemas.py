"""The shape of persons over the API."""

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from mis.dates import parse_day
from mis.errors import Refusal
from registries.persons.rules import LANGUAGES, PRECISIONS, SEXES


class DayField(fields.Field):
    """A day written YYYY-MM-DD and in no other way."""

    def _deserialize(self, value: Any, *_more: Any, **_named: Any) -> date:
        if not isinstance(value, str):
            raise ValidationError("A day is written as text, such as 2024-05-31")
        try:
            return parse_day(value)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None

    def _serialize(self, value: Any, *_more: Any, **_named: Any) -> str | None:
        return value.isoformat() if value else None


class YesNoField(fields.Boolean):
    """True or false and nothing that looks like it."""

    def _deserialize(self, value: Any, *_more: Any, **_named: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Answer true or false")
        return value


def text(most: int, least: int = 0, **more: Any) -> fields.String:
    """Text of a bounded length."""
    return fields.String(validate=validate.Length(least, most), **more)


def answer(offered: tuple[str, ...], **more: Any) -> fields.String:
    """One of the answers offered."""
    return fields.String(validate=validate.OneOf(offered), **more)


class IdentifierShape(Schema):
    """A number read from a paper."""

    kind = text(40, 1, required=True)
    number = text(60, 1, required=True)
    expires_on = DayField(load_default=None, allow_none=True, metadata={"type": "string", "format": "date"})


class PersonIn(Schema):
    """A person to be registered; `finding` and `reason` say what an officer found of those who resemble her."""

    name = text(200, 1, required=True)
    sex = answer(SEXES, required=True)
    birth_date = DayField(required=True, metadata={"type": "string", "format": "date"})
    birth_precision = answer(PRECISIONS, load_default="day")
    area = text(40, 1, required=True)
    address = text(300, load_default="")
    phone = text(40, load_default="")
    language = answer(LANGUAGES, load_default="en")
    identifiers = fields.List(fields.Nested(IdentifierShape), load_default=list, validate=validate.Length(max=10))
    citizen = YesNoField(load_default=None, allow_none=True)
    finding = answer(("", "another", "unclear"), load_default="")
    reason = text(500, load_default="")


class PersonPatch(Schema):
    """A correction: what is given replaces, what is left out stays; `reason` says why."""

    name = text(200, 1)
    sex = answer(SEXES)
    birth_date = DayField(metadata={"type": "string", "format": "date"})
    birth_precision = answer(PRECISIONS)
    area = text(40, 1)
    address = text(300)
    phone = text(40)
    language = answer(LANGUAGES)
    reason = text(500, 3, required=True)


class PersonOut(Schema):
    """A person as the register has her; numbers are given to those who may see them."""

    reference = fields.String(required=True)
    name = fields.String(required=True)
    sex = fields.String(required=True)
    birth_date = DayField(required=True, metadata={"type": "string", "format": "date"})
    birth_precision = fields.String(required=True)
    died_on = DayField(required=True, allow_none=True, metadata={"type": "string", "format": "date"})
    address = fields.String(required=True)
    language = fields.String(required=True)
    registered_on = DayField(required=True, metadata={"type": "string", "format": "date"})
    version = fields.Integer(required=True)


class PersonsOut(Schema):
    """A page of persons, newest first; the Link header leads to the next."""

    persons = fields.List(fields.Nested(PersonOut), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


class ListIn(Schema):
    """Whom one asks for: `q` is a name in any order, a number or a reference; `after` the key of a page."""

    q = text(5000, load_default="")
    after = fields.Integer(load_default=None, validate=validate.Range(0, 2**62))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
