"""A person's account of contributions as a page."""

from typing import Any

from flask import Blueprint, render_template

from mis.errors import missing
from mis.looks.noting import looked_at
from mis.web import db, officer, require
from registries.memberaccounts import queries
from registries.persons.queries import person_by_reference

pages = Blueprint("memberaccounts", __name__, url_prefix="/persons")


@pages.get("/<reference>/contributions/<int:year>")
@require("contributions.read")
def account(reference: str, year: int) -> Any:
    """A person's account of one year, line by line."""
    person = person_by_reference(db(), officer(), reference)
    looked_at(person.reference)
    if not 1900 <= year <= 2200:
        raise missing("There is no such year")
    lines = [
        {"line": line, "employer": employer, "schedule": schedule}
        for line, employer, schedule in queries.account_of(db(), person.id, year)
    ]
    return render_template("pages/contributions/account.html", person=person, year=year, lines=lines)
