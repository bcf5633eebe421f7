"""Reading awards: one by reference, those of persons and households, their terms and what stops them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union_all
from sqlalchemy.orm import Session

from mis.audit.keeping import Kept
from mis.dates import month_start
from mis.errors import missing
from mis.identifiers import read_reference
from mis.letters.desk import Addressee, Desk
from mis.staff.rules import ActingOfficer
from registries.awards.models import Award, AwardCoverage, AwardHold, AwardTerm
from registries.awards.rules import Span, over_since, spans_meet
from registries.persons.models import Person

STATES = ("active", "suspended", "ended")

GRANTED = Kept(
    "award",
    "award w",
    "w.reference",
    "w.id",
    "w.claim_id, w.benefit, w.scheme, w.person_id, w.household_id, w.office_id, w.started",
)


@dataclass(frozen=True)
class AwardRow:
    """An award in a list: whose, what is due in a month or covered, its suspension, and its last month when that is over."""

    award: Award
    person: Person
    amount: AwardTerm | None
    covered: AwardCoverage | None
    suspended_from: date | None
    over_since: date | None


def award_by_reference(session: Session, by: ActingOfficer, reference: str, lock: bool = False) -> Award:
    """The award of that reference in the officer's offices; held against other acts when asked."""
    question = select(Award).where(Award.reference == (read_reference(reference) or ""), Award.office_id.in_(by.offices))
    row = session.scalar(question.with_for_update() if lock else question)
    if row is None:
        raise missing("There is no such award")
    return row


def awards(by: ActingOfficer, month: date, state: str = "", benefit: str = "", text: str = "") -> Select[Award]:
    """The awards of an officer's offices: of a state in a month, of a benefit, of a reference, each when given."""
    question = select(Award).where(Award.office_id.in_(by.offices))
    suspended = exists().where(AwardHold.award_id == Award.id, AwardHold.kind == "suspension", AwardHold.lifted_at.is_(None))
    if state == "suspended":
        question = question.where(suspended, Award.state != "ended")
    elif state in ("active", "over"):
        open_ones = question.where(Award.state != "ended", ~suspended)
        question = open_ones.where(_goes_on(month) if state == "active" else ~_goes_on(month))
    elif state:
        question = question.where(Award.state == state)
    if benefit:
        question = question.where(Award.benefit == benefit)
    reference = read_reference(text)
    return question.where(Award.reference == reference) if reference else question


def _goes_on(month: date) -> ColumnElement[bool]:
    """True of awards of which something is due or covered in a month or later, and whose person had not died before."""
    lasting = exists().where(
        AwardTerm.award_id == Award.id, AwardTerm.replaced_at.is_(None), func.coalesce(AwardTerm.to_month, month) >= month
    )
    covering = exists().where(
        AwardCoverage.award_id == Award.id,
        AwardCoverage.replaced_at.is_(None),
        func.coalesce(AwardCoverage.until, month) >= month,
    )
    return (lasting | covering) & ~exists().where(Person.id == Award.person_id, Person.died_on < month)


def awards_of(session: Session, person_id: int) -> Sequence[Award]:
    """Every award of a person, newest first."""
    return session.scalars(select(Award).where(Award.person_id == person_id).order_by(Award.id.desc())).all()


def awards_of_household(session: Session, household_id: int) -> Sequence[Award]:
    """Every award for a household, newest first."""
    return session.scalars(select(Award).where(Award.household_id == household_id).order_by(Award.id.desc())).all()


def rows_of(session: Session, found: Sequence[Award], month: date) -> list[AwardRow]:
    """Awards as a list shows them, in four questions."""
    ids = [award.id for award in found]
    people = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_([award.person_id for award in found])))}
    current, covered, held = terms(session, ids), coverages(session, ids), suspensions(session, ids)
    return [
        AwardRow(
            award, people[award.person_id], _in_month(current[award.id], month), covered.get(award.id),
            _since(held.get(award.id)), over(current[award.id], covered.get(award.id), people[award.person_id], month),
        )
        for award in found
    ]  # fmt: skip


def _in_month(found: Sequence[AwardTerm], month: date) -> AwardTerm | None:
    return next((term for term in found if term.from_month <= month and (term.to_month is None or month <= term.to_month)), None)


