"""The two signatures under a claim: certified as the law says by one officer, approved by another; one claim or thousands."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.audit.keeping import keep
from mis.errors import Problem, Refusal, conflict, refuse
from mis.language import current_language
from mis.law.facts import catalogue
from mis.law.languages import said_in
from mis.letters.actions import ToIssue, issue_many
from mis.letters.desk import read_desk
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer, demand_second, demand_stranger
from mis.statutes.actions import note_used
from mis.statutes.queries import book
from registries.awards.actions import Grant, grant_many
from registries.awards.rules import check_reason
from registries.claims.models import Claim
from registries.claims.queries import CERTIFIED, claim_by_reference, claims_by_reference
from registries.claims.rules import check_note, demand_state
from registries.decisions.queries import Weighed, decision_letter, weigh
from registries.decisions.rules import BULK_MAX, demand_same, fingerprint
from registries.persons.queries import accounts, persons_by_id


@dataclass(frozen=True)
class Certified:
    """What became of many claims: how many the law grants and refuses, and those left as they were, each with the reason."""

    granted: int
    refused: int
    left: dict[str, str]


@dataclass(frozen=True)
class Approved:
    """What became of many certified claims: awards, refusals, numbers of letters, those left as they were, the SHA-256."""

    granted: int
    refused: int
    letters: list[str]
    left: dict[str, str]
    digest: str


def certify(session: Session, reference: str, by: ActingOfficer, note: str = "", seen: str | None = None) -> Claim:
    """Sign, as the first officer, what the law says of a claim; `seen` is the fingerprint of what the officer read.

    An open claim cannot be signed: the refusal names the facts that are missing.
    """
    claim = claim_by_reference(session, by, reference, lock=True)
    demand_stranger(by, claim.person_id)
    demand_state(claim.state, ("received",))
    weighed = weigh(session, [claim])[0]
    demand_same(seen, weighed.decision)
    problem = _obstacle(weighed)
    if problem:
        raise Refusal(problem)
    _write_certified(session, [weighed], by, check_note(note))
    decision = weighed.decision
    after = {"outcome": decision["outcome"], "amount": decision["amount"], "sha256": fingerprint(decision)}
    record(session, by, "claim certified", claim.reference, {"state": "received"}, after, note or None)
    return _again(session, claim)


def _obstacle(weighed: Weighed) -> Problem | None:
    """Why the law's outcome cannot be signed."""
    if weighed.decision["outcome"] == "undecided":
        facts = [_label(name) for name in weighed.decision["missing"]]
        if not facts:
            words = "The law of that day is not in the book, so it cannot decide this claim"
            return Problem(None, words, "undecided")
        words = "The law cannot decide yet. Not known: %(facts)s"
        return Problem(None, words, "undecided", values={"facts": ", ".join(facts)})
    if weighed.decision["outcome"] == "granted" and not (weighed.terms or weighed.covered):
        words = "The law grants this claim, but nothing is due for any day: it can only be withdrawn"
        return Problem(None, words, "nothing-due")
    if weighed.already:
        words = "Award %(award)s pays this benefit for these months already"
        if weighed.covered:
            words = "Award %(award)s covers this already"
        return Problem(None, words, "already-paid", values={"award": weighed.already})
    return None


def _label(name: str) -> str:
    """What a fact is called in the language in use."""
    return said_in(catalogue()[name.partition(".")[0]].label, current_language())


def _write_certified(session: Session, signed: Sequence[Weighed], by: ActingOfficer, note: str = "") -> None:
    today = office_today(session)
    rows = [
        {
            "key": each.claim.id, "facts": {name: seen.kept() for name, seen in each.facts.items()},
            "decision": dict(each.decision), "law_on": _day(each.decision["law_on"]), "digest": each.decision["digest"],
        }
        for each in signed
    ]  # fmt: skip
    note_used(session, [(str(each.decision["digest"] or ""), each.claim.benefit) for each in signed])
    same: dict[str, Any] = {"state": "certified", "certified_by": by.id, "certified_on": today, "note": note, "reason": ""}
    _update(session, rows, same)

    keep(session, CERTIFIED, [each.claim.id for each in signed])


def _update(session: Session, rows: Sequence[dict[str, Any]], same: dict[str, Any]) -> None:
    """Write rows of claims by their key, each with its own values and the same ones."""
    if rows:
        own: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
        statement = update(Claim.__table__).where(Claim.__table__.c.id == bindparam("key"))  # type: ignore[arg-type]
        session.execute(statement.values(**own, **same, version=Claim.__table__.c.version + 1), rows)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _again(session: Session, claim: Claim) -> Claim:
    """The claim as it is kept now."""
    session.refresh(claim)
    return claim


def decide_many(session: Session, references: Sequence[str], by: ActingOfficer) -> Certified:
    """Certify many received claims as the law says, the law run once; open ones and those paid already are left as they were.

    One line of the trail with the count and the SHA-256 of every reference and the fingerprint of its decision.
    """
    weighed = weigh(session, _taken(session, references, "received", by))
    obstacles = {each.claim.reference: _obstacle(each) for each in weighed}
    signed = [each for each in weighed if obstacles[each.claim.reference] is None]
    _write_certified(session, signed, by)
    digest = _digest(signed)
    benefits = ", ".join(sorted({each.claim.benefit for each in signed}))
    if signed:
        record(session, by, "claims certified", benefits, count=len(signed), digest=digest)
    granted = sum(1 for each in signed if each.decision["outcome"] == "granted")
    left = {reference: problem.words() for reference, problem in obstacles.items() if problem}
    session.expire_all()
    return Certified(granted, len(signed) - granted, left)


