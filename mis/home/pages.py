"""The home page and the search."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request

from mis.home import queries
from mis.staff.forms import LanguageForm
from mis.staff.queries import office_today
from mis.web import db, officer, signed_in

pages = Blueprint("home", __name__)


@pages.get("/")
@signed_in
def home() -> Any:
    """What waits for the officer signed in, search first."""
    parts = current_app.extensions["socle"]["parts"]
    today = office_today(db())
    items = queries.waiting(db(), officer(), parts)
    late = sum(1 for item in items if item.decide_by and item.decide_by < today)
    return render_template(
        "pages/home/home.html",
        today=today,
        items=items,
        items_most=queries.ITEMS_SHOWN,
        late=late,
        queues=queries.queues(db(), officer(), parts, today),
        form=LanguageForm(language=officer().language),
        acts=[act for part in parts for act in part.first_acts if officer().may(act.permission)],
    )


@pages.get("/search")
@signed_in
def search() -> Any:
    """One exact hit opens the record; more give a list with what tells them apart."""
    text = request.args.get("q", "")
    found = queries.search(db(), officer(), current_app.extensions["socle"]["parts"], text)
    exact = [each for each in found if each.exact]
    if len(exact) == 1:
        return redirect(exact[0].url)
    return render_template("pages/home/search.html", text=text[: queries.SEARCH_LENGTH_MAX], found=found)
