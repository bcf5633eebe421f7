"""The law as pages: the benefits and schemes, and each with what is in force on a day, by which provision, how surely."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import lazy_gettext as _l

from mis.errors import missing
from mis.forms import DayTextField, FilterForm
from mis.language import current_language
from mis.law.book import Sheet
from mis.staff.queries import office_today
from mis.statutes import showing, wording
from mis.statutes.queries import book, unconfirmed
from mis.web import db, require

pages = Blueprint("law", __name__, url_prefix="/law")
HEADINGS = {
    "conditions": _l("Who is entitled"),
    "amount": _l("How much: the arithmetic"),
    "values": _l("Values of the law"),
    "worked": _l("What is worked out first"),
}


class LawFilter(FilterForm):
    """On which day."""

    on = DayTextField(_l("In force on"), most=20)


@pages.get("")
@require("law.read")
def index() -> Any:
    """Every benefit and scheme of the office's law."""
    today = office_today(db())
    rows = [_row(sheet, today) for sheet in book(db()).sheets.values()]
    return render_template("pages/law/index.html", rows=sorted(rows, key=lambda row: (row["kind"], row["name"])), today=today)


def _row(sheet: Sheet, day: date) -> dict[str, Any]:
    """A sheet in the list."""
    counts = showing.confidence_on(sheet, day)
    return {
        "code": sheet.code,
        "name": wording.name_of(sheet, current_language()),
        "kind": wording.KINDS[sheet.kind],
        "branch": wording.branch_words(sheet.branch),
        "status": wording.status_of(sheet.status),
        "law": sheet.law,
        "unsure": counts["single-source"] + counts["missing"],
        "values": counts.total(),
    }


@pages.get("/<code>")
@require("law.read")
def show(code: str) -> Any:
    """One benefit or scheme: its law on a day, today unless another is chosen."""
    sheet, language = _sheet(code), current_language()
    form = LawFilter(request.args)
    valid = form.validate()
    day = (form.on.data if valid else None) or office_today(db())
    page = render_template(
        "pages/law/sheet.html",
        form=form,
        sheet=sheet,
        day=day,
        edition=sheet.edition_on(day),
        groups=showing.groups(sheet, day, language),
        versions=showing.versions(sheet, day, language),
        papers=showing.papers(sheet, language),
        counts=showing.confidence_on(sheet, day),
        name=wording.name_of(sheet, language),
        branch=wording.branch_words(sheet.branch),
        status=wording.status_of(sheet.status),
        kind=wording.KINDS[sheet.kind],
        confidences=wording.CONFIDENCES,
        headings=HEADINGS,
        rule_date=showing.fact_label(sheet.rule_date, language),
        per=wording.per_words(sheet.per),
        unread_twice=showing.unread_twice(sheet, unconfirmed(db(), code, day), language),
    )
    return page, 200 if valid else 422


@pages.get("/<code>.toml")
@require("law.read")
def text(code: str) -> Response:
    """The sheet's text as the office holds it, the same bytes."""
    sheet = _sheet(code)
    response = Response(sheet.text.encode(), content_type="application/toml; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{sheet.code}.toml")
    return response


def _sheet(code: str) -> Sheet:
    """The sheet of that code; refused with words of our own when there is none."""
    sheets = book(db()).sheets
    if code not in sheets:
        raise missing("There is no such benefit or scheme in the office's law")
    return sheets[code]
