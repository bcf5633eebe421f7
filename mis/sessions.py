"""Browser sessions kept in the database: dead the moment their row is gone."""

from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from mis.staff import rules, sealing
from mis.staff.models import OfficeSession

SEEN_EVERY = timedelta(minutes=1)
TOKEN_MAX = 100
UNKEPT = ("/static/", "/style/", "/favicon.ico", "/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")


class KeptSession(dict, SessionMixin):
    """What the office remembers between two requests of one browser."""

    def __init__(self, data: dict | None = None, token: str | None = None) -> None:
        super().__init__(data or {})
        self.token = token
        self.given = dict(self)
        self.renewed = False

    def renew(self) -> None:
        """A new secret for the same browser, at signing in and out, so that a planted one is worth nothing."""
        self.clear()
        self.renewed = True

    @property
    def changed(self) -> bool:
        """Whether there is anything to keep."""
        return self.renewed or dict(self) != self.given


class DatabaseSessions(SessionInterface):
    """Sessions as rows; the cookie carries a secret of which only the digest is kept."""

    def __init__(self, https: bool) -> None:
        self.https = https
        self.cookie = "__Host-socle" if https else "socle"

    def open_session(self, app: Flask, request: Request) -> KeptSession:
        """The browser's session while it lives: not ended, not idle too long."""
        token = request.cookies.get(self.cookie, "")
        if not token or len(token) > TOKEN_MAX or request.path.startswith(UNKEPT):
            return KeptSession()
        try:
            return self._living(app, token)
        except OperationalError:
            g.database_is_away = True
            return KeptSession()

    def _living(self, app: Flask, token: str) -> KeptSession:
        """The session of a token, marked as seen."""
        now = func.clock_timestamp()
        living = select(OfficeSession.data, OfficeSession.officer_id, OfficeSession.seen_at < now - SEEN_EVERY).where(
            OfficeSession.digest == sealing.digest(token),
            OfficeSession.kind == "browser",
            OfficeSession.ends_at > now,
            OfficeSession.seen_at > now - rules.IDLE,
        )
        with app.extensions["socle"]["database"].begin() as connection:
            found = connection.execute(living).one_or_none()
            if found is None:
                return KeptSession()
            if found[2]:
                mark = update(OfficeSession).where(OfficeSession.digest == sealing.digest(token)).values(seen_at=now)
                connection.execute(mark)
        return KeptSession(found[0], token)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Keep what changed; a renewed session ends the old one and begins another."""
        if not isinstance(session, KeptSession) or not session.changed or g.get("database_is_away"):
            return
        token = session.token if session.token and not session.renewed else sealing.new_token()
        with app.extensions["socle"]["database"].begin() as connection:
            if session.renewed and session.token:
                connection.execute(delete(OfficeSession).where(OfficeSession.digest == sealing.digest(session.token)))
            if session.renewed or session.token is None:
                self._begin(connection, token, dict(session))
            else:
                kept = update(OfficeSession).where(OfficeSession.digest == sealing.digest(token))
                connection.execute(kept.values(data=dict(session)))
        response.set_cookie(self.cookie, token, httponly=True, secure=self.https, samesite="Lax", path="/")
        response.headers.add("Vary", "Cookie")

    def _begin(self, connection: Any, token: str, data: dict) -> None:
        officer_id = data.get("_user_id")
        life = rules.SESSION if officer_id else rules.SIGN_IN_PAGE
        row = {
            "digest": sealing.digest(token),
            "kind": "browser",
            "officer_id": int(officer_id) if officer_id else None,
            "data": data,
            "ends_at": func.clock_timestamp() + life,
        }
        connection.execute(insert(OfficeSession).values(**row))
