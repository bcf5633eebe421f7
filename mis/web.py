"""The request: its unit of work, the officer signed in, and the permission that each route asks."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, Response, current_app, g, redirect, request
from flask import session as browser
from flask_login import current_user
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mis.db import Database
from mis.errors import Conflict, NotSignedIn, Problem
from mis.settings import Settings
from mis.staff.models import Officer, Once
from mis.staff.queries import acting
from mis.staff.rules import ActingOfficer, demand
from mis.staff.signing import officer_of_token

ONCE_MAX = 255


def settings() -> Settings:
    """The settings of this application."""
    return cast(Settings, current_app.extensions["socle"]["settings"])


def database() -> Database:
    """The database of this application."""
    return cast(Database, current_app.extensions["socle"]["database"])


def db() -> Session:
    """The request's unit of work: committed when the answer is below 400, rolled back otherwise."""
    if "db" not in g:
        g.db = database().session()
        g.db.info["redis_url"] = settings().redis_url
    return cast(Session, g.db)


def officer() -> ActingOfficer:
    """The officer in whose name this request acts."""
    if "officer" not in g:
        raise NotSignedIn(Problem(None, "Sign in first", "not-signed-in"))
    return cast(ActingOfficer, g.officer)


def require(permission: str) -> Callable[[Callable], Callable]:
    """Only officers with this permission pass; the name stands on the route, where tests read it."""

    def mark(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*given: Any, **named: Any) -> Any:
            demand(officer(), permission)
            return view(*given, **named)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def signed_in(view: Callable) -> Callable:
    """Every officer who is signed in passes, whatever her role."""

    @wraps(view)
    def guarded(*given: Any, **named: Any) -> Any:
        officer()
        return view(*given, **named)

    guarded.permission = "signed in"  # type: ignore[attr-defined]
    return guarded


def public(reason: str) -> Callable[[Callable], Callable]:
    """Everybody passes, for this reason."""

    def mark(view: Callable) -> Callable:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return mark


def init_web(app: Flask) -> None:
    """Give every request its officer, its unit of work and its end."""
    app.before_request(_find_officer)
    app.before_request(_take_once)
    app.after_request(_finish)
    app.teardown_request(_close)


def _find_officer() -> None:
    """Who acts: by the browser's session, or by a bearer token on the API (never by both)."""
    if request.path.startswith("/static/"):
        return
    found = _bearer() if request.path.startswith("/api/") else current_user._get_current_object()
    if isinstance(found, Officer):
        g.officer = acting(db(), found, current_app.extensions["socle"]["permissions"])


def _bearer() -> Officer | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return officer_of_token(db(), token.strip())


def _take_once() -> Response | None:
    """A form sent twice, or a request with the same Idempotency-Key, is done once and answered the same."""
    key = request.headers.get("Idempotency-Key") or (request.form.get("once") if request.method == "POST" else None)
    if request.method != "POST" or not key or "officer" not in g:
        return None
    if len(key) > ONCE_MAX or not key.isprintable():
        raise Conflict(Problem("Idempotency-Key", "The key of this request is too long", "key-too-long"))
    digest = hashlib.sha256(request.path.encode() + b"\0" + _body_bytes()).hexdigest()
    taken = insert(Once).values(key=key, officer_id=g.officer.id, body_digest=digest).on_conflict_do_nothing()
    if cast(Any, db().execute(taken)).rowcount:
        g.once = key
        return None
    return _answer_again(db().get_one(Once, (key, g.officer.id)), digest)


def _body_bytes() -> bytes:
    """What tells one body from another: its form fields (without CSRF tokens) or its bytes."""
    if request.form:
        fields = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
        return repr(fields).encode()
    return request.get_data()


def _answer_again(row: Once, digest: str) -> Response:
    if row.body_digest != digest and request.path.startswith("/api/"):
        raise Conflict(Problem("Idempotency-Key", "This key was used for another request", "key-reused"))
    if row.location and not request.path.startswith("/api/"):
        return cast(Response, redirect(row.location))
    answer = Response(row.body or "", status=row.status or 200, mimetype="application/json")
    if row.location:
        answer.headers["Location"] = row.location
    return answer


def _finish(response: Response) -> Response:
    """One commit per request, only when the answer says that it was done."""
    if "db" not in g:
        return response
    if response.status_code < 400 or g.get("keep_anyway"):
        if "once" in g and response.status_code < 400:
            _keep_answer(response)
        db().commit()
    else:
        db().rollback()
    return response


def _keep_answer(response: Response) -> None:
    body = response.get_data(as_text=True) if response.mimetype == "application/json" else None
    kept = update(Once).where(Once.key == g.once, Once.officer_id == g.officer.id)
    db().execute(kept.values(status=response.status_code, location=response.headers.get("Location"), body=body))


def _close(_error: BaseException | None) -> None:
    if "db" in g:
        g.pop("db").close()


def renew_browser(officer_id: int | None) -> None:
    """A new session for this browser: at signing in (with the officer) and out (without)."""
    browser.renew()  # type: ignore[attr-defined]
    if officer_id is not None:
        browser["_user_id"] = str(officer_id)
        browser["_fresh"] = True
