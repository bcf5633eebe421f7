"""The icon, and the two stylesheets: compressed once, under names that change with their content and may be kept for a year."""

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from flask import Flask, Response, abort, request, url_for

DAY = 24 * 3600
YEAR = 365 * DAY


@dataclass(frozen=True)
class Stylesheet:
    """A stylesheet as it is sent."""

    file: str
    plain: bytes
    compressed: bytes


def _stylesheets() -> dict[str, Stylesheet]:
    """Bootstrap's and ours, by short name."""
    sources = {
        "bootstrap": files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css",
        "socle": files("mis") / "static" / "socle.css",
    }
    return {name: _stylesheet(name, source.read_bytes()) for name, source in sources.items()}


def _stylesheet(name: str, plain: bytes) -> Stylesheet:
    digest = hashlib.sha256(plain).hexdigest()[:12]
    return Stylesheet(f"{name}-{digest}.css", plain, gzip.compress(plain, 9, mtime=0))


def init_static(app: Flask) -> None:
    """Serves the icon and, under /style/, the stylesheets, and gives templates `stylesheet(name)`, their address."""
    sheets = _stylesheets()
    icon = (files("mis") / "static" / "favicon.ico").read_bytes()
    by_file = {sheet.file: sheet for sheet in sheets.values()}

    def style(file: str) -> Response:
        """A stylesheet, compressed for whoever can read it so; public, since the sign-in page wears it too."""
        sheet = by_file.get(file) or abort(404)
        small = "gzip" in request.accept_encodings
        response = Response(sheet.compressed if small else sheet.plain, mimetype="text/css")
        if small:
            response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
        response.cache_control.public = True
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
        return response

    def favicon() -> Response:
        """The small sign of the office that a browser asks for by itself."""
        response = Response(icon, mimetype="image/vnd.microsoft.icon")
        response.cache_control.public = True
        response.cache_control.max_age = DAY
        return response

    app.add_url_rule("/style/<file>", "style", style)
    app.add_url_rule("/favicon.ico", "favicon", favicon)
    app.jinja_env.globals["stylesheet"] = lambda name: url_for("style", file=sheets[name].file)
