"""Panels: what higher registers show of themselves on a lower page, without anyone looking up."""

from flask import current_app, render_template
from markupsafe import Markup

from mis.web import db, officer

BESIDE = 500


def panels(page: str, record_id: int, beside: bool = False) -> list[Markup]:
    """The panels of a page about one record, in the order of their places, of those that the officer may read.

    Places from 500 on stand beside the main column (`beside`). A panel whose `read` gives nothing is not shown.
    """
    every = [panel for part in current_app.extensions["socle"]["parts"] for panel in part.panels]
    wanted = [panel for panel in every if panel.page == page and (panel.place >= BESIDE) == beside]
    shown = []
    for panel in sorted(wanted, key=lambda each: each.place):
        values = panel.read(db(), officer(), record_id) if officer().may(panel.permission) else None
        if values:
            shown.append(Markup(render_template(panel.template, **values)))  # noqa: S704
    return shown
