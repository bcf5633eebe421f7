"""What every page shows round its content: whose office this is, who is signed in, where one can go."""

from typing import Any

from flask import current_app, g, request
from sqlalchemy import Row, select

from mis.staff.models import Installation
from mis.web import db


def language_here() -> str | None:
    """The language of the officer signed in, or the one chosen at the door."""
    if "officer" in g:
        return g.officer.language
    return request.cookies.get("language", "en") if request else None


def office_here() -> Row | None:
    """Whose office this is, read once a request; nobody's before it is open, or while the database is away."""
    if g.get("database_is_away"):
        return None
    if "installation" not in g:
        asked = select(Installation.institution, Installation.timezone, Installation.demonstration)
        g.installation = db().execute(asked).one_or_none()
    return g.installation


def timezone_here() -> str:
    """The office's time zone; UTC before an office is open."""
    row = office_here()
    return row.timezone if row else "UTC"


def frame() -> dict[str, Any]:
    """Names for the frame of a page; an error before the database answers still gets a page."""
    officer = g.get("officer")
    row = office_here()
    return {
        "institution": row.institution if row else "Socle",
        "demonstration": bool(row and row.demonstration),
        "officer_name": officer.name if officer else None,
        "office_name": officer.office if officer else None,
        "nav": menu() if officer else [],
        "may": (lambda permission: officer.may(permission)) if officer else (lambda _permission: False),
    }


def menu() -> list[dict[str, Any]]:
    """The places of the main menu that the officer may open."""
    items = [item for part in current_app.extensions["socle"]["parts"] for item in part.menu]
    items = [item for item in items if item.permission == "signed in" or g.officer.may(item.permission)]
    items.sort(key=lambda item: item.place)
    return [
        {"label": item.title, "url": item.url, "current": any(_under(request.path, url) for url in (item.url, *item.also))}
        for item in items
    ]


def _under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))
