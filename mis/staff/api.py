"""Signing in by a program: a bearer token for user name, password and code."""

from typing import Any

from flask import g, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from mis.staff.models import Office
from mis.staff.signing import Credentials, end_sessions, note_sign_in, open_token, sign_in
from mis.web import db, officer, public, settings, signed_in

api = Blueprint("tokens", __name__, url_prefix="/tokens", description="Bearer tokens")


class CredentialsIn(Schema):
    """Who acts, and how we know."""

    username = fields.String(required=True, validate=validate.Length(1, 100))
    password = fields.String(required=True, validate=validate.Length(1, 1000), load_only=True)
    totp = fields.String(load_default="", validate=validate.Length(max=12), load_only=True)


class TokenOut(Schema):
    """A token to be sent as `Authorization: Bearer`."""

    token = fields.String(required=True)


@api.post("")
@api.arguments(CredentialsIn)
@api.response(201, TokenOut)
@public("one must be able to sign in")
def open_one(given: dict[str, str]) -> Any:
    """Open a token; it dies as a session dies."""
    g.keep_anyway = True
    credentials = Credentials(given["username"], given["password"], given["totp"], request.remote_addr or "")
    row = sign_in(db(), credentials, settings().secret_keys)
    note_sign_in(db(), row, db().get_one(Office, row.office_id).name, "token opened")
    return {"token": open_token(db(), row)}


@api.delete("")
@api.response(204)
@signed_in
def end_all() -> None:
    """End every session and token of the officer who asks."""
    end_sessions(db(), officer().id)
