"""Coverage counts people, not records: once a branch, and once over all of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mis.money import Currency
from mis.reporting import Asked, run
from payments.coverage.queries import COVERAGE
from registries.contributions.models import Contribution
from tests import make
from tests.statements import counted

MAY = date(2024, 5, 1)
INSURANCE, OLD_AGE = "Social insurance, all branches", "Old age"


@pytest.fixture
def office(session):
    """An office of an open installation."""
    make.installation(session)
    return make.office(session)


def asked(office, **filters) -> Asked:
    """What is asked of 31 May 2024, or of the day chosen."""
    day = filters.get("on", date(2024, 5, 31))
    return Asked(filters, frozenset({office.id}), Currency("USD", 2), day, datetime(2024, 6, 30, tzinfo=UTC))


def covered(session, office, **filters) -> dict[str, tuple]:
    """Women, men, others and all by branch."""
    answer = run(COVERAGE, session, asked(office, **filters))
    return {row[0]: tuple(map(int, row[1:])) for row in [*answer.rows, answer.totals]}


def test_who_contributes_and_receives_is_counted_once(session, office):
    both, worker = make.person(session, at=office), make.person(session, "Rui Pinto", at=office, sex="m")
    make.award(session, both)
    for month in (MAY, date(2024, 4, 1)):
        make.contribution(session, both, month)
        make.contribution(session, worker, month)
    assert covered(session, office) == {
        OLD_AGE: (1, 0, 0, 1), INSURANCE: (1, 1, 0, 2), "At least one branch": (1, 1, 0, 2),
    }  # fmt: skip
    assert covered(session, office, way="receiving")["At least one branch"] == (1, 0, 0, 1)
    assert covered(session, office, way="contributing")["At least one branch"] == (1, 1, 0, 2)


def test_nobody_is_covered_in_an_empty_office(session, office):
    assert covered(session, office) == {"At least one branch": (0, 0, 0, 0)}


def test_contributions_cover_for_twelve_months(session, office):
    make.contribution(session, make.person(session, at=office), MAY)
    assert covered(session, office, on=date(2025, 4, 30))["At least one branch"][3] == 1
    assert covered(session, office, on=date(2025, 5, 1))["At least one branch"][3] == 0
    assert covered(session, office, on=date(2024, 4, 30))["At least one branch"][3] == 0


def test_a_month_that_was_taken_back_does_not_cover(session, office):
    first = make.contribution(session, make.person(session, at=office), MAY)
    amended = make.posted_schedule(session, make.employer(session, at=office), date(2024, 4, 1))
    back = {name: -getattr(first, name) for name in ("wage", "base", "employer_share", "worker_share", "state_share", "total")}
    same = {name: getattr(first, name) for name in ("person_id", "employer_id", "scheme", "month", "programme")}
    session.add(Contribution(**same, **back, kind="adjustment", schedule_id=amended.id))
    session.flush()
    assert covered(session, office)["At least one branch"] == (0, 0, 0, 0)


@pytest.mark.parametrize("why", ["not yet", "over", "held", "dead"])
def test_an_award_that_pays_nothing_in_the_month_does_not_cover(session, office, why):
    person = make.person(session, at=office)
    if why == "dead":
        person.died_on = date(2024, 5, 31)
    start = date(2024, 6, 1) if why == "not yet" else date(2024, 1, 1)
    award = make.award(session, person, from_month=start, to_month=date(2024, 4, 1) if why == "over" else None)
    if why == "held":
        make.award_hold(session, award, MAY, kind="hold")
    assert covered(session, office)["At least one branch"] == (0, 0, 0, 0)


def test_two_awards_of_one_branch_are_one_person(session, office):
    person = make.person(session, at=office)
    make.award(session, person)
    make.award(session, person, from_month=date(2023, 1, 1))
    assert covered(session, office)[OLD_AGE] == (1, 0, 0, 1)


def test_only_people_of_the_offices_in_scope_are_counted(session, office):
    make.award(session, make.person(session, at=make.office(session, "Suai office")))
    assert covered(session, office) == {"At least one branch": (0, 0, 0, 0)}


def test_two_questions_answer_however_many_people_there_are(session, office):
    make.award(session, make.person(session, at=office), Decimal("60.00"))
    run(COVERAGE, session, asked(office))
    with counted(session) as few:
        run(COVERAGE, session, asked(office))
    for number in range(20):
        make.contribution(session, make.person(session, f"Person {number}", at=office))
    with counted(session) as many:
        run(COVERAGE, session, asked(office))
    assert len(many) == len(few) <= 6
