"""Registering and correcting persons over the API."""

import re
from typing import Any

from flask import request
from flask_smorest import Blueprint

from mis.errors import Conflict, Outdated, Problem
from mis.looks.noting import looked_at
from mis.staff.queries import areas
from mis.web import db, officer, require
from registries.persons.actions import Identifier
from registries.persons.models import Person
from registries.persons.queries import person_by_reference
from registries.persons.schemas import PersonIn, PersonOut, PersonPatch
from registries.registrations.actions import Answer, Details, change, register

api = Blueprint("api_registrations", __name__, url_prefix="/persons", description="Registering people, correcting records")
VERSION = re.compile(r'"([0-9]{1,9})"', re.ASCII)


def _tag(person: Person) -> dict[str, str]:
    return {"ETag": f'"{person.version}"'}


@api.post("")
@api.arguments(PersonIn)
@api.response(201, PersonOut)
@require("persons.register")
def create(given: dict[str, Any]) -> Any:
    """Register a person; refused with the references of those who resemble her until `finding` says what they are."""
    answer = Answer(given.pop("finding"), given.pop("reason"))
    citizen, numbers = given.pop("citizen"), given.pop("identifiers")
    facts = {} if citizen is None else {"citizen": citizen}
    details = Details(identifiers=tuple(Identifier(**each) for each in numbers), facts=facts, **given)
    person, _pairs = register(db(), details, answer, officer())
    return person, 201, _tag(person)


@api.patch("/<reference>")
@api.arguments(PersonPatch)
@api.response(200, PersonOut)
@require("persons.change")
def correct(given: dict[str, Any], reference: str) -> Any:
    """Correct a record of which the newest version is known (If-Match); 412 when somebody changed it meanwhile."""
    person = person_by_reference(db(), officer(), reference)
    looked_at(person.reference)
    seen = VERSION.fullmatch(request.headers.get("If-Match", ""))
    if seen is None:
        raise Outdated(Problem("If-Match", "Give the ETag of the record that you read", "no-version"))
    reason = given.pop("reason")
    code = next(area.code for area in areas(db()) if area.id == person.area_id)
    plain = ("name", "sex", "birth_date", "birth_precision", "address", "language")
    known = {name: getattr(person, name) for name in plain} | {"area": code, "phone": person.phone or ""}
    try:
        change(db(), person, Details(**known | given), int(seen[1]), reason, officer())
    except Conflict as stale:
        raise Outdated(*stale.problems) from None
    return person, 200, _tag(person)
