"""Letters as pages: found by number or record, read as on paper, opened as PDF."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from mis.forms import FilterForm, TextField
from mis.letters import actions, queries
from mis.letters.models import IssuedLetter
from mis.looks.noting import looked_at
from mis.paging import cursor, page_of
from mis.part import Found
from mis.printing import from_json
from mis.staff.rules import ActingOfficer
from mis.web import db, officer, require

pages = Blueprint("letters", __name__, url_prefix="/letters")


class LetterFilter(FilterForm):
    """Which letters."""

    about = TextField(_l("Claim, award or person"), most=40)


@pages.get("")
@require("letters.print")
def show_list() -> Any:
    """The letters of the officer's offices, newest first."""
    form = LetterFilter(request.args)
    form.validate()
    about = form.about.data or ""
    after, before = cursor(request.args.get("after"), "after"), cursor(request.args.get("before"), "before")
    page = page_of(db(), queries.letters(officer(), about), IssuedLetter.id, after, before)
    kept: dict[str, Any] = {"about": about} if about else {}
    links = {
        "first": url_for("letters.show_list", **kept) if page.before else "",
        "previous": url_for("letters.show_list", before=page.before, **kept) if page.before else "",
        "next": url_for("letters.show_list", after=page.after, **kept) if page.after else "",
    }
    return render_template("pages/letters/letters.html", form=form, page=page, links=links)


@pages.get("/<int:year>/<int:serial>")
@require("letters.print")
def show(year: int, serial: int) -> Any:
    """A letter's words as they were issued."""
    row = queries.letter_by_number(db(), officer(), f"{year}/{serial}")
    looked_at(row.recipient)
    letter = from_json(row.content, copy=queries.prints_count(db(), row.id) > 0)
    back = (url_for("home.search", q=row.about), _("Back to %(record)s", record=row.about))
    pdf = url_for("letters.pdf", year=row.year, serial=row.serial)
    return render_template("pages/letters/letter.html", letter=letter, back=back, pdf=pdf)


@pages.get("/<int:year>/<int:serial>.pdf")
@require("letters.print")
def pdf(year: int, serial: int) -> Response:
    """The letter as PDF; the print is counted and written down, and every print after the first is marked as a copy."""
    looked_at(queries.letter_by_number(db(), officer(), f"{year}/{serial}").recipient)
    content = actions.print_letter(db(), f"{year}/{serial}", officer())
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="letter-{year}-{serial:06}.pdf"'
    return answer


def find(session: Session, by: ActingOfficer, text: str) -> list[Found]:
    """The letter of a number that was typed."""
    number = queries.read_number(text)
    rows = session.scalars(queries.letters(by).where(IssuedLetter.number == number)) if number else ()
    return [Found(_("Letter"), row.number, row.content["subject"], _url(row), exact=True) for row in rows]


def _url(row: IssuedLetter) -> str:
    return url_for("letters.show", year=row.year, serial=row.serial)
