"""Claims by outcome: each claim once, with the days that people waited."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mis.money import Currency
from mis.reporting import Asked, run
from registries.outcomes.queries import CLAIMS_BY_OUTCOME
from tests import make
from tests.statements import counted

TODAY = date(2024, 6, 30)


@pytest.fixture
def office(session):
    """An office of an open installation."""
    make.installation(session, TODAY)
    return make.office(session)


def asked(office, **filters) -> Asked:
    """What is asked on 30 June 2024."""
    return Asked(filters, frozenset({office.id}), Currency("USD", 2), TODAY, datetime(2024, 6, 30, tzinfo=UTC))


def granted(session, office, received: date, decided: date, completed: date | None = None) -> None:
    """A claim granted on a day."""
    second = make.officer(session).id
    person = make.person(session, at=office)
    make.claim(
        session, person, received_on=received, completed_on=completed, state="granted", certified_by=person.registered_by,
        certified_on=decided, verified_by=second, decided_on=decided, decision={"outcome": "granted"}, digest="d" * 64,
        law_on=received, decide_by=date(2024, 5, 31),
    )  # fmt: skip


@pytest.fixture
def claims(session, office):
    """Three granted (4, 10 and 40 days), one waiting since 20 days, one withdrawn."""
    granted(session, office, date(2024, 5, 1), date(2024, 5, 5))
    granted(session, office, date(2024, 4, 1), date(2024, 5, 12), completed=date(2024, 5, 2))
    granted(session, office, date(2024, 5, 2), date(2024, 6, 11))
    make.claim(session, make.person(session, at=office), received_on=date(2024, 6, 10))
    make.claim(session, make.person(session, at=office), received_on=date(2024, 5, 2), state="withdrawn", reason="at her wish")


def test_claims_are_counted_by_outcome_with_the_days_taken(session, office, claims):
    answer = run(CLAIMS_BY_OUTCOME, session, asked(office))
    assert answer.rows == (
        ("Social pension", "Granted", 3, Decimal("18.0"), 10, 40, 2, 1),
        ("Social pension", "Withdrawn", 1, None, None, None, 0, 0),
        ("Social pension", "Waiting for a decision", 1, Decimal("20.0"), 20, 20, 1, 0),
    )
    assert (answer.totals[2], answer.totals[6], answer.totals[7]) == (5, 3, 1)


def test_filters_choose_by_benefit_and_day_of_receipt(session, office, claims):
    def claims_of(**filters) -> int:
        answer = run(CLAIMS_BY_OUTCOME, session, asked(office, **filters))
        return sum(row[2] for row in answer.rows)

    assert claims_of(benefit="tl-household-transfer-2020") == 0
    assert claims_of(**{"from": date(2024, 5, 2)}) == 3
    assert claims_of(**{"from": date(2024, 4, 1), "to": date(2024, 5, 1)}) == 2


def test_other_offices_claims_are_not_counted(session, office, claims):
    assert run(CLAIMS_BY_OUTCOME, session, asked(make.office(session, "Suai office"))).rows == ()


def test_one_question_answers_however_many_claims_there_are(session, office, claims):
    run(CLAIMS_BY_OUTCOME, session, asked(office))
    with counted(session) as few:
        run(CLAIMS_BY_OUTCOME, session, asked(office))
    for _ in range(10):
        make.claim(session, make.person(session, at=office))
    with counted(session) as many:
        run(CLAIMS_BY_OUTCOME, session, asked(office))
    assert len(many) == len(few) <= 6
