"""What happens to an award: granted, suspended and restored, its terms replaced, ended; each act reopens its months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.audit.keeping import keep
from mis.dates import add_months, month_end, month_start, month_text
from mis.errors import conflict, refuse
from mis.identifiers import new_reference
from mis.letters.actions import issue
from mis.letters.desk import read_desk
from mis.printing import Letter
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer, demand, demand_second, demand_stranger
from mis.statutes.queries import book
from registries.awards import letter, queries
from registries.awards.models import Award, AwardCoverage, AwardHold, AwardMark, AwardTerm
from registries.awards.rules import Covered, Term, before_month, check_reason, check_restoring, check_suspension, check_terms
from registries.persons.models import Person


@dataclass(frozen=True)
class Grant:
    """What a granted claim gives: whose award, and its terms or what it covers, by an edition of the law."""

    claim_id: int
    benefit: str
    scheme: str
    person_id: int
    household_id: int | None
    office_id: int
    terms: Sequence[Term]
    currency: str
    digest: str
    covered: Covered | None = None

    @property
    def started(self) -> date:
        """The first month of which something is due or covered."""
        return month_start(self.covered.from_day) if self.covered else self.terms[0].from_month


def grant_many(session: Session, grants: Sequence[Grant], by: ActingOfficer) -> list[str]:
    """Write awards with their terms, their first month marked as opened, or with what they cover; their references, in order.

    The act that approves the claims writes the trail.
    """
    if not grants:
        return []
    rows = [
        {
            "reference": new_reference("AW"), "claim_id": each.claim_id, "benefit": each.benefit, "scheme": each.scheme,
            "person_id": each.person_id, "household_id": each.household_id, "office_id": each.office_id,
            "started": each.started,
        }
        for each in grants
    ]  # fmt: skip
    ids = session.scalars(insert(Award).returning(Award.id, sort_by_parameter_order=True), rows).all()
    written = [_term(award_id, term, each, by) for award_id, each in zip(ids, grants, strict=True) for term in each.terms]
    marks = [
        {"award_id": award_id, "from_month": each.started, "reason": "granted"}
        for award_id, each in zip(ids, grants, strict=True)
        if each.terms
    ]
    covering = [_coverage(award_id, each.covered, each, by) for award_id, each in zip(ids, grants, strict=True) if each.covered]
    for table, added in ((AwardTerm, written), (AwardMark, marks), (AwardCoverage, covering)):
        if added:
            # Rows without a last month are written with the others, not in a statement of their own.
            session.execute(insert(table).execution_options(render_nulls=True), added)
    keep(session, queries.GRANTED, ids)
    return [str(row["reference"]) for row in rows]


def _term(award_id: int, term: Term, grant: Grant, by: ActingOfficer) -> dict:
    return {
        "award_id": award_id, "from_month": term.from_month, "to_month": term.to_month, "amount": term.amount,
        "currency": grant.currency, "law_digest": grant.digest, "claim_id": grant.claim_id, "recorded_by": by.id,
    }  # fmt: skip


def _coverage(award_id: int, covered: Covered, grant: Grant, by: ActingOfficer) -> dict:
    return {
        "award_id": award_id, "from_day": covered.from_day, "until": covered.until, "services": list(covered.services),
        "cost_share": covered.cost_share, "law_digest": grant.digest, "claim_id": grant.claim_id, "recorded_by": by.id,
    }  # fmt: skip


@dataclass(frozen=True)
class Suspension:
    """A suspension to come: from which month, why, by which provision, and what the person can do about it.

    `at_once` leaves the thirty days' notice out, as for fraud; it needs a permission of its own.
    """

    from_month: date
    reason: str
    provision: str
    remedy: str = ""
    at_once: bool = False


def suspension_letter(session: Session, award: Award, wanted: Suspension) -> Letter:
    """The letter that a suspension would send, with nothing done yet."""
    desk = read_desk(session)
    to = queries.addressee(session.get_one(Person, award.person_id), desk)
    sheet = book(session).sheet(award.benefit)
    current: Sequence[AwardTerm | AwardCoverage] = queries.terms(session, [award.id])[award.id]
    current = current or list(queries.coverages(session, [award.id]).values())
    edition = sheet.edition_on(current[0].from_day if current and isinstance(current[0], AwardCoverage) else award.started)
    case = letter.Suspended(
        award.reference, award.office_id, sheet.name.get(to.letters) or sheet.name["en"], sheet.law,
        edition.since if edition else sheet.begins,
        current[-1].law_digest if current else "", wanted.from_month, desk.today, wanted.reason, wanted.provision, wanted.remedy,
    )  # fmt: skip
    return letter.suspension(desk, to, case)


def check_wanted(session: Session, award: Award, wanted: Suspension, by: ActingOfficer) -> Suspension:
    """The suspension as it would be recorded; refused when it comes too early, lacks its reason, or one stands already."""
    demand_stranger(by, award.person_id)
    if wanted.at_once:
        demand(by, "awards.suspend-at-once")
    if award.state == "ended":
        raise conflict("This award has ended", "state")
    if award.id in queries.suspensions(session, [award.id]):
        raise conflict("This award is suspended already", "state")
    check_suspension(wanted.from_month, office_today(session), wanted.at_once)
    reason = check_reason(wanted.reason)
    provision = check_reason(wanted.provision, "provision")
    return Suspension(wanted.from_month, reason, provision, " ".join(wanted.remedy.split())[:500], wanted.at_once)


def suspend(session: Session, reference: str, wanted: Suspension, by: ActingOfficer) -> str:
    """Stop money from going out from a month on, with notice; the number of the letter that says so."""
    award = queries.award_by_reference(session, by, reference, lock=True)
    wanted = check_wanted(session, award, wanted, by)
    person = session.get_one(Person, award.person_id)
    written = suspension_letter(session, award, wanted)
    hold = AwardHold(
        award_id=award.id, kind="suspension", from_month=wanted.from_month, noticed_on=written.day, reason=wanted.reason,
        recorded_by=by.id,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    number = issue(session, by, written, award.reference, person.reference, award.office_id)
    after = {"from": month_text(wanted.from_month), "provision": wanted.provision, "at_once": wanted.at_once, "letter": number}
    record(session, by, "award suspended", award.reference, after=after, reason=wanted.reason)
    return number


def lift(session: Session, reference: str, reason: str, by: ActingOfficer) -> Award:
    """Let money go out again; what was held follows by itself in the next run. Another officer than who suspended."""
    award = queries.award_by_reference(session, by, reference, lock=True)
    demand_stranger(by, award.person_id)
    hold = queries.suspensions(session, [award.id]).get(award.id)
    if hold is None:
        raise conflict("This award is not suspended", "state")
    demand_second(by.id, hold.recorded_by)
    today = office_today(session)
    check_restoring(hold.from_month, today)
    reason = check_reason(reason)
    now = session.scalars(select(func.clock_timestamp())).one()
    hold.lifted_by, hold.lifted_at, hold.lifted_on, hold.lift_reason = by.id, now, today, reason
    _mark(session, award, hold.from_month, "suspension lifted")
    after = {"from": month_text(hold.from_month)}
    record(session, by, "suspension lifted", award.reference, after=after, reason=reason)
    return award


def change_terms(session: Session, reference: str, terms: Sequence[Term], reason: str, by: ActingOfficer) -> Award:
    """Replace what is due from the first of the new terms on; both are kept, and that month is opened again."""
    award = queries.award_by_reference(session, by, reference, lock=True)
    demand_stranger(by, award.person_id)
    check_terms(terms)
    reason = check_reason(reason)
    if award.state == "ended":
        raise conflict("This award has ended", "state")
    if queries.coverages(session, [award.id]):
        raise conflict("This award covers services: no amount is due that could be changed", "coverage")
    first = terms[0].from_month
    before = _replace_from(session, award, first, terms, reason, by)
    after = {"terms": [_words(term) for term in terms]}
    _mark(session, award, first, "terms changed")
    record(session, by, "terms changed", award.reference, before={"terms": before}, after=after, reason=reason)
    return award


def end(session: Session, reference: str, last_month: date, reason: str, by: ActingOfficer) -> Award:
    """End an award after a month: nothing is due or covered later, and what was due or covered before stays so."""
    award = queries.award_by_reference(session, by, reference, lock=True)
    demand_stranger(by, award.person_id)
    reason = check_reason(reason)
    if award.state == "ended":
        raise conflict("This award has ended", "state")
    if last_month.day != 1 or add_months(last_month, 1) < award.started:
        raise refuse("last_month", "Last month: it lies before the award began", "too-early")
    first, covered = add_months(last_month, 1), queries.coverages(session, [award.id]).get(award.id)
    if covered:
        before = [_end_coverage(session, covered, month_end(last_month), reason, by)]
    else:
        before = _replace_from(session, award, first, [], reason, by)
        _mark(session, award, first, "ended")
    award.state = "ended"
    award.version += 1
    after = {"last_month": month_text(last_month)}
    record(session, by, "award ended", award.reference, before={"terms": before}, after=after, reason=reason)
    return award


def _replace_from(
    session: Session, award: Award, first: date, terms: Sequence[Term], reason: str, by: ActingOfficer
) -> list[str]:
    """Replace the terms that reach a month by what is left of them before it and the new ones; the old ones in words."""
    reaching = [term for term in queries.terms(session, [award.id])[award.id] if term.to_month is None or term.to_month >= first]
    now = session.scalars(select(func.clock_timestamp())).one()
    replaced = [term.id for term in reaching]
    session.execute(update(AwardTerm).where(AwardTerm.id.in_(replaced)).values(replaced_at=now))
    old = [Term(term.from_month, term.to_month, term.amount) for term in reaching]
    source = reaching[-1] if reaching else _last(session, award)
    rows = [
        {
            "award_id": award.id, "from_month": term.from_month, "to_month": term.to_month, "amount": term.amount,
            "currency": source.currency, "law_digest": source.law_digest, "claim_id": source.claim_id, "reason": reason,
            "recorded_by": by.id,
        }
        for term in [*before_month(old, first), *terms]
    ]  # fmt: skip
    if rows:
        session.execute(insert(AwardTerm), rows)
    return [_words(term) for term in old]


def _end_coverage(session: Session, covered: AwardCoverage, last: date, reason: str, by: ActingOfficer) -> str:
    """Replace what is covered by the same until a last day at most, nothing when it begins later; the old one in words."""
    covered.replaced_at = session.scalars(select(func.clock_timestamp())).one()
    session.flush()
    if covered.from_day <= last:
        kept = {
            name: getattr(covered, name) for name in ("award_id", "from_day", "services", "cost_share", "law_digest", "claim_id")
        }
        session.add(AwardCoverage(**kept, until=min(covered.until or last, last), reason=reason, recorded_by=by.id))
        session.flush()
    return f"{covered.from_day} to {covered.until or 'for life'}: {', '.join(covered.services)}"


def _last(session: Session, award: Award) -> AwardTerm:
    """The latest term an award ever had."""
    question = select(AwardTerm).where(AwardTerm.award_id == award.id).order_by(AwardTerm.id.desc()).limit(1)
    return session.scalars(question).one()


def _words(term: Term) -> str:
    last = month_text(term.to_month) if term.to_month else "for life"
    return f"{month_text(term.from_month)} to {last}: {term.amount}"


def _mark(session: Session, award: Award, month: date, reason: str) -> None:
    session.add(AwardMark(award_id=award.id, from_month=month, reason=reason))
    session.flush()