def over(found: Sequence[AwardTerm], covered: AwardCoverage | None, person: Person, month: date) -> date | None:
    """The last month of an award of these terms in force, or of this coverage, when it lies before a month."""
    last = found[-1].to_month if found else covered.until if covered else None
    return over_since(month_start(last) if last else None, person.died_on, month)


def _since(hold: AwardHold | None) -> date | None:
    return hold.from_month if hold else None


def terms(session: Session, award_ids: Sequence[int]) -> Mapping[int, list[AwardTerm]]:
    """The terms in force of some awards, in order of time."""
    question = select(AwardTerm).where(AwardTerm.award_id.in_(award_ids), AwardTerm.replaced_at.is_(None))
    found: dict[int, list[AwardTerm]] = defaultdict(list)
    for term in session.scalars(question.order_by(AwardTerm.award_id, AwardTerm.from_month)):
        found[term.award_id].append(term)
    return found


def coverages(session: Session, award_ids: Sequence[int]) -> Mapping[int, AwardCoverage]:
    """What some awards cover; those in money are left out."""
    question = select(AwardCoverage).where(AwardCoverage.award_id.in_(award_ids), AwardCoverage.replaced_at.is_(None))
    return {row.award_id: row for row in session.scalars(question)}


def replaced_terms(session: Session, award_id: int) -> Sequence[AwardTerm]:
    """The terms that no longer hold, the latest replaced first."""
    question = select(AwardTerm).where(AwardTerm.award_id == award_id, AwardTerm.replaced_at.is_not(None))
    return session.scalars(question.order_by(AwardTerm.replaced_at.desc(), AwardTerm.from_month)).all()


def suspensions(session: Session, award_ids: Sequence[int]) -> dict[int, AwardHold]:
    """The suspension that stands of each award."""
    question = select(AwardHold).where(AwardHold.award_id.in_(award_ids), AwardHold.lifted_at.is_(None))
    return {row.award_id: row for row in session.scalars(question.where(AwardHold.kind == "suspension"))}


def holds(session: Session, award_id: int) -> Sequence[AwardHold]:
    """Everything that ever stopped an award, newest first."""
    return session.scalars(select(AwardHold).where(AwardHold.award_id == award_id).order_by(AwardHold.id.desc())).all()


def award_of_claim(session: Session, claim_id: int) -> Award | None:
    """The award that a claim led to."""
    return session.scalar(select(Award).where(Award.claim_id == claim_id))


Whose = tuple[int, int | None]


def overlapping(session: Session, benefit: str, wanted: Mapping[Whose, Sequence[Span]]) -> dict[Whose, str]:
    """Which subjects (person, household) have the benefit already within the time of a new award, and by which award.

    A household's benefit is the household's, whoever claims it.
    """
    people = [person_id for person_id, household_id in wanted if household_id is None]
    homes = [household_id for _, household_id in wanted if household_id is not None]
    theirs = or_(Award.person_id.in_(people) & Award.household_id.is_(None), Award.household_id.in_(homes))
    lasting = union_all(
        select(AwardTerm.award_id, AwardTerm.from_month.label("first"), AwardTerm.to_month.label("last")).where(
            AwardTerm.replaced_at.is_(None)
        ),
        select(AwardCoverage.award_id, AwardCoverage.from_day, AwardCoverage.until).where(AwardCoverage.replaced_at.is_(None)),
    ).subquery()
    question = select(Award.person_id, Award.household_id, Award.reference, lasting.c.first, lasting.c.last)
    held = defaultdict(list)
    for row in session.execute(question.join(lasting, lasting.c.award_id == Award.id).where(Award.benefit == benefit, theirs)):
        held[_whose(row.person_id, row.household_id)].append(row)
    found: dict[Whose, str] = {}
    for (person_id, household_id), spans in wanted.items():
        for row in held[_whose(person_id, household_id)]:
            if any(spans_meet(span, (row.first, row.last)) for span in spans):
                found[(person_id, household_id)] = row.reference
    return found


def _whose(person_id: int, household_id: int | None) -> tuple[str, int]:
    return ("household", household_id) if household_id is not None else ("person", person_id)


def addressee(person: Person, desk: Desk) -> Addressee:
    """A person as letters are sent to her."""
    lines = [*person.address.splitlines(), desk.areas.get(person.area_id, "")]
    return Addressee(person.reference, person.name, tuple(line.strip() for line in lines if line.strip()), person.language)
