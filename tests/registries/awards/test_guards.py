"""What the database refuses of claims and awards, whoever asks."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests import make

TERM = """INSERT INTO award_term (award_id, from_month, to_month, amount, currency, law_digest, claim_id, recorded_by)
    SELECT award_id, CAST(:first AS date), CAST(:last AS date), 80, currency, law_digest, claim_id, recorded_by
    FROM award_term WHERE award_id = :award"""


def refused(session: Session, statement: str, **values: object) -> str:
    """The constraint or words with which the database refuses a statement."""
    with pytest.raises(DBAPIError) as caught, session.begin_nested():
        session.execute(text(statement), values)
    return str(caught.value.orig)


def test_two_current_terms_never_cover_one_month(session):
    award = make.award(session, from_month=date(2024, 5, 1), to_month=date(2024, 8, 1))
    words = refused(session, TERM, award=award.id, first=date(2024, 8, 1), last=None)
    assert "ex_award_term_overlap" in words


def test_it_is_the_guard_that_refuses_the_overlap(own_database):
    from sqlalchemy import create_engine

    owner = create_engine(own_database.owner_url)
    with Session(owner) as session:
        award = make.award(session, from_month=date(2024, 5, 1), to_month=date(2024, 8, 1))
        session.execute(text("ALTER TABLE award_term DROP CONSTRAINT ex_award_term_overlap"))
        session.execute(text(TERM), {"award": award.id, "first": date(2024, 8, 1), "last": None})
        assert session.scalar(text("SELECT count(*) FROM award_term WHERE award_id = :award"), {"award": award.id}) == 2
    owner.dispose()


def test_the_month_after_a_term_is_free(session):
    award = make.award(session, from_month=date(2024, 5, 1), to_month=date(2024, 8, 1))
    session.execute(text(TERM), {"award": award.id, "first": date(2024, 9, 1), "last": None})


def test_a_term_is_only_replaced(session):
    award = make.award(session)
    assert "only replaced" in refused(session, "UPDATE award_term SET amount = 999 WHERE award_id = :award", award=award.id)
    session.execute(text("UPDATE award_term SET replaced_at = now() WHERE award_id = :award"), {"award": award.id})


@pytest.mark.parametrize("first_officer", ["certified_by", "received_by"])
def test_the_maker_of_a_claim_never_approves_it(session, first_officer):
    claim = make.claim(session)
    other = make.officer(session)
    session.execute(
        text(
            "UPDATE claim SET state = 'certified', certified_by = :other, decision = '{\"outcome\": \"granted\"}' WHERE id = :id"
        ),
        {"id": claim.id, "other": other.id},
    )
    words = refused(
        session,
        f"UPDATE claim SET state = 'granted', decided_on = received_on, verified_by = {first_officer} WHERE id = :id",
        id=claim.id,
    )
    assert "ck_claim_second_officer" in words


def test_nobody_decides_against_the_law(session):
    claim = make.claim(session)
    other, third = make.officer(session), make.officer(session)
    certify = "UPDATE claim SET state = 'certified', certified_by = :other, decision = CAST(:decision AS jsonb) WHERE id = :id"
    undecided = '{"outcome": "undecided"}'
    assert "certified_as_law_says" in refused(session, certify, id=claim.id, other=other.id, decision=undecided)
    session.execute(text(certify), {"id": claim.id, "other": other.id, "decision": '{"outcome": "refused"}'})
    grant = "UPDATE claim SET state = 'granted', decided_on = received_on, verified_by = :third WHERE id = :id"
    assert "decided_as_law_says" in refused(session, grant, id=claim.id, third=third.id)


def test_a_decided_claim_stays_as_it_is(session):
    claim = make.granted_claim(session)
    assert "stays as it is" in refused(session, "UPDATE claim SET note = 'later' WHERE id = :id", id=claim.id)


def test_who_suspends_does_not_lift(session):
    hold = make.award_hold(session)
    lift = "UPDATE award_hold SET lifted_by = recorded_by, lifted_at = now() WHERE id = :id"
    assert "lifted_by_another" in refused(session, lift, id=hold.id)
    assert "only lifted" in refused(session, "UPDATE award_hold SET from_month = '2025-01-01' WHERE id = :id", id=hold.id)


def test_a_mark_is_only_added(session):
    mark = make.award_mark(session)
    assert "permission denied" in refused(session, "DELETE FROM award_mark WHERE id = :id", id=mark.id)
