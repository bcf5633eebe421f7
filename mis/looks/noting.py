"""Noting, during a request, whose record is shown; written down when the request ends."""

from typing import cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import DBAPIError

from mis.looks.actions import keep_looks
from mis.web import database, officer

BROKEN = 500


def looked_at(*references: str) -> None:
    """The officer is shown these people's records; their references."""
    g.setdefault("looks", {}).update(dict.fromkeys(references))


def init_looks(app: Flask) -> None:
    """Write looks down at the end of each request; call it before the request's unit of work is set up."""
    app.after_request(_keep)


def _keep(response: Response) -> Response:
    """The looks of this request, in a transaction of their own: a page shown with errors was seen as well.

    A page whose look cannot be written down is not shown.
    """
    if not g.get("looks") or response.status_code >= BROKEN:
        return response
    try:
        with database().session() as session:
            keep_looks(session, officer(), g.looks, f"{request.method} {request.path}")
            session.commit()
    except DBAPIError as error:
        return current_app.make_response(cast(Response, current_app.handle_user_exception(error)))
    return response
