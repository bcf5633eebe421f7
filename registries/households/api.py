"""Households over the API."""

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from mis.looks.noting import looked_at
from mis.openapi import onward
from mis.paging import page_of
from mis.staff.queries import office_today
from mis.web import db, officer, require
from registries.households.actions import Belonging, NewHousehold, register
from registries.households.models import Household
from registries.households.queries import household_by_reference, matching, members
from registries.households.schemas import HouseholdIn, HouseholdOut, HouseholdsOut
from registries.persons.schemas import ListIn

api = Blueprint("api_households", __name__, url_prefix="/households", description="Households and who belongs to them")


def _told(rows: Sequence[Household]) -> list[dict[str, Any]]:
    """The households with their members of today, in one question."""
    now = members(db(), [row.id for row in rows], office_today(db()))
    return [
        {
            "reference": row.reference,
            "book_number": row.book_number,
            "registered_on": row.registered_on,
            "members": [{"person": person.reference, "role": member.role} for member, person in now.get(row.id, [])],
        }
        for row in rows
    ]


@api.get("")
@api.arguments(ListIn, location="query")
@api.response(200, HouseholdsOut)
@require("households.read")
def find(asked: dict[str, Any]) -> Any:
    """The households that a text may mean, newest first."""
    page = page_of(db(), matching(officer(), asked["q"]), Household.id, asked["after"], None, asked["limit"])
    found = {"households": _told(page.rows), "total": page.total, "next": page.after}
    return found, 200, onward("api_households.find", page.after, q=asked["q"], limit=asked["limit"])


@api.get("/<reference>")
@api.response(200, HouseholdOut)
@require("households.read")
def show(reference: str) -> Any:
    """One household."""
    found = _told([household_by_reference(db(), officer(), reference)])[0]
    looked_at(*(member["person"] for member in found["members"]))
    return found


@api.post("")
@api.arguments(HouseholdIn)
@api.response(201, HouseholdOut)
@require("households.register")
def create(given: dict[str, Any]) -> Any:
    """Enter a household with its members."""
    belonging = tuple(Belonging(**each) for each in given.pop("members"))
    return _told([register(db(), NewHousehold(members=belonging, **given), officer())])[0]
