"""Every refusal in words, as a page or as an RFC 9457 problem; never a stack trace."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from mis.errors import Conflict, Malformed, NotSignedIn, Problem, Refusal, Unavailable
from mis.language import LANGUAGES, in_language, translate
from mis.schema_words import problem_of
from mis.web import abandon

log = structlog.get_logger("mis")
BUSY = {"40001", "40P01", "55P03", "57014"}
STATUS_WORDS = {
    400: "This request cannot be read",
    401: "Sign in first",
    403: "You may not do this",
    404: "Not found",
    405: "This address does not take that",
    409: "Something changed",
    412: "Something changed",
    413: "This is too large",
    415: "This form of content is not read here",
    422: "Nothing was done",
    429: "Wait a little",
    500: "Something broke; nothing was done",
    503: "The database does not answer; nothing was done",
}
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
NEVER_SENT_AGAIN = {"csrf_token", "code", "password"}
DOORS = ("/sign-in", "/sign-out", "/language")


def init_refusals(app: Flask) -> None:
    """Answer every refusal and every accident."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(DBAPIError, answer_database)
    app.register_error_handler(NoConnectionFree, _busy)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(UnicodeError, lambda _error: answer(400, []))
    app.register_error_handler(Exception, _broken)


def answer_refusal(refusal: Refusal) -> Any:
    """A refusal as the one who asks can read it; somebody not signed in is sent to the door."""
    if isinstance(refusal, NotSignedIn) and not wants_json() and request.method in {"GET", "HEAD"}:
        here = request.full_path if request.query_string else request.path
        return redirect(url_for("staff.sign_in_page", next=here))
    if isinstance(refusal, Unavailable):
        g.database_is_away = True
    return answer(refusal.status, refusal.problems)


def answer_database(error: DBAPIError) -> Any:
    """What the database refused, or that it is busy or away; what it says of values stays out of the log."""
    abandon()
    state = getattr(error.orig, "sqlstate", None) or ""
    guard = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    log.warning("the database refused", state=state, guard=guard, kind=type(error.orig).__name__)
    if isinstance(error, IntegrityError) or state == "P0001":
        words = "The database refused this, because it disagrees with what is kept already"
        return answer_refusal(Conflict(Problem(None, words, "guarded")))
    if isinstance(error, DataError):
        return answer_refusal(Malformed(Problem(None, "A value is outside of what can be kept", "out-of-range")))
    if state in BUSY:
        return _busy(error)
    g.database_is_away = error.connection_invalidated or not state
    if not g.database_is_away:
        log.error("database error", exc_info=error)
    return answer(503 if g.database_is_away else 500, [])


def _busy(_error: Exception) -> Any:
    abandon()
    return answer(503, [Problem(None, "The office is busy. Nothing was done; try again in a moment", "busy")])


def _stale(_error: CSRFError) -> Any:
    words = "This page was open too long. Open it again; nothing was done"
    return answer_refusal(Malformed(Problem(None, words, "stale-form")))


def _http(error: HTTPException) -> Any:
    """What Werkzeug and the schemas refuse; each field that a schema refused is named."""
    if error.code is not None and error.code < 400:
        return error
    told = getattr(error, "data", None) or {}
    found = _flat(told.get("messages") or told.get("errors") or {})
    problems = [problem_of(".".join(path[1:]), words) for path, words in found]
    response = answer(error.code or 500, problems)
    for name, value in error.get_headers():
        if name in KEPT_HEADERS:
            response.headers[name] = value
    return response


def _flat(messages: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each message of a schema with the path to its field."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _flat(inner, path if name == "_schema" else (*path, str(name)))
    elif isinstance(messages, list | tuple):
        for each in messages:
            yield from _flat(each, path)
    else:
        yield path, str(messages)


def _broken(error: Exception) -> Any:
    abandon()
    log.error("unexpected error", exc_info=error)
    return answer(500, [])


def wants_json() -> bool:
    """Whether the one who asks is a program."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def answer(status: int, problems: Sequence[Problem]) -> Response:
    """The page, or the problem document, of an error."""
    if wants_json():
        response = _problem(status, problems)
    else:
        response = Response(_page(status, problems), mimetype="text/html")
    response.status_code = status
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _problem(status: int, problems: Sequence[Problem]) -> Response:
    """The problem document, in the language that the program asks for; English when it asks for none of ours."""
    language = request.accept_languages.best_match(LANGUAGES, default="en")
    with in_language(language):
        title = translate(STATUS_WORDS.get(status, "Error"))
        told = Refusal(*problems).as_json(translate)
    response = jsonify(told | {"status": status, "title": title, "detail": told["detail"] or title})
    response.mimetype = "application/problem+json"
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response


def _page(status: int, problems: Sequence[Problem]) -> str:
    """The page of an error, also without a database; plain words where no address can be made (a host that is not ours)."""
    if request.routing_exception is not None and request.url_rule is None and status == 400:
        return f"<!doctype html><title>{translate(STATUS_WORDS[400])}</title><p>{translate(STATUS_WORDS[400])}</p>"
    unsent = _unsent() if status in (400, 401) else []
    form = FlaskForm() if unsent else None
    try:
        return render_template("errors.html", status=status, problems=problems, unsent=unsent, form=form)
    except OperationalError:
        abandon()
        g.database_is_away = True
        return render_template("errors.html", status=status, problems=problems, unsent=[])


def _unsent() -> list[tuple[str, str]]:
    """The answers of a form that came too late, to be sent again from the page that says so; secrets are left out.

    A page of strangers is given nothing to send: the form must have come from a page of ours.
    """
    ours = request.headers.get("Origin", "").partition("://")[2] == request.host
    if request.method != "POST" or request.path in DOORS or request.path.endswith("/password") or not ours:
        return []
    try:
        answers = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []
    return [(name, value) for name, value in answers if name not in NEVER_SENT_AGAIN]
