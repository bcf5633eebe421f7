"""What an officer does with a claim before it is decided: receives it, notes its papers, adds a fact, takes it back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Problem, Refusal, refuse
from mis.identifiers import new_reference
from mis.law.book import Sheet
from mis.law.results import text
from mis.letters.actions import issue
from mis.letters.desk import read_desk
from mis.staff.queries import installation, office_today
from mis.staff.rules import ActingOfficer, demand_stranger
from mis.statutes.queries import sheet as sheet_of
from registries.awards.queries import addressee
from registries.awards.rules import check_reason
from registries.claims import letter
from registries.claims.models import Claim, ClaimFact
from registries.claims.queries import claim_by_reference
from registries.claims.rules import (
    OPEN,
    Paper,
    check_born,
    check_note,
    check_received,
    checklist,
    complete,
    decide_by,
    demand_state,
    read_fact,
)
from registries.documents.queries import document_by_reference
from registries.households.models import Household
from registries.households.queries import household_by_reference
from registries.persons.models import Person
from registries.persons.queries import person_by_reference
from registries.persons.rules import as_known


@dataclass(frozen=True)
class NewClaim:
    """A claim as it is handed in: which benefit, by whom (for which household), when, on which papers, helped by whom."""

    benefit: str
    person: str
    received_on: date
    household: str | None = None
    contingency_on: date | None = None
    helped_by: str | None = None
    papers: Sequence[Paper] = ()


@dataclass(frozen=True)
class Received:
    """A claim that was received, and the number of its receipt."""

    claim: Claim
    letter: str


def benefit_sheet(session: Session, code: str) -> Sheet:
    """The benefit of that code; refused when the law has none."""
    found = sheet_of(session, code)
    if found.kind != "benefit":
        raise refuse("benefit", "Benefit: choose one of those offered", "not-offered")
    if found.status == "incomplete":
        said = "Benefit: its law has not been read whole; missing: %(missing)s"
        raise refuse("benefit", said, "law-incomplete", missing="; ".join(found.missing))
    return found


def receive(session: Session, new: NewClaim, by: ActingOfficer) -> Received:
    """Take in one claim at the counter: its clock starts, and its dated receipt is issued at once."""
    sheet = benefit_sheet(session, new.benefit)
    person = person_by_reference(session, by, new.person)
    household = household_by_reference(session, by, new.household) if new.household else None
    today = office_today(session)
    row = _row(sheet, new, person, household, today, installation(session).decide_months, by)
    try:
        with session.begin_nested():
            claim = session.scalars(insert(Claim).returning(Claim), [row]).one()
    except IntegrityError as error:
        if "uq_claim_open" not in str(error.orig):
            raise
        raise refuse("benefit", "Benefit: a claim for this benefit is open already", "open-claim") from None
    desk = read_desk(session)
    to = addressee(person, desk)
    name = sheet.name.get(to.letters) or sheet.name["en"]
    case = letter.Receipt(claim.reference, claim.office_id, by.name, name, claim.received_on, claim.decide_by, claim.documents)
    number = issue(session, by, letter.receipt(desk, to, case), claim.reference, person.reference, claim.office_id)
    after = {
        "benefit": claim.benefit, "person": person.reference, "household": household.reference if household else None,
        "received_on": claim.received_on, "decide_by": claim.decide_by, "helped_by": claim.helped_by, "receipt": number,
    }  # fmt: skip
    record(session, by, "claim received", claim.reference, after=after)
    return Received(claim, number)


def _row(
    sheet: Sheet, new: NewClaim, person: Person, household: Household | None, today: date, months: int, by: ActingOfficer
) -> dict[str, Any]:
    """The claim as it is kept; refused when its days or its person cannot be."""
    demand_stranger(by, person.id)
    check_received(new.received_on, new.contingency_on, person.birth_date, today)
    if person.died_on is not None:
        raise refuse("person", "Person: she died on %(day)s", "dead", day=person.died_on.isoformat())
    if (sheet.subject == "household") != (household is not None):
        words = "Household: this benefit is claimed for a household" if household is None else "Household: leave it empty"
        raise refuse("household", words, "household")
    documents = checklist(sheet, new.papers)
    return {
        "reference": new_reference("CL"), "benefit": sheet.code, "scheme": sheet.scheme, "person_id": person.id,
        "household_id": household.id if household else None, "office_id": person.office_id, "received_on": new.received_on,
        "completed_on": new.received_on if complete(documents) else None, "contingency_on": new.contingency_on,
        "decide_by": decide_by(new.received_on, sheet, months), "documents": documents, "received_by": by.id,
        "helped_by": check_note(new.helped_by or "")[:200] or None,
    }  # fmt: skip


def receive_many(session: Session, new: Sequence[NewClaim], by: ActingOfficer) -> list[str]:
    """Take in many claims made from a register (nobody stands at the counter, so no receipts); their references, in order.

    All or none: each that cannot be taken is named by its place. One line of the trail, with the SHA-256 of the references.
    """
    people = {row.reference: row for row in _scoped(session, Person, {each.person for each in new}, by)}
    homes = {row.reference: row for row in _scoped(session, Household, {each.household for each in new if each.household}, by)}
    sheets = {code: benefit_sheet(session, code) for code in {each.benefit for each in new}}
    today, months = office_today(session), installation(session).decide_months
    rows, problems = [], []
    for place, each in enumerate(new, start=1):
        if each.person not in people or (each.household and each.household not in homes):
            problems.append(Problem("person", "There is no such person or household", "not-found", place))
            continue
        try:
            home = homes[each.household] if each.household else None
            rows.append(_row(sheets[each.benefit], each, people[each.person], home, today, months, by))
        except Refusal as refusal:
            problems += [Problem(one.field, one.message, one.code, place, one.values) for one in refusal.problems]
    if problems:
        raise Refusal(*problems[:100])
    if rows:
        session.execute(insert(Claim), rows)
    references = [str(row["reference"]) for row in rows]
    digest = hashlib.sha256("\n".join(references).encode()).hexdigest()
    record(session, by, "claims received", ", ".join(sorted(sheets)), count=len(rows), digest=digest)
    return references


def _scoped(session: Session, model: type[Person] | type[Household], references: set, by: ActingOfficer) -> Sequence[Any]:
    return session.scalars(select(model).where(model.reference.in_(references), model.office_id.in_(by.offices))).all()


def _claim_to_change(session: Session, reference: str, states: Sequence[str], by: ActingOfficer) -> Claim:
    """The claim, held, in a state that the act needs, of somebody who does not belong to the officer's family."""
    claim = claim_by_reference(session, by, reference, lock=True)
    demand_stranger(by, claim.person_id)
    demand_state(claim.state, states)
    return claim


