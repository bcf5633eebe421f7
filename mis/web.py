"""The request: its unit of work, the officer signed in, and the permission that each route asks."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, Response, current_app, g, redirect, request
from flask import session as browser
from flask_login import current_user
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mis.bodies import FILES, TAKEN, check_body, check_query
from mis.db import Database
from mis.errors import Conflict, Forbidden, Malformed, NotSignedIn, Problem, Unavailable
from mis.settings import Settings
from mis.staff.models import Officer, Once
from mis.staff.queries import acting
from mis.staff.rules import ActingOfficer, demand
from mis.staff.signing import officer_of_token

ONCE_MAX = 255
OPEN = {"static", "style", "favicon", "api-docs.openapi_json"}
WITHOUT_DATABASE = ("/static/", "/style/", "/favicon.ico", "/healthz", "/readyz")


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


def takes_file(view: Callable) -> Callable:
    """The body of this request is a file as it is, not JSON."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def asked_permission(app: Flask, endpoint: str, method: str) -> str | None:
    """The permission that a route asks ("signed in" for every officer); None for a public route.

    A route that says neither is nobody's.
    """
    view: Any = app.view_functions[endpoint]
    if hasattr(view, "view_class"):
        view = vars(view.view_class).get("get" if method == "HEAD" else method.lower())
    if endpoint in OPEN or hasattr(view, "public_reason"):
        return None
    return cast(str, getattr(view, "permission", "nobody"))


def init_web(app: Flask) -> None:
    """Give every request its officer, its unit of work and its end."""
    app.before_request(_find_officer)
    app.before_request(_guard)
    app.before_request(_read_body)
    app.before_request(_take_once)
    app.after_request(_finish)
    app.teardown_request(_close)


def _find_officer() -> None:
    """Who acts: by the browser's session, or by a bearer token on the API (never by both)."""
    if request.path.startswith(WITHOUT_DATABASE):
        return
    if g.get("database_is_away"):
        raise Unavailable(Problem(None, "Its records cannot be reached", "database-away"))
    found = _bearer() if request.path.startswith("/api/") else current_user._get_current_object()
    if isinstance(found, Officer):
        known = current_app.extensions["socle"]
        g.officer = acting(db(), found, known["permissions"], known["family"])


def _bearer() -> Officer | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return officer_of_token(db(), token.strip())


def _guard() -> None:
    """Nobody comes further than her permissions: not even her answers are read."""
    if request.endpoint is None or request.method == "OPTIONS":
        return
    permission = asked_permission(current_app._get_current_object(), request.endpoint, request.method)  # type: ignore[attr-defined]
    if permission == "nobody":
        raise Forbidden(Problem(None, "This address asks for no permission, so nobody may use it", "no-permission"))
    if permission is not None:
        who = officer()
        if permission != "signed in":
            demand(who, permission)


def _read_body() -> None:
    if request.path.startswith("/api/") and request.endpoint is not None:
        check_query(request)
        view = current_app.view_functions[request.endpoint]
        check_body(request, FILES if hasattr(view, "takes_file") else TAKEN)


def _take_once() -> Response | None:
    """A form sent twice, or a request with the same Idempotency-Key, is done once and answered the same."""
    if request.method != "POST" or "officer" not in g or _is_public():
        return None
    key = request.headers.get("Idempotency-Key") if request.path.startswith("/api/") else request.form.get("once")
    if not key:
        return None
    if len(key) > ONCE_MAX or not key.isprintable():
        raise Malformed(Problem("Idempotency-Key", "The key of this request is too long or cannot be read", "key"))
    digest = hashlib.sha256(request.path.encode() + b"\0" + _body_bytes()).hexdigest()
    taken = insert(Once).values(key=key, officer_id=g.officer.id, body_digest=digest).on_conflict_do_nothing()
    if db().scalar(taken.returning(Once.key)) is not None:
        g.once = key
        return None
    return _answer_again(db().get_one(Once, (key, g.officer.id)), digest)


def _is_public() -> bool:
    """Whether the route is everybody's: what a door answers (a token) is not kept, and each knock is a knock of its own."""
    endpoint = request.endpoint
    return endpoint is None or asked_permission(current_app._get_current_object(), endpoint, "POST") is None  # type: ignore[attr-defined]


def _body_bytes() -> bytes:
    """What tells one body from another: its form fields (without CSRF tokens) and files, or its bytes."""
    if not request.form and not request.files:
        return request.get_data()
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    told = repr(fields)
    for name, file in request.files.items(multi=True):
        told += repr((name, file.filename, hashlib.file_digest(cast(Any, file.stream), "sha256").hexdigest()))
        file.stream.seek(0)
    return told.encode()


def _answer_again(row: Once, digest: str) -> Response:
    """The answer that was given the first time; refused when something else is asked under the same key."""
    if row.body_digest != digest:
        words = "This was sent before with other answers, and done then. Open the page again to see what stands"
        raise Conflict(Problem("Idempotency-Key", words, "key-reused"))
    if not request.path.startswith("/api/"):
        if row.location is None:
            raise Conflict(Problem(None, "This was sent before, and done then", "done-before"))
        return cast(Response, redirect(row.location, 303))
    answer = Response(row.body or "", status=row.status or 200, mimetype="application/json")
    if row.location:
        answer.headers["Location"] = row.location
    return answer


def _finish(response: Response) -> Response:
    """One commit per request, only when the answer says that it was done."""
    if "db" not in g:
        return response
    try:
        if response.status_code < 400 or g.get("keep_anyway"):
            if "once" in g:
                _keep_answer(response)
            db().commit()
        else:
            db().rollback()
    except DBAPIError as error:
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _keep_answer(response: Response) -> None:
    """What was done is answered the same when it is asked again; what was refused may be asked again."""
    mine = (Once.key == g.once, Once.officer_id == g.officer.id)
    if response.status_code >= 400:
        db().execute(delete(Once).where(*mine))
        return
    body = response.get_data(as_text=True) if response.mimetype == "application/json" else None
    kept = update(Once).where(*mine)
    db().execute(kept.values(status=response.status_code, location=response.headers.get("Location"), body=body))


def abandon() -> None:
    """Take back whatever this request has done so far; nothing of it will be kept."""
    g.keep_anyway = False
    if "db" in g:
        g.db.rollback()


def _close(_error: BaseException | None) -> None:
    if "db" in g:
        g.pop("db").close()


def renew_browser(officer_id: int | None) -> None:
    """A new session for this browser: at signing in (with the officer) and out (without)."""
    browser.renew()  # type: ignore[attr-defined]
    if officer_id is not None:
        browser["_user_id"] = str(officer_id)
        browser["_fresh"] = True
