"""Makers of claims and awards."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mis.dates import add_months, month_start
from mis.identifiers import new_reference
from registries.awards.models import Award, AwardCoverage, AwardHold, AwardMark, AwardTerm
from registries.claims.models import Claim, ClaimFact

if TYPE_CHECKING:
    from registries.persons.models import Person

PENSION = "tl-social-pension"
DIGEST = "d" * 64


def claim(
    session: Session,
    person: "Person | None" = None,
    benefit: str = PENSION,
    received_on: date = date(2024, 5, 2),
    **given: Any,
) -> Claim:
    """A claim received at the person's office."""
    from tests import make

    who = person or make.person(session)
    values: dict[str, Any] = {
        "scheme": benefit, "office_id": who.office_id, "decide_by": add_months(month_start(received_on), 3),
        "received_by": who.registered_by,
    } | given  # fmt: skip
    row = Claim(reference=new_reference("CL"), benefit=benefit, person_id=who.id, received_on=received_on, **values)
    session.add(row)
    session.flush()
    return row


def granted_claim(session: Session, person: "Person | None" = None, benefit: str = PENSION, **given: Any) -> Claim:
    """A claim certified by one officer and granted by another."""
    from tests import make

    who = person or make.person(session)
    signed: dict[str, Any] = {
        "state": "granted", "decision": {"outcome": "granted", "benefit": benefit}, "certified_by": who.registered_by,
        "verified_by": make.officer(session).id, "digest": DIGEST,
    }  # fmt: skip
    on = given.setdefault("received_on", date(2024, 5, 2))
    return claim(session, who, benefit, certified_on=on, decided_on=on, law_on=on, **(signed | given))


def claim_fact(session: Session, of: Claim | None = None, name: str = "work_income", value: Any = False) -> ClaimFact:
    """A fact given by hand."""
    of = of or claim(session)
    row = ClaimFact(
        claim_id=of.id, name=name, value=value, since=of.received_on, reason="declared at the counter", recorded_by=of.received_by
    )
    session.add(row)
    session.flush()
    return row


def award(
    session: Session,
    person: "Person | None" = None,
    amount: Decimal | str = "60.00",
    from_month: date = date(2024, 5, 1),
    to_month: date | None = None,
    benefit: str = PENSION,
    scheme: str | None = None,
    currency: str = "USD",
    claim: Claim | None = None,
) -> Award:
    """An award in payment, with one term."""
    asked = claim or granted_claim(session, person, benefit, received_on=from_month, scheme=scheme or benefit)
    row = Award(
        reference=new_reference("AW"), claim_id=asked.id, benefit=asked.benefit, scheme=asked.scheme, person_id=asked.person_id,
        household_id=asked.household_id, office_id=asked.office_id, started=from_month,
    )  # fmt: skip
    session.add(row)
    session.flush()
    award_term(session, row, amount, from_month, to_month, currency)
    return row


def award_term(
    session: Session,
    of: Award | None = None,
    amount: Decimal | str = "60.00",
    from_month: date = date(2024, 5, 1),
    to_month: date | None = None,
    currency: str = "USD",
) -> AwardTerm:
    """What is due from a month to a month."""
    if of is None:
        of = award(session, from_month=date(2020, 1, 1), to_month=date(2020, 1, 1))
    row = AwardTerm(
        award_id=of.id, from_month=from_month, to_month=to_month, amount=Decimal(amount), currency=currency, law_digest=DIGEST,
        claim_id=of.claim_id, recorded_by=_recorder(session, of),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def award_coverage(
    session: Session, of: Award | None = None, from_day: date = date(2024, 4, 20), until: date | None = date(2024, 10, 18)
) -> AwardCoverage:
    """What an award without terms covers."""
    if of is None:
        asked = granted_claim(session, benefit="zz-health", received_on=from_day)
        of = Award(
            reference=new_reference("AW"), claim_id=asked.id, benefit=asked.benefit, scheme="zz-general",
            person_id=asked.person_id,
            office_id=asked.office_id, started=month_start(from_day),
        )  # fmt: skip
        session.add(of)
        session.flush()
    row = AwardCoverage(
        award_id=of.id, from_day=from_day, until=until, services=["medical-care"], cost_share=Decimal(0), law_digest=DIGEST,
        claim_id=of.claim_id, recorded_by=_recorder(session, of),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def award_hold(
    session: Session, of: Award | None = None, from_month: date = date(2024, 7, 1), kind: str = "suspension"
) -> AwardHold:
    """A suspension in force from a month."""
    of = of or award(session)
    row = AwardHold(
        award_id=of.id, kind=kind, from_month=from_month, noticed_on=date(2024, 5, 20), reason="no life certificate",
        recorded_by=_recorder(session, of),
    )  # fmt: skip
    session.add(row)
    if kind == "suspension":
        of.state = "suspended"
    session.flush()
    return row


def award_mark(session: Session, of: Award | None = None, from_month: date = date(2024, 5, 1)) -> AwardMark:
    """A month that was reopened."""
    row = AwardMark(award_id=(of or award(session)).id, from_month=from_month, reason="terms")
    session.add(row)
    session.flush()
    return row


def _recorder(session: Session, of: Award) -> int:
    return session.get_one(Claim, of.claim_id).received_by
