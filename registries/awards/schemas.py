"""The shape of awards over the API."""

from marshmallow import Schema, fields


class TermOut(Schema):
    """What is due each month, from a month to a month; no last month means for life."""

    from_month = fields.Date(format="%Y-%m")
    to_month = fields.Date(format="%Y-%m", allow_none=True)
    amount = fields.String()
    currency = fields.String()
    law_digest = fields.String()


class CoverageOut(Schema):
    """Which services are covered, from a day until a day (none: no end is foreseen), and the person's share of their cost."""

    from_day = fields.Date()
    until = fields.Date(allow_none=True)
    services = fields.List(fields.String())
    cost_share = fields.String(allow_none=True)
    law_digest = fields.String()


class AwardOut(Schema):
    """An award with its terms, or with what it covers."""

    reference = fields.String()
    person = fields.String()
    benefit = fields.String()
    state = fields.String()
    started = fields.Date(format="%Y-%m")
    suspended_from = fields.Date(format="%Y-%m", allow_none=True)
    terms = fields.List(fields.Nested(TermOut))
    coverage = fields.Nested(CoverageOut, allow_none=True)
