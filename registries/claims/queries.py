"""Reading claims: one by reference, lists with their filters, what waits for whom, facts given by hand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mis.audit.keeping import Kept
from mis.errors import missing
from mis.identifiers import read_reference
from mis.staff.rules import ActingOfficer
from registries.claims.models import Claim, ClaimFact
from registries.claims.rules import OPEN
from registries.documents.models import Document
from registries.persons.models import Person

CERTIFIED = Kept(
    "claim",
    "claim c",
    "c.reference",
    "c.id",
    "c.benefit, c.scheme, c.person_id, c.household_id, c.facts, c.decision, c.law_on, c.digest",
    fixed="c.decision IS NOT NULL",
)


@dataclass(frozen=True)
class ClaimFilter:
    """Which claims: of a state, a benefit, only those past their day; each empty means all."""

    state: str = ""
    benefit: str = ""
    overdue: bool = False


def claim_by_reference(session: Session, by: ActingOfficer, reference: str, lock: bool = False) -> Claim:
    """The claim of that reference in the officer's offices; held against other acts when asked."""
    question = select(Claim).where(Claim.reference == (read_reference(reference) or ""), Claim.office_id.in_(by.offices))
    row = session.scalar(question.with_for_update().execution_options(populate_existing=True) if lock else question)
    if row is None:
        raise missing("There is no such claim")
    return row


def claims_by_reference(session: Session, by: ActingOfficer, references: Sequence[str], state: str) -> Sequence[Claim]:
    """Claims of the officer's offices that stand in a state, held against other acts, in the order of their receipt."""
    question = select(Claim).where(Claim.reference.in_(references), Claim.office_id.in_(by.offices), Claim.state == state)
    return session.scalars(question.order_by(Claim.id).with_for_update().execution_options(populate_existing=True)).all()


def claims(by: ActingOfficer, wanted: ClaimFilter, today: date) -> Select[Claim]:
    """The claims of an officer's offices that a filter keeps."""
    question = select(Claim).where(Claim.office_id.in_(by.offices))
    if wanted.state:
        question = question.where(Claim.state == wanted.state)
    if wanted.benefit:
        question = question.where(Claim.benefit == wanted.benefit)
    return question.where(Claim.state.in_(OPEN), Claim.decide_by < today) if wanted.overdue else question


def person_of(session: Session, claim: Claim) -> str:
    """The reference of the person who claims."""
    return session.get_one(Person, claim.person_id).reference


def claims_of(session: Session, person_id: int) -> Sequence[Claim]:
    """Every claim of a person, newest first."""
    return session.scalars(select(Claim).where(Claim.person_id == person_id).order_by(Claim.id.desc())).all()


def claims_of_household(session: Session, household_id: int) -> Sequence[Claim]:
    """Every claim for a household, newest first."""
    return session.scalars(select(Claim).where(Claim.household_id == household_id).order_by(Claim.id.desc())).all()


def people_of(session: Session, found: Sequence[Claim]) -> dict[int, Person]:
    """The persons of some claims by their key."""
    ids = {claim.person_id for claim in found}
    return {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(ids)))}


def to_certify(by: ActingOfficer) -> Select[Claim]:
    """Claims that wait for a first officer."""
    return select(Claim).where(Claim.office_id.in_(by.offices), Claim.state == "received")


def to_approve(by: ActingOfficer) -> Select[Claim]:
    """Claims that wait for this officer as the second: those that she neither received nor certified."""
    certified = select(Claim).where(Claim.office_id.in_(by.offices), Claim.state == "certified")
    return certified.where(Claim.certified_by != by.id, Claim.received_by != by.id)


def waiting(session: Session, question: Select[Claim]) -> tuple[int, date | None]:
    """How many claims wait, and since when the oldest."""
    rows = question.order_by(None).subquery()
    count, oldest = session.execute(select(func.count(), func.min(rows.c.received_on)).select_from(rows)).one()
    return count, oldest


def first_of(session: Session, question: Select[Claim], most: int) -> Sequence[Claim]:
    """The claims whose day comes first."""
    return session.scalars(question.order_by(Claim.decide_by, Claim.id).limit(most)).all()


def facts_by_hand(session: Session, claim_ids: Sequence[int]) -> dict[int, list[tuple[ClaimFact, Document | None]]]:
    """The facts given by hand that stand, of some claims, each with its document."""
    question = (
        select(ClaimFact, Document)
        .outerjoin(Document, Document.id == ClaimFact.document_id)
        .where(ClaimFact.claim_id.in_(claim_ids), ClaimFact.replaced_at.is_(None))
    )
    found: dict[int, list[tuple[ClaimFact, Document | None]]] = defaultdict(list)
    for fact, document in session.execute(question):
        found[fact.claim_id].append((fact, document))
    return found
