"""The trail as a page."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from mis.audit.models import AuditLine
from mis.audit.queries import lines
from mis.audit.sealing import VERIFY
from mis.forms import FilterForm, TextField
from mis.paging import cursor, page_of
from mis.web import db, officer, require

pages = Blueprint("trail", __name__, url_prefix="/trail")


class TrailFilter(FilterForm):
    """Which lines."""

    about = TextField(_l("Record"), most=60)
    officer = TextField(_l("User name"), most=100)
    act = TextField(_l("Act"), most=60)


@pages.get("")
@require("trail.read")
def show() -> Any:
    """Who did what to which record, newest first."""
    form = TrailFilter(request.args)
    form.validate()
    asked = {name: getattr(form, name).data or "" for name in ("about", "officer", "act")}
    after, before = cursor(request.args.get("after"), "after"), cursor(request.args.get("before"), "before")
    page = page_of(db(), lines(officer(), **asked), AuditLine.id, after, before)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    links = {
        "first": url_for("trail.show", **kept) if page.before else "",
        "previous": url_for("trail.show", before=page.before, **kept) if page.before else "",
        "next": url_for("trail.show", after=page.after, **kept) if page.after else "",
    }
    return render_template("pages/trail/trail.html", form=form, page=page, links=links, verify=VERIFY)
