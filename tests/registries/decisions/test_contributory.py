"""A contributory benefit is decided on the months of the accounts and the spells of employers."""

from datetime import date
from decimal import Decimal

import pytest

from mis.dates import add_months
from registries.claims.actions import GivenFact, NewClaim, give_fact, receive
from registries.contributions.models import Contribution
from registries.decisions.queries import weigh
from tests import make

DISMISSED = date(2024, 3, 1)


@pytest.fixture
def by(session):
    make.installation(session).country = "id"
    return make.by(session)


def worker(session, by, months):
    """Somebody dismissed on a day, with so many months credited before it."""
    from mis.staff.models import Office

    person = make.person(session, at=session.get_one(Office, by.office_id))
    make.employment_spell(session, person=person, ended_on=DISMISSED)
    for back in range(1, months + 1):
        filed = make.posted_schedule(session, month=add_months(DISMISSED, -back))
        row = Contribution(
            person_id=person.id, employer_id=filed.employer_id, scheme="id-bpjs", month=filed.month, programme="jkp",
            kind="original", wage=Decimal(6_000_000), base=Decimal(5_000_000), employer_share=Decimal(0), worker_share=Decimal(0),
            state_share=Decimal(23_000), total=Decimal(23_000), schedule_id=filed.id,
        )  # fmt: skip
        session.add(row)
    session.flush()
    return person


SIX = ["2250000"] * 3 + ["1250000"] * 3


@pytest.mark.parametrize(("months", "outcome", "amounts"), [(12, "granted", SIX), (11, "refused", [])])
def test_months_count_as_the_accounts_have_them(session, by, months, outcome, amounts):
    claim = receive(session, NewClaim("id-jkp", worker(session, by, months).reference, date(2024, 4, 2)), by).claim
    assert weigh(session, [claim])[0].decision["missing"] == (["end_reason"] if months == 12 else [])
    given = GivenFact("end_reason", "dismissal", DISMISSED, reason="notice of dismissal seen")
    give_fact(session, claim.reference, given, by)
    decision = weigh(session, [claim])[0].decision
    assert (decision["outcome"], [period["amount"] for period in decision["periods"]]) == (outcome, amounts)


def test_a_month_taken_back_is_no_month(session, by):
    person = worker(session, by, 12)
    claim = receive(session, NewClaim("id-jkp", person.reference, date(2024, 4, 2)), by).claim
    first = session.query(Contribution).filter_by(person_id=person.id, month=date(2024, 2, 1)).one()
    taken = make.posted_schedule(session, month=first.month)
    back = {name: -getattr(first, name) for name in ("wage", "base", "employer_share", "worker_share", "state_share", "total")}
    session.add(
        Contribution(
            person_id=person.id, employer_id=taken.employer_id, scheme="id-bpjs", month=first.month, programme="jkp",
            kind="adjustment", schedule_id=taken.id, **back,
        )
    )  # fmt: skip
    session.flush()
    assert len(weigh(session, [claim])[0].facts["months"].value) == 11
