"""The shape of the two signatures over the API."""

from marshmallow import Schema, fields, validate

SEEN = validate.Regexp(r"[0-9a-f]{64}\Z")


class WeighedOut(Schema):
    """What the law says of a claim now, and the fingerprint to sign it with."""

    decision = fields.Raw()
    seen = fields.String()


class CertifyIn(Schema):
    """The first signature: the fingerprint of what was read, and a note."""

    seen = fields.String(required=True, validate=SEEN)
    note = fields.String(load_default="", validate=[validate.Length(max=2000), validate.ContainsNoneOf("\0")])


class ApproveIn(Schema):
    """The second signature: the fingerprint of what was read."""

    seen = fields.String(required=True, validate=SEEN)


class SignedOut(Schema):
    """The claim after a signature; `letter` is the number of the decision's letter."""

    reference = fields.String()
    state = fields.String()
    outcome = fields.String()
    letter = fields.String(allow_none=True)
