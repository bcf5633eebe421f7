"""A birth known by its year or month alone decides a claim only where every day that it can be comes to the same."""

import re
from datetime import date

import pytest

from mis.errors import Refusal
from mis.statutes.queries import book
from registries.claims.actions import GivenFact, NewClaim, give_fact, receive, receive_many
from registries.decisions.actions import approve, approve_many, certify, decide_many
from registries.decisions.queries import told, view, weigh
from tests import make

PENSION = "tl-social-pension"
MAY = date(2024, 5, 2)


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


@pytest.fixture
def officers(session, office):
    return [make.by(session, at=office) for _ in range(3)]


def born(session, office, day, precision):
    """Somebody of whom all is known but the day of birth."""
    person = make.person(session, born=day, at=office, birth_precision=precision)
    for name in ("contributory_pension", "work_income", "permanent_incapacity"):
        make.person_fact(session, person, name, False, date(2022, 1, 1))
    return person


def received(session, person, by):
    return receive(session, NewClaim(PENSION, person.reference, MAY), by).claim


@pytest.mark.parametrize(
    ("day", "precision", "outcome", "known"),
    [
        (date(1940, 1, 1), "year", "granted", "1940"),
        (date(1940, 5, 1), "month", "granted", "1940-05"),
        (date(1990, 1, 1), "year", "refused", "1990"),
        (date(1964, 5, 1), "month", "undecided", None),
        (date(1964, 1, 1), "year", "undecided", None),
        (date(1954, 1, 1), "year", "undecided", None),
        (date(1954, 5, 1), "month", "granted", "1954-05"),
        (date(1940, 5, 1), "day", "granted", "1940-05-01"),
    ],
)
def test_it_decides_only_where_every_day_comes_to_the_same(session, office, officers, day, precision, outcome, known):
    decision = weigh(session, [received(session, born(session, office, day, precision), officers[0])])[0].decision
    assert (decision["outcome"], decision["facts"].get("birth_date")) == (outcome, known)
    assert decision["missing"] == (["birth_date"] if outcome == "undecided" else [])


@pytest.mark.parametrize("language", ["en", "pt", "tet"])
def test_the_explanation_never_shows_a_day_nobody_knows(session, office, officers, language):
    claim = received(session, born(session, office, date(1940, 1, 1), "year"), officers[0])
    words = told(book(session), weigh(session, [claim])[0], language)
    assert "83–84" in str(words.conditions)
    shown = [*words.conditions, *words.facts, *(step for period in words.periods for step in period.steps)]
    assert not re.search(r"\d{4}-\d\d", str(shown))
    assert {"en": "1940, day and month not known", "pt": "1940, dia e mês", "tet": "1940, loron ho fulan"}[language] in str(words)
    rows = view(session, claim, "en").conditions
    assert [part for row in rows for _, _, part in row.sources if part] == ["1940, day and month not known"]


def test_an_open_claim_asks_for_the_day_and_is_settled_by_one_within_what_is_known(session, office, officers):
    receiver, first, second = officers
    claim = received(session, born(session, office, date(1964, 1, 1), "year"), receiver)
    with pytest.raises(Refusal, match="Not known: date of birth"):
        certify(session, claim.reference, first)
    assert "birth_date" in {fact.name for row in view(session, claim, "en").conditions for fact in row.ask}
    with pytest.raises(Refusal, match="has the birth as 1964"):
        give_fact(session, claim.reference, GivenFact("birth_date", date(1960, 3, 1), MAY, reason="so he says"), receiver)
    give_fact(session, claim.reference, GivenFact("birth_date", date(1964, 3, 1), MAY, reason="baptism register"), receiver)
    certify(session, claim.reference, first)
    claim, _ = approve(session, claim.reference, second)
    assert (claim.state, claim.facts["birth_date"]["value"]) == ("granted", "1964-03-01")


def test_bulk_gives_what_one_by_one_gives(session, office, officers):
    receiver, first, second = officers
    births = [
        (date(1940, 1, 1), "year"), (date(1964, 1, 1), "year"), (date(1951, 2, 3), "day"), (date(1990, 6, 1), "month")
    ]  # fmt: skip
    one = [received(session, born(session, office, *each), receiver) for each in births]
    many = [NewClaim(PENSION, born(session, office, *each).reference, MAY) for each in births]
    bulk = receive_many(session, many, receiver)
    for at in (0, 2, 3):
        certify(session, one[at].reference, first)
        approve(session, one[at].reference, second)
    assert list(decide_many(session, bulk, first).left) == [bulk[1]]
    done = approve_many(session, [bulk[at] for at in (0, 2, 3)], second)
    assert (done.granted, done.refused, done.left) == (2, 1, {})
    from registries.claims.queries import claim_by_reference

    for at in (0, 2, 3):
        single, other = (claim_by_reference(session, receiver, reference) for reference in (one[at].reference, bulk[at]))
        assert single.facts == other.facts
        assert {**single.decision, "id": None} == {**other.decision, "id": None}
