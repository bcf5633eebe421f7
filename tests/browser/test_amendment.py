"""A law from its draft to money: an officer drafts a transfer, tries it, a second approves it, it decides, a run pays it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from mis.app import permissions_of
from mis.staff.models import Officer
from mis.staff.queries import acting
from payments.batches import queries as batches
from payments.batches.models import PaymentBatch
from payments.generation.jobs import work_here as generate_here
from registries.claims.actions import NewClaim, receive
from registries.decisions.actions import approve, certify
from registries.trials.jobs import work_here as try_here
from registries.trials.models import Trial
from tests import make
from tests.browser.conftest import AtBrowser, Served
from wsgi import PARTS

pytestmark = [pytest.mark.browser, pytest.mark.story]
ROLES = {"clerk": "administrator", "second": "administrator", "chief": "supervisor", "cashier": "payment-officer"}
CODE = "tl-flood-relief-2024"


def open_office(served: Served) -> tuple[dict[str, Officer], str]:
    """An office with its officers and somebody who lost her work."""
    with served.database.unit_of_work() as session:
        make.installation(session)
        place = make.office(session)
        staff = {name: make.officer(session, role, place) for name, role in ROLES.items()}
        person = make.person(session, "Rosa Viegas", date(1985, 6, 3), place)
        make.payee_account(session, person, f"00{person.id:08}")
        make.person_fact(session, person, "work_income", False, date(2022, 1, 1))
        return staff, person.reference


def test_a_transfer_from_its_draft_to_the_money(served: Served, officers: Callable[..., AtBrowser]) -> None:
    staff, person = open_office(served)
    clerk, chief = officers(staff["clerk"]), officers(staff["chief"])
    draft = draft_it(clerk)
    try_it(served, clerk, draft)
    approve_it(chief, draft)
    decide_by_it(served, staff, person)
    pay_it(served, officers(staff["cashier"]))


def draft_it(at: AtBrowser) -> str:
    """The law in a few answers; an answer that cannot be stands corrected at its place."""
    at.go("/law/drafts/transfer")
    at.fill("Citation", "Decree-Law 12/2024, Art 2")
    at.day("In force from", "1 5 2024")
    at.fill("Name in English", "Flood relief")
    at.select("Branch", "Unemployment")
    at.choose("A person")
    at.select("Fact", "has income from work")
    at.select("Test", "is so")
    at.fill("The same for all, a month", "fifty")
    at.fill("First month paid", "5 2024")
    at.press("Keep the draft")
    assert "to correct" in at.page.title()
    at.select("Test", "is not so")
    at.fill("The same for all, a month", "50")
    at.press("Keep the draft")
    assert at.reads("Not tried yet")
    return at.page.url.rstrip("/").split("/")[-1]


def try_it(served: Served, at: AtBrowser, draft: str) -> None:
    """The draft is tried on everybody in the registers, and handed on with what that showed."""
    at.press("Try it")
    with served.database.session() as session:
        trial = session.scalars(select(Trial.id)).one()
    try_here(served.database, trial)
    at.go(f"/law/drafts/{draft}")
    assert at.reads("What it costs a month")
    at.press("Hand the draft on")
    assert at.reads("The draft waits for a second officer.")


def approve_it(at: AtBrowser, draft: str) -> None:
    """A second officer reads what the trial showed and puts the law in force."""
    at.go("/law/drafts")
    at.follow(draft)
    at.press("Approve the law")
    assert at.reads("The draft is law.")
    at.go(f"/law/{CODE}")
    assert at.reads("Decree-Law 12/2024, Art 2")


def decide_by_it(served: Served, staff: dict[str, Officer], person: str) -> None:
    """Her claim is received, certified and approved by two officers, as the new law says."""
    with served.database.unit_of_work() as session:
        clerk, second = (
            acting(session, session.get_one(Officer, staff[name].id), permissions_of(PARTS)) for name in ("chief", "second")
        )
        third = acting(session, session.get_one(Officer, staff["clerk"].id), permissions_of(PARTS))
        claim = receive(session, NewClaim(CODE, person, date(2024, 5, 31)), third).claim
        decided = certify(session, claim.reference, second)
        assert decided.decision["outcome"] == "granted"
        approve(session, claim.reference, clerk)


def pay_it(served: Served, at: AtBrowser) -> None:
    """A run of the new scheme pays her."""
    at.go("/payments/runs/draft")
    at.select("Scheme", "Flood relief")
    at.fill("Month", "5 2024")
    at.choose("Regular")
    at.press("Draft the run")
    at.press("Generate the run")
    with served.database.session() as session:
        run = session.scalars(select(PaymentBatch)).one()
        generate_here(served.database, run.id)
    with served.database.session() as session:
        found = session.get_one(PaymentBatch, run.id)
        assert (found.payments_count, str(found.payments_total)) == (1, "50.00")
        assert batches.payments(session, found.id)[0].amount == found.payments_total
