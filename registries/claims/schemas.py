"""The shape of claims over the API."""

from marshmallow import Schema, fields, validate

from mis.paging import ROWS, ROWS_MAX
from registries.claims.rules import PAPERS, STATES

NO_NUL = validate.ContainsNoneOf("\0")


class PaperIn(Schema):
    """One paper of the checklist, as it was found."""

    place = fields.Integer(required=True, strict=True, validate=validate.Range(0, 100))
    state = fields.String(required=True, validate=validate.OneOf(PAPERS))
    note = fields.String(load_default="", validate=[validate.Length(max=300), NO_NUL])


class ClaimIn(Schema):
    """A claim as it is handed in."""

    benefit = fields.String(required=True, validate=[validate.Length(1, 60), NO_NUL])
    person = fields.String(required=True, validate=[validate.Length(1, 40), NO_NUL])
    household = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=40), NO_NUL])
    received_on = fields.Date(required=True, format="%Y-%m-%d")
    contingency_on = fields.Date(load_default=None, allow_none=True, format="%Y-%m-%d")
    helped_by = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=200), NO_NUL])
    papers = fields.List(fields.Nested(PaperIn), load_default=list, validate=validate.Length(max=50))


class FactIn(Schema):
    """A fact that no register answers."""

    name = fields.String(required=True, validate=[validate.Length(1, 60), NO_NUL])
    value = fields.Raw(required=True)
    since = fields.Date(required=True, format="%Y-%m-%d")
    document = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=40), NO_NUL])
    reason = fields.String(load_default="", validate=[validate.Length(max=500), NO_NUL])


class ListIn(Schema):
    """Which claims."""

    state = fields.String(load_default="", validate=validate.OneOf(("", *STATES)))
    benefit = fields.String(load_default="", validate=[validate.Length(max=60), NO_NUL])
    overdue = fields.Boolean(load_default=False)
    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**62))
    limit = fields.Integer(load_default=ROWS, validate=validate.Range(1, ROWS_MAX))


class ClaimRowOut(Schema):
    """A claim in a list."""

    reference = fields.String()
    person = fields.String()
    benefit = fields.String()
    state = fields.String()
    received_on = fields.Date()
    decide_by = fields.Date()
    decided_on = fields.Date(allow_none=True)


class ClaimOut(ClaimRowOut):
    """A claim as it is kept."""

    award = fields.String(allow_none=True)
    completed_on = fields.Date(allow_none=True)
    contingency_on = fields.Date(allow_none=True)
    law_on = fields.Date(allow_none=True)
    digest = fields.String(allow_none=True)
    documents = fields.Raw()
    facts = fields.Raw()
    decision = fields.Raw(allow_none=True)


class ReceivedOut(ClaimOut):
    """A claim just received, with the number of its receipt."""

    letter = fields.String()


class ClaimsOut(Schema):
    """A page of claims."""

    claims = fields.List(fields.Nested(ClaimRowOut))
    total = fields.Integer()
    next = fields.Integer(allow_none=True)
