"""Persons over the API: found, listed, read."""

from typing import Any

from flask_smorest import Blueprint

from mis.looks.noting import looked_at
from mis.openapi import onward
from mis.paging import page_of
from mis.staff.queries import installation
from mis.web import db, officer, require
from registries.persons.models import Person
from registries.persons.queries import matching, person_by_reference
from registries.persons.schemas import ListIn, PersonOut, PersonsOut

api = Blueprint("api_persons", __name__, url_prefix="/persons", description="People and what is known of them")


def tag(person: Person) -> dict[str, str]:
    """The headers that name the version of a record."""
    return {"ETag": f'"{person.version}"'}


@api.get("")
@api.arguments(ListIn, location="query")
@api.response(200, PersonsOut)
@require("persons.read")
def find(asked: dict[str, Any]) -> Any:
    """The persons that a text may mean, newest first; all of the officer's offices without a text."""
    question = matching(officer(), asked["q"], installation(db()).country)
    page = page_of(db(), question, Person.id, asked["after"], None, asked["limit"])
    found = {"persons": page.rows, "total": page.total, "next": page.after}
    return found, 200, onward("api_persons.find", page.after, q=asked["q"], limit=asked["limit"])


@api.get("/<reference>")
@api.response(200, PersonOut)
@require("persons.read")
def show(reference: str) -> Any:
    """One person; her ETag is asked of whoever corrects the record."""
    person = person_by_reference(db(), officer(), reference)
    looked_at(person.reference)
    return person, 200, tag(person)