def note_papers(session: Session, reference: str, papers: Sequence[Paper], by: ActingOfficer) -> Claim:
    """Write down which papers are there now; the claim is complete on the day on which none is missing any more."""
    claim = _claim_to_change(session, reference, ("received",), by)
    documents = checklist(benefit_sheet(session, claim.benefit), papers)
    before = {"documents": [each["state"] for each in claim.documents]}
    claim.documents = documents
    if complete(documents) and claim.completed_on is None:
        claim.completed_on = office_today(session)
    claim.version += 1
    session.flush()
    record(session, by, "papers noted", claim.reference, before, {"documents": [each["state"] for each in documents]})
    return claim


@dataclass(frozen=True)
class GivenFact:
    """A fact that no register answers: its value, since when, and the document or the reason for which it is believed."""

    name: str
    value: Any
    since: date
    document: str | None = None
    reason: str = ""


def give_fact(session: Session, reference: str, given: GivenFact, by: ActingOfficer) -> ClaimFact:
    """Add a fact to a claim by hand, on a document or for a reason; what was given before is kept as replaced."""
    claim = _claim_to_change(session, reference, ("received",), by)
    value = read_fact(benefit_sheet(session, claim.benefit), given.name, given.value)
    if given.name == "birth_date":
        person = session.get_one(Person, claim.person_id)
        check_born(text(value), as_known(person.birth_date, person.birth_precision), claim.received_on)
    if given.since > office_today(session):
        raise refuse("since", "Since: this day is in the future", "in-the-future")
    document = document_by_reference(session, by, given.document) if given.document else None
    reason = " ".join(given.reason.split())[:500]
    if document is None and len(reason) < 3:
        raise refuse("reason", "Reason: give a document, or say why it is believed", "document-or-reason")
    now = session.scalars(select(func.clock_timestamp())).one()
    earlier = update(ClaimFact).where(ClaimFact.claim_id == claim.id, ClaimFact.name == given.name)
    session.execute(earlier.where(ClaimFact.replaced_at.is_(None)).values(replaced_at=now))
    row = ClaimFact(
        claim_id=claim.id, name=given.name, value=text(value), since=given.since, document_id=document.id if document else None,
        reason=reason, recorded_by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {given.name: text(value), "document": document.reference if document else None}
    record(session, by, "fact given by hand", claim.reference, after=after, reason=reason or None)
    return row


def withdraw(session: Session, reference: str, reason: str, by: ActingOfficer) -> Claim:
    """Take a claim back at the person's wish, before it is decided."""
    claim = _claim_to_change(session, reference, OPEN, by)
    reason, before = check_reason(reason), claim.state
    claim.state, claim.reason, claim.certified_by, claim.certified_on = "withdrawn", reason, None, None
    claim.version += 1
    session.flush()
    record(session, by, "claim withdrawn", claim.reference, {"state": before}, {"state": "withdrawn"}, reason)
    return claim
