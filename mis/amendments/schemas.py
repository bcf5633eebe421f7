"""A draft of law as programs read and write it: keys that stay."""

from typing import Any

from marshmallow import Schema, fields, validate

from mis.statutes.models import LawDraft
from mis.statutes.rules import NOTE_MAX
from mis.statutes.writing import TEXT_MAX

DIGEST = validate.Regexp(r"^[0-9a-f]{64}\Z")
PRINTABLE = validate.Regexp(r"^[^\x00-\x1f\x7f]*\Z")


class NewDraftSchema(Schema):
    """A sheet of law as text, and what it changes by which provision."""

    text = fields.String(required=True, validate=validate.Length(1, TEXT_MAX))
    note = fields.String(required=True, validate=[validate.Length(1, NOTE_MAX), PRINTABLE])


class SeenDraftSchema(Schema):
    """What the second officer saw: the digests of the text and of its trial."""

    draft = fields.String(required=True, validate=DIGEST)
    trial = fields.String(required=True, validate=DIGEST)


class DraftSchema(Schema):
    """A draft: its state, its digests, and what its trial showed."""

    reference = fields.String(required=True)
    code = fields.String(required=True)
    state = fields.String(required=True)
    note = fields.String(required=True)
    base = fields.String(allow_none=True)
    digest = fields.String(required=True)
    trial = fields.String(allow_none=True)
    figures = fields.Dict(allow_none=True)


class WholeDraftSchema(DraftSchema):
    """A draft with its text."""

    text = fields.String(required=True)


def draft_json(row: LawDraft) -> dict[str, Any]:
    """A draft: `reference`, `code`, `state`, `note`, `base`, `digest`, `trial` (digests), `figures`."""
    return {
        "reference": row.reference, "code": row.code, "state": row.state, "note": row.note, "base": row.base,
        "digest": row.digest, "trial": row.trial_digest, "figures": row.figures,
    }  # fmt: skip
