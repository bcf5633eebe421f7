"""The proof of the terms: an award pays what was decided, unless an officer changed it for a reason."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from registries.awards.models import AwardTerm
from registries.decisions.queries import terms_agree
from tests import make

PERIODS = [{"from": "2024-05-01", "to": "2024-12-31", "amount": "60.00"}, {"from": "2025-01-01", "to": None, "amount": "80.00"}]


@pytest.fixture
def award(session):
    """An award as it was decided."""
    claim = make.granted_claim(session, decision={"outcome": "granted", "periods": PERIODS})
    return make.award(session, amount="60.00", to_month=date(2024, 12, 1), claim=claim)


def test_terms_as_they_were_decided_agree(session, award):
    make.award_term(session, award, "80.00", date(2025, 1, 1))
    assert terms_agree(session) == (2, [])


def test_an_amount_that_nobody_decided_is_found(session, award):
    make.award_term(session, award, "81.00", date(2025, 1, 1))
    examined, wrong = terms_agree(session)
    assert examined == 2
    assert [award.reference in words and "2025-01" in words for words in wrong] == [True]


def test_terms_changed_for_a_reason_are_left_alone(session, award):
    decided = session.scalars(select(AwardTerm)).one()
    session.add(
        AwardTerm(
            award_id=award.id, from_month=date(2025, 1, 1), amount=Decimal("81.00"), currency="USD",
            law_digest=decided.law_digest, claim_id=award.claim_id, recorded_by=decided.recorded_by,
            reason="order of the court of 2 December 2024",
        )
    )  # fmt: skip
    session.flush()
    assert terms_agree(session) == (2, [])
