"""A claim is decided as the law says, on the facts that the registers hold, under two signatures."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from mis.errors import Conflict, Forbidden, Refusal
from mis.letters.models import IssuedLetter
from registries.awards.models import Award, AwardMark, AwardTerm
from registries.claims.actions import GivenFact, NewClaim, give_fact, receive
from registries.decisions.actions import approve, certify, send_back
from registries.decisions.queries import weigh
from tests import make

PENSION, TRANSFER = "tl-social-pension", "tl-household-transfer-2020"
MAY = date(2024, 5, 2)


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


@pytest.fixture
def receiver(session, office):
    return make.by(session, at=office)


@pytest.fixture
def first(session, office):
    return make.by(session, at=office)


@pytest.fixture
def second(session, office):
    return make.by(session, at=office)


def pensioner(session, office, born=date(1954, 3, 17), **facts):
    """Somebody of whom the registers know what the social pension asks."""
    person = make.person(session, born=born, at=office)
    for name, value in ({"contributory_pension": False, "work_income": False} | facts).items():
        if value is not None:
            make.person_fact(session, person, name, value, date(2022, 1, 1))
    return person


def received(session, person, by, benefit=PENSION, on=MAY, household=None):
    return receive(session, NewClaim(benefit, person.reference, on, household), by).claim


def test_a_person_of_70_is_granted_80_from_the_month_of_the_claim_and_100_at_80(session, office, receiver, first, second):
    claim = received(session, pensioner(session, office), receiver)
    certify(session, claim.reference, first)
    claim, number = approve(session, claim.reference, second)
    assert (claim.state, claim.law_on, claim.decided_on) == ("granted", MAY, date(2024, 5, 31))
    award = session.scalars(select(Award).where(Award.claim_id == claim.id)).one()
    terms = session.scalars(select(AwardTerm).where(AwardTerm.award_id == award.id).order_by(AwardTerm.from_month)).all()
    assert [(term.from_month, term.to_month, term.amount) for term in terms] == [
        (date(2024, 5, 1), date(2034, 2, 1), Decimal("80.00")),
        (date(2034, 3, 1), None, Decimal("100.00")),
    ]
    assert award.started == session.scalars(select(AwardMark.from_month).where(AwardMark.award_id == award.id)).one()
    letter = session.scalars(select(IssuedLetter).where(IssuedLetter.number == number)).one()
    assert (letter.kind, letter.about) == ("award", claim.reference)


def test_the_decision_keeps_the_facts_it_saw_and_the_law_it_used(session, office, receiver, first, second):
    person = pensioner(session, office)
    claim = received(session, person, receiver)
    certify(session, claim.reference, first)
    claim, _ = approve(session, claim.reference, second)
    make.person_fact(session, person, "work_income", True, date(2024, 5, 20))
    session.refresh(claim)
    assert claim.facts["work_income"]["value"] is False
    assert claim.facts["birth_date"]["value"] == "1954-03-17"
    assert claim.digest == claim.decision["digest"]
    assert len(claim.digest) == 64
    assert claim.decision["confidence"] == "single-source"


@pytest.mark.parametrize(
    ("facts", "born", "unmet"),
    [
        ({}, date(1970, 1, 1), {"age_or_incapacity"}),
        ({"contributory_pension": True}, date(1954, 3, 17), {"no_contributory_pension"}),
        ({"work_income": True}, date(1954, 3, 17), {"no_work_income"}),
        ({"work_income": True, "contributory_pension": True}, date(1954, 3, 17), {"no_work_income", "no_contributory_pension"}),
    ],
)
def test_a_refusal_letter_names_each_condition_that_is_not_met(session, office, receiver, first, second, facts, born, unmet):
    claim = received(session, pensioner(session, office, born, permanent_incapacity=False, **facts), receiver)
    certify(session, claim.reference, first)
    claim, number = approve(session, claim.reference, second)
    assert claim.state == "refused"
    assert {each["name"] for each in claim.decision["conditions"] if each["met"] is False} == unmet
    content = session.scalars(select(IssuedLetter.content).where(IssuedLetter.number == number)).one()
    (reasons,) = [block for block in content["blocks"] if block["block"] == "Items"]
    assert len(reasons["texts"]) == len(unmet)
    assert any(block["block"] == "Panel" for block in content["blocks"]), "the right to appeal"
    assert session.scalar(select(Award.id).where(Award.claim_id == claim.id)) is None


def test_an_incapable_adult_of_forty_is_granted_60(session, office, receiver, first, second):
    claim = received(session, pensioner(session, office, date(1984, 1, 1), permanent_incapacity=True), receiver)
    certify(session, claim.reference, first)
    claim, _ = approve(session, claim.reference, second)
    assert (claim.state, claim.decision["amount"]) == ("granted", "60.00")


def test_an_open_claim_asks_for_exactly_what_is_missing_and_cannot_be_signed(session, office, receiver, first):
    claim = received(session, pensioner(session, office, work_income=None), receiver)
    weighed = weigh(session, [claim])[0]
    assert (weighed.decision["outcome"], weighed.decision["missing"]) == ("undecided", ["work_income"])
    with pytest.raises(Refusal, match="has income from work"):
        certify(session, claim.reference, first)
    assert claim.state == "received"


def test_a_fact_given_by_hand_needs_a_document_or_a_reason_and_settles_the_claim(session, office, receiver, first):
    claim = received(session, pensioner(session, office, work_income=None), receiver)
    with pytest.raises(Refusal, match="document, or say why"):
        give_fact(session, claim.reference, GivenFact("work_income", False, MAY), receiver)
    with pytest.raises(Refusal, match="does not ask"):
        give_fact(session, claim.reference, GivenFact("shoe_size", "41", MAY, reason="measured"), receiver)
    with pytest.raises(Refusal, match="true or false"):
        give_fact(session, claim.reference, GivenFact("work_income", "perhaps", MAY, reason="declared"), receiver)
    give_fact(session, claim.reference, GivenFact("work_income", True, MAY, reason="declared at first"), receiver)
    give_fact(session, claim.reference, GivenFact("work_income", False, MAY, reason="declared at the counter"), receiver)
    claim = certify(session, claim.reference, first)
    assert claim.decision["outcome"] == "granted"
    seen = claim.facts["work_income"]
    assert (seen["value"], seen["by_hand"], seen["source"]) == (False, True, "declared at the counter")


def test_a_register_is_never_overruled_by_hand(session, office, receiver):
    claim = received(session, pensioner(session, office, work_income=True), receiver)
    give_fact(session, claim.reference, GivenFact("work_income", False, MAY, reason="so he says"), receiver)
    assert weigh(session, [claim])[0].decision["outcome"] == "refused"


def test_whoever_received_or_certified_never_approves(session, office, receiver, first, second):
    claim = received(session, pensioner(session, office), receiver)
    certify(session, claim.reference, first)
    for own in (receiver, first):
        with pytest.raises(Forbidden):
            approve(session, claim.reference, own)
    assert approve(session, claim.reference, second)[0].state == "granted"


def test_what_changed_since_it_was_read_is_not_signed(session, office, receiver, first, second):
    person = pensioner(session, office)
    claim = received(session, person, receiver)
    with pytest.raises(Conflict, match="changed since you read"):
        certify(session, claim.reference, first, seen="0" * 64)
    certify(session, claim.reference, first)
    make.person_fact(session, person, "work_income", True, date(2024, 4, 1))
    with pytest.raises(Conflict, match="changed since this claim was certified"):
        approve(session, claim.reference, second)
    claim = send_back(session, claim.reference, "He works since April", second)
    assert (claim.state, claim.decision, claim.reason) == ("received", None, "He works since April")
    assert certify(session, claim.reference, first).decision["outcome"] == "refused"


def test_the_same_benefit_is_not_granted_twice_for_one_month(session, office, receiver, first, second):
    person = pensioner(session, office)
    claim = received(session, person, receiver)
    with pytest.raises(Refusal, match="open already"):
        received(session, person, receiver)
    certify(session, claim.reference, first)
    approve(session, claim.reference, second)
    again = received(session, person, receiver)
    with pytest.raises(Refusal, match="already"):
        certify(session, again.reference, first)


def household(session, office, *incomes, citizen=True, registered_on=date(2019, 6, 1)):
    """A household whose members have these incomes; the first is its head."""
    people = [make.person(session, at=office) for _ in incomes]
    home = make.household(session, people[0], registered_on=registered_on)
    for person, income in zip(people, incomes, strict=True):
        make.person_fact(session, person, "citizen", citizen, date(2019, 1, 1))
        if income is not None:
            make.person_fact(session, person, "income_monthly", income, date(2019, 1, 1))
        if person is not people[0]:
            make.household_member(session, home, person, "relative")
    return home, people[0]


@pytest.mark.parametrize(
    ("given", "outcome", "unmet"),
    [
        ({}, "granted", []),
        ({"registered_on": date(2020, 4, 2)}, "refused", ["registered_in_time"]),
        ({"citizen": False}, "refused", ["a_citizen"]),
    ],
)
def test_a_household_is_decided_on_its_members_of_the_register(session, office, receiver, first, second, given, outcome, unmet):
    home, head = household(session, office, "500", "0", **given)
    claim = received(session, head, receiver, TRANSFER, date(2020, 5, 4), home.reference)
    certify(session, claim.reference, first)
    claim, _ = approve(session, claim.reference, second)
    assert claim.state == outcome
    assert [each["name"] for each in claim.decision["conditions"] if each["met"] is False] == unmet
    if outcome == "granted":
        award = session.scalars(select(Award).where(Award.claim_id == claim.id)).one()
        term = session.scalars(select(AwardTerm).where(AwardTerm.award_id == award.id)).one()
        assert (award.household_id, term.from_month, term.to_month) == (home.id, date(2020, 4, 1), date(2020, 5, 1))
        assert term.amount == Decimal("100.00")


def test_a_member_with_more_than_500_refuses_the_household_and_an_unknown_income_leaves_it_open(session, office, receiver, first):
    home, head = household(session, office, "500.01", "0")
    claim = received(session, head, receiver, TRANSFER, date(2020, 5, 4), home.reference)
    assert weigh(session, [claim])[0].decision["outcome"] == "refused"
    home, head = household(session, office, "0", None)
    claim = received(session, head, receiver, TRANSFER, date(2020, 5, 4), home.reference)
    decision = weigh(session, [claim])[0].decision
    assert (decision["outcome"], decision["missing"]) == ("undecided", ["members.income_monthly"])


def test_a_household_s_benefit_is_granted_once_whoever_claims_it(session, office, receiver, first, second):
    home, head = household(session, office, "0", "0")
    claim = received(session, head, receiver, TRANSFER, date(2020, 5, 4), home.reference)
    certify(session, claim.reference, first)
    approve(session, claim.reference, second)
    other = make.person(session, at=office)
    make.household_member(session, home, other, "relative")
    again = received(session, other, receiver, TRANSFER, date(2020, 5, 6), home.reference)
    make.person_fact(session, other, "citizen", True, date(2019, 1, 1))
    make.person_fact(session, other, "income_monthly", "0", date(2019, 1, 1))
    with pytest.raises(Refusal, match="already"):
        certify(session, again.reference, first)
