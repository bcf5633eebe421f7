"""The application: made of parts, with login, errors and routes; one commit per request."""

from collections import defaultdict
from collections.abc import Sequence

from flask import Flask, Response, current_app, request
from flask.helpers import get_debug_flag
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from mis.db import Database
from mis.errors import refuse
from mis.folders import HERE, folder
from mis.frame import frame, language_here, timezone_here
from mis.language import init_language
from mis.logs import init_request_log
from mis.look import init_look
from mis.looks.noting import init_looks
from mis.openapi import OPTIONS, DescribedApi
from mis.part import Part
from mis.refusals import init_refusals
from mis.sessions import DatabaseSessions
from mis.settings import Settings
from mis.staff.models import Officer
from mis.staff.queries import Family
from mis.watch.pages import init_watch
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


def family_of(parts: Sequence[Part]) -> Family | None:
    """How the parts find who lives with a person, by her reference; the registers know it."""
    return next((part.family for part in parts if part.family), None)


def create_app(settings: Settings, parts: Sequence[Part], database: Database) -> Flask:
    """The office's web application over the given parts and database."""
    if get_debug_flag():
        raise refuse("FLASK_DEBUG", "FLASK_DEBUG is set: an office is never served in debug mode", "debug")
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
        "family": family_of(parts),
    }
    app.session_interface = DatabaseSessions(settings.https)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    init_request_log(app)
    app.after_request(_headers)
    app.extensions["limiter"] = Limiter(get_remote_address, app=app, default_limits=["6000 per minute"])
    _login(app)
    init_looks(app)  # what was looked at is written after the request's own work has ended
    init_web(app)
    init_watch(app)
    init_language(app, language_here, timezone_here)
    init_look(app)
    app.context_processor(frame)
    _routes(app, parts)
    init_refusals(app)
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
    """The parts' pages and API, under CSRF protection."""
    csrf = CSRFProtect(app)
    api = DescribedApi(app, spec_kwargs=OPTIONS)
    for part in parts:
        for blueprint in part.pages:
            app.register_blueprint(blueprint)
        for blueprint in part.api:
            csrf.exempt(blueprint)
            api.register_blueprint(blueprint, url_prefix=f"/api/v1{blueprint.url_prefix or ''}")


def _headers(response: Response) -> Response:
    """The security headers of every answer; nothing personal is kept by a browser."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.scheme == "https" or current_app.extensions["socle"]["settings"].https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
