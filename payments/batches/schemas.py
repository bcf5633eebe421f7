"""A run as programs read and write it: keys that stay, amounts as text."""

from typing import Any

from marshmallow import Schema, fields, validate

from mis.dates import month_text
from mis.money import plain
from mis.paging import ROWS, ROWS_MAX
from payments.batches.models import PaymentBatch, PaymentFile
from payments.batches.queries import Progress
from payments.batches.rules import KINDS

DIGITS = validate.Regexp(r"^[0-9]{1,15}(\.[0-9]{1,6})?\Z")
MONTH = validate.Regexp(r"^[0-9]{4}-[0-9]{2}\Z")
PRINTABLE = validate.Regexp(r"^[^\x00-\x1f\x7f]*\Z")


class NewBatchSchema(Schema):
    """What a run is for."""

    scheme = fields.String(required=True, validate=[validate.Length(1, 60), PRINTABLE])
    period = fields.String(required=True, validate=MONTH)
    kind = fields.String(load_default="regular", validate=validate.OneOf(KINDS))
    pay_day = fields.Date(load_default=None)


class SeenSchema(Schema):
    """What the approver saw of a run."""

    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    count = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**9))
    total = fields.String(required=True, validate=DIGITS)


class ReasonSchema(Schema):
    """Why something is done to a run."""

    reason = fields.String(required=True, validate=[validate.Length(1, 500), PRINTABLE])


class LeftOutSchema(Schema):
    """Who is not paid, and why."""

    person = fields.String()
    reason = fields.String()
    award = fields.String()
    amount = fields.String()


class FileSchema(Schema):
    """A file that was sent; `path` where a command wrote it."""

    reference = fields.String()
    path = fields.String()
    sha256 = fields.String()
    count = fields.Integer()
    total = fields.String()
    channel = fields.String()


class BatchRowSchema(Schema):
    """A run in a list."""

    batch = fields.String()
    state = fields.String()
    scheme = fields.String()
    period = fields.String()
    kind = fields.String()
    count = fields.Integer(allow_none=True)
    total = fields.String(allow_none=True)
    currency = fields.String()
    sha256 = fields.String(allow_none=True)


class BatchSchema(BatchRowSchema):
    """A run: its state, content and who was left out."""

    slices = fields.Dict()
    left_out = fields.List(fields.Nested(LeftOutSchema))
    files = fields.List(fields.Nested(FileSchema))
    states = fields.Dict()
    warnings = fields.List(fields.String())


class ListSchema(Schema):
    """Which page of the runs."""

    after = fields.Integer(load_default=None, validate=validate.Range(0, 2**62))
    limit = fields.Integer(load_default=ROWS, validate=validate.Range(1, ROWS_MAX))


class BatchesSchema(Schema):
    """A page of runs; `next` is the key with which it goes on."""

    batches = fields.List(fields.Nested(BatchRowSchema), required=True)
    total = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)


def batch_json(batch: PaymentBatch) -> dict[str, Any]:
    """A run in short: `batch`, `state`, `scheme`, `period`, `kind`, `count`, `total`, `currency`, `sha256`."""
    total = batch.payments_total
    return {
        "batch": batch.reference, "state": batch.state, "scheme": batch.scheme, "period": month_text(batch.period),
        "kind": batch.kind, "count": batch.payments_count, "total": None if total is None else plain(total, batch.decimals),
        "currency": batch.currency, "sha256": batch.sha256,
    }  # fmt: skip


def left_out_json(rows: Any, decimals: int) -> list[dict[str, Any]]:
    """Who was left out: `person`, `reason`, `award`, `amount`."""
    return [
        {"person": row.person, "reason": row.reason, "award": row.award, "amount": f"{row.amount:.{decimals}f}"} for row in rows
    ]


def file_json(file: PaymentFile, decimals: int, path: str = "") -> dict[str, Any]:
    """A file that was sent: `reference`, `path`, `sha256`, `count`, `total`, `channel`."""
    return {
        "reference": file.reference, "path": path or file.name, "sha256": file.sha256, "count": file.payments_count,
        "total": plain(file.payments_total, decimals), "channel": file.channel,
    }  # fmt: skip


def progress_json(progress: Progress) -> dict[str, Any]:
    """How far the generation is."""
    return {
        "slices": progress.slices, "done": progress.done, "parked": progress.parked, "awards": progress.awards,
        "awards_done": progress.awards_done,
    }  # fmt: skip
