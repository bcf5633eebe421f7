"""The shape of receipts over the API."""

from marshmallow import Schema, fields, validate


class ReceiptIn(Schema):
    """Money that came in."""

    amount = fields.String(required=True, validate=validate.Length(1, 40))
    received_on = fields.Date(required=True)
    bank_reference = fields.String(required=True, validate=validate.Length(1, 100))
    employer = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    scheme = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))


class ReceiptOut(Schema):
    """A receipt as recorded."""

    reference = fields.String(required=True)
    scheme = fields.String(required=True)
    amount = fields.String(required=True)
    currency = fields.String(required=True)
    received_on = fields.Date(required=True)
    bank_reference = fields.String(required=True)
