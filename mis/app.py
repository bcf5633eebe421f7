"""The application: made of parts, with login, errors and routes; one commit per request."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_smorest import Api
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError, IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from mis.db import Database
from mis.errors import Conflict, Malformed, NotSignedIn, Problem, Refusal
from mis.folders import HERE, folder
from mis.frame import frame, language_here, timezone_here
from mis.language import init_language
from mis.look import init_look
from mis.part import Part
from mis.sessions import DatabaseSessions
from mis.settings import Settings
from mis.staff.models import Officer
from mis.web import db, init_web

CSP = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FORM_PARTS_MAX = 20_000


def permissions_of(parts: Sequence[Part]) -> dict[str, frozenset[str]]:
    """Each role with the names of the permissions that the parts give it."""
    given: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for permission in part.permissions:
            for role in permission.roles:
                given[role].add(permission.name)
    return {role: frozenset(names) for role, names in given.items()}


def create_app(settings: Settings, parts: Sequence[Part], database: Database) -> Flask:
    """The office's web application over the given parts and database."""
    app = Flask("mis", static_folder=str(HERE / "static"), template_folder=str(folder("templates")))
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        MAX_CONTENT_LENGTH=settings.upload_bytes_max,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=FORM_PARTS_MAX,
        TRUSTED_HOSTS=list(settings.hosts),
        WTF_CSRF_TIME_LIMIT=None,
        API_TITLE="Socle",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_HEADERS_ENABLED=True,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["socle"] = {
        "settings": settings,
        "database": database,
        "parts": tuple(parts),
        "permissions": permissions_of(parts),
    }
    app.session_interface = DatabaseSessions(settings.https)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    _login(app)
    init_web(app)
    init_language(app, language_here, timezone_here)
    init_look(app)
    app.context_processor(frame)
    _routes(app, parts)
    _errors(app)
    app.after_request(_headers)
    return app


def _login(app: Flask) -> None:
    """Flask-Login finds the officer of the browser's session."""
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader
    def load(officer_id: str) -> Officer | None:
        officer = db().get(Officer, int(officer_id))
        return officer if officer and officer.state == "active" else None


def _routes(app: Flask, parts: Sequence[Part]) -> None:
    """The parts' pages and API, under CSRF protection and a limit on every address."""
    csrf = CSRFProtect(app)
    api = Api(app)
    app.extensions["limiter"] = Limiter(get_remote_address, app=app, default_limits=["6000 per minute"])
    for part in parts:
        for blueprint in part.pages:
            app.register_blueprint(blueprint)
        for blueprint in part.api:
            csrf.exempt(blueprint)
            api.register_blueprint(blueprint, url_prefix=f"/api/v1{blueprint.url_prefix or ''}")


def wants_json() -> bool:
    """Whether the one who asks is a program."""
    accepted = request.accept_mimetypes
    return request.path.startswith("/api/") or accepted.best == "application/json"


def _errors(app: Flask) -> None:
    """Every refusal in words, as a page or as an RFC 9457 problem; never a stack trace."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Any:
        return answer_refusal(refusal)

    @app.errorhandler(IntegrityError)
    def guarded(error: IntegrityError) -> Any:
        app.logger.warning("the database refused: %s", error.orig)
        words = "The database refused this, because it disagrees with what is kept already"
        return answer_refusal(Conflict(Problem(None, words, "guarded")))

    @app.errorhandler(DBAPIError)
    def unreachable(error: DBAPIError) -> Any:
        app.logger.exception("database error")
        return answer(500 if not error.connection_invalidated else 503, [])

    @app.errorhandler(CSRFError)
    def stale(_error: CSRFError) -> Any:
        words = "This page was open too long. Open it again; nothing was done"
        return answer_refusal(Malformed(Problem(None, words, "stale-form")))

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Any:
        if error.code is not None and error.code < 400:
            return error
        return answer(error.code or 500, [])

    @app.errorhandler(UnicodeError)
    def unreadable(_error: UnicodeError) -> Any:
        return answer(400, [])

    @app.errorhandler(Exception)
    def broken(_error: Exception) -> Any:
        app.logger.exception("unexpected error")
        return answer(500, [])


def answer_refusal(refusal: Refusal) -> Any:
    """A refusal as the one who asks can read it; somebody not signed in is sent to the door."""
    if isinstance(refusal, NotSignedIn) and not wants_json() and request.method == "GET":
        here = request.full_path if request.query_string else request.path
        return redirect(url_for("staff.sign_in_page", next=here))
    return answer(refusal.status, refusal.problems)


def answer(status: int, problems: Sequence[Problem]) -> Any:
    """The page, or the problem document, of an error."""
    if wants_json():
        body = Refusal(*problems).as_json() | {"status": status}
        if not problems:
            body |= {"title": STATUS_WORDS.get(status, "Error"), "detail": STATUS_WORDS.get(status, "Error")}
        response = jsonify(body)
        response.mimetype = "application/problem+json"
    else:
        response = cast(Response, Response(render_template("errors.html", status=status, problems=problems)))
    response.status_code = status
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


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


def _headers(response: Response) -> Response:
    """The security headers of every answer; nothing personal is kept by a browser."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.scheme == "https":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