def _taken(session: Session, references: Sequence[str], state: str, by: ActingOfficer) -> Sequence[Claim]:
    """The claims of a bulk act, held; all of them must stand in the state that the act needs."""
    if not 0 < len(references) <= BULK_MAX:
        raise refuse("claims", "Claims: give 1 to %(most)d of them", "too-many", most=BULK_MAX)
    found = claims_by_reference(session, by, references, state)
    demand_stranger(by, *(claim.person_id for claim in found))
    if len(found) < len(set(references)):
        raise conflict("Some of these claims are not there any more, or not in the state that this act needs", "state")
    return found


def _digest(signed: Sequence[Weighed]) -> str:
    lines = (f"{each.claim.reference} {fingerprint(each.decision)}" for each in signed)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def approve(session: Session, reference: str, by: ActingOfficer, seen: str | None = None) -> tuple[Claim, str]:
    """Sign, as the second officer, what the first certified: the award or the refusal is made and its letter issued.

    Refused to whoever received or certified the claim, and when the facts have changed since. The claim and the letter's number.
    """
    claim = claim_by_reference(session, by, reference, lock=True)
    demand_stranger(by, claim.person_id)
    demand_state(claim.state, ("certified",))
    demand_second(by.id, claim.certified_by, claim.received_by)
    demand_same(seen, claim.decision or {})
    weighed = weigh(session, [claim])[0]
    problem = _changed(weighed)
    if problem:
        raise conflict(problem.message, problem.code, **problem.values)
    awards, numbers = _write_approved(session, [weighed], by)
    after = {"state": weighed.decision["outcome"], "award": next(iter(awards), None), "letter": numbers[0]}
    record(session, by, "claim approved", claim.reference, {"state": "certified"}, after)
    return _again(session, claim), numbers[0]


def _changed(weighed: Weighed) -> Problem | None:
    """Why what was certified can no longer be approved as it stands."""
    if fingerprint(weighed.decision) != fingerprint(weighed.claim.decision or {}):
        words = "The facts or the law have changed since this claim was certified. Send it back, so that it is certified again"
        return Problem(None, words, "changed")
    return _obstacle(weighed)


def _write_approved(session: Session, signed: Sequence[Weighed], by: ActingOfficer) -> tuple[list[str], list[str]]:
    """Decide the claims, make the awards, issue the letters (numbers last); references of awards and numbers, in order."""
    law, desk = book(session), read_desk(session)
    people = persons_by_id(session, [each.claim.person_id for each in signed])
    payees = accounts(session, list(people))
    rows = [{"key": each.claim.id, "outcome": each.decision["outcome"]} for each in signed]
    for outcome in ("granted", "refused"):
        keys = [{"key": row["key"]} for row in rows if row["outcome"] == outcome]
        _update(session, keys, {"state": outcome, "verified_by": by.id, "decided_on": desk.today})
    granted = [each for each in signed if each.decision["outcome"] == "granted"]
    awards = grant_many(session, [_grant(each) for each in granted], by)
    named = {each.claim.id: award for each, award in zip(granted, awards, strict=True)}
    letters = []
    for each in signed:
        claim, person = each.claim, people[each.claim.person_id]
        written = decision_letter(law, desk, each, person, payees.get(person.id), named.get(claim.id))
        letters.append(ToIssue(written, claim.reference, person.reference, claim.office_id))
    return awards, issue_many(session, by, letters)


def _grant(weighed: Weighed) -> Grant:
    claim, decision = weighed.claim, weighed.decision
    return Grant(
        claim.id, claim.benefit, claim.scheme, claim.person_id, claim.household_id, claim.office_id, weighed.terms,
        decision["currency"], decision["digest"], weighed.covered,
    )  # fmt: skip


def approve_many(session: Session, references: Sequence[str], by: ActingOfficer) -> Approved:
    """Approve many certified claims, letters in one range of numbers; those whose facts have changed are left as they were.

    Refused altogether when the officer received or certified any of them. One line of the trail with count and SHA-256.
    """
    claims = _taken(session, references, "certified", by)
    for claim in claims:
        demand_second(by.id, claim.certified_by, claim.received_by)
    weighed = weigh(session, claims)
    obstacles = {each.claim.reference: _changed(each) for each in weighed}
    signed = [each for each in weighed if obstacles[each.claim.reference] is None]
    awards, numbers = _write_approved(session, signed, by) if signed else ([], [])
    digest = _digest(signed)
    benefits = ", ".join(sorted({each.claim.benefit for each in signed}))
    if signed:
        letters = {"letters": f"{numbers[0]} to {numbers[-1]}"}
        record(session, by, "claims approved", benefits, after=letters, count=len(signed), digest=digest)
    left = {reference: problem.words() for reference, problem in obstacles.items() if problem}
    session.expire_all()
    return Approved(len(awards), len(signed) - len(awards), numbers, left, digest)


def send_back(session: Session, reference: str, reason: str, by: ActingOfficer) -> Claim:
    """Give a certified claim back to the first officer, saying what must be looked at again."""
    claim = claim_by_reference(session, by, reference, lock=True)
    demand_stranger(by, claim.person_id)
    demand_state(claim.state, ("certified",))
    demand_second(by.id, claim.certified_by, claim.received_by)
    reason = check_reason(reason)
    claim.state, claim.reason, claim.certified_by, claim.certified_on, claim.decision = "received", reason, None, None, None
    claim.law_on = claim.digest = None
    claim.version += 1
    keep(session, CERTIFIED, [claim.id])
    record(session, by, "claim sent back", claim.reference, {"state": "certified"}, {"state": "received"}, reason)
    return claim
