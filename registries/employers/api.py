"""Employers over the API."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from mis.openapi import onward
from mis.paging import page_of
from mis.web import db, officer, require
from registries.employers import actions, queries
from registries.employers.models import Employer
from registries.employers.rules import NewEmployer, NewSpell
from registries.employers.schemas import CountOut, EmployerIn, EmployerOut, EmployersOut, ListIn, SpellsIn

api = Blueprint("api_employers", __name__, url_prefix="/employers", description="Employers and who works for them")


@api.route("")
class Employers(MethodView):
    """The employers of the officer's offices."""

    @api.arguments(ListIn, location="query")
    @api.response(200, EmployersOut)
    @require("employers.read")
    def get(self, asked: dict[str, Any]) -> Any:
        """A page of employers, newest first."""
        page = page_of(db(), queries.matching(officer(), asked["q"]), Employer.id, asked["after"], None, asked["limit"])
        found = {"employers": page.rows, "total": page.total, "next": page.after}
        return found, 200, onward("api_employers.Employers", page.after, q=asked["q"], limit=asked["limit"])

    @api.arguments(EmployerIn)
    @api.response(201, EmployerOut)
    @require("employers.register")
    def post(self, given: dict[str, Any]) -> Any:
        """Register an employer."""
        return actions.register(db(), NewEmployer(**given), officer())


@api.get("/<reference>")
@api.response(200, EmployerOut)
@require("employers.read")
def show(reference: str) -> Any:
    """One employer."""
    return queries.employer_by_reference(db(), officer(), reference)


@api.post("/<reference>/spells")
@api.arguments(SpellsIn)
@api.response(201, CountOut)
@require("employers.register")
def add_spells(given: dict[str, Any], reference: str) -> Any:
    """Write down since when people work for an employer; all of them or none."""
    rows = actions.begin_work(db(), reference, [NewSpell(**spell) for spell in given["spells"]], officer())
    return {"recorded": len(rows)}
