"""A payment as programs read it."""

from typing import Any

from marshmallow import Schema, fields

from mis.dates import month_text
from mis.money import plain
from payments.traces.queries import Trace


class LineSchema(Schema):
    """A month that the payment covers, or gives back."""

    month = fields.String()
    award = fields.String()
    kind = fields.String()
    due = fields.String()
    paid_before = fields.String()
    amount = fields.String()


class PaymentSchema(Schema):
    """A payment: to whom, how much, for which months, in which run and file, and what became of it."""

    payment = fields.String()
    batch = fields.String()
    person = fields.String()
    payee = fields.String()
    channel = fields.String()
    amount = fields.String()
    currency = fields.String()
    state = fields.String()
    file = fields.String(allow_none=True)
    reason_code = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(LineSchema))


def payment_json(trace: Trace) -> dict[str, Any]:
    """The payment with its lines; amounts as text."""
    payment, places = trace.payment, trace.batch.decimals
    awards = {award.id: award.reference for award, _claim in trace.awards}
    lines = [
        {"month": month_text(line.covered), "award": awards.get(line.award_id, ""), "kind": line.kind,
         "due": plain(line.due, places), "paid_before": plain(line.paid_before, places), "amount": plain(line.amount, places)}
        for line in trace.lines
    ]  # fmt: skip
    return {
        "payment": payment.reference, "batch": trace.batch.reference, "person": trace.person.reference, "payee": payment.payee,
        "channel": payment.channel, "amount": plain(payment.amount, places), "currency": payment.currency,
        "state": payment.state, "file": trace.file.reference if trace.file else None, "reason_code": payment.reason_code,
        "reason": payment.reason, "lines": lines,
    }  # fmt: skip
