"""The international standards as the law book holds them: their figures, their words, and what is still to be checked."""

from fractions import Fraction

import pytest

from mis.law.book import BRANCHES
from mis.law.instruments import ORDER, UNCHECKED, finding_words, instrument_names, norms, norms_of
from mis.law.points import POINTS

LANGUAGES = {"en", "pt", "fr", "es"}
RATES = {
    ("C102", "old-age"): "0.40", ("C102", "disability"): "0.40", ("C102", "survivors"): "0.40", ("C102", "maternity"): "0.45",
    ("C102", "unemployment"): "0.45", ("C102", "sickness"): "0.45", ("C102", "employment-injury"): "0.50",
    ("C121", "employment-injury"): "0.60", ("C128", "disability"): "0.50", ("C128", "old-age"): "0.45",
    ("C128", "survivors"): "0.45", ("C130", "sickness"): "0.60", ("C168", "unemployment"): "0.50", ("C183", "maternity"): "2/3",
}  # fmt: skip
WEEKS = {
    ("C102", "health"): 26, ("C102", "sickness"): 26, ("C102", "unemployment"): 13, ("C102", "maternity"): 12,
    ("C130", "sickness"): 52, ("C168", "unemployment"): 26, ("C183", "maternity"): 14,
}  # fmt: skip
READ = {
    ("C102", "reduced"), ("C128", "rate"), ("C128", "qualifying"), ("C128", "reduced"), ("C130", "waiting"), ("C130", "duration"),
}  # fmt: skip


def asked(instrument, branch, point, beneficiary="beneficiary"):
    found = [
        norm for norm in norms_of(branch) if (norm.instrument, norm.point, norm.beneficiary) == (instrument, point, beneficiary)
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("whose", "rate"), RATES.items())
def test_the_rate_for_the_standard_beneficiary(whose, rate):
    assert asked(*whose, "rate").least == {"": Fraction(rate)}


@pytest.mark.parametrize(("whose", "weeks"), WEEKS.items())
def test_the_least_duration(whose, weeks):
    assert asked(*whose, "duration").least == {"": weeks}


def test_qualifying_periods_in_months():
    assert asked("C102", "old-age", "qualifying").most == {"contribution": 360, "employment": 360, "residence": 240}
    assert asked("C102", "old-age", "reduced").most["contribution"] == 180
    for branch in ("disability", "survivors"):
        assert asked("C102", branch, "qualifying").most == {"contribution": 180, "employment": 180, "residence": 120}
        assert asked("C102", branch, "reduced").most["contribution"] == 60
    assert asked("C102", "family", "qualifying").most == {"contribution": 3, "employment": 3, "residence": 12}
    assert asked("C102", "employment-injury", "qualifying").most == {"any": 0}


def test_waiting_days_ages_shares_and_survivors_of_an_injury():
    days = {"sickness": 3, "employment-injury": 3, "unemployment": 7}
    assert {branch: asked("C102", branch, "waiting").most[""] for branch in days} == days
    assert asked("C102", "old-age", "contingency").most == {"": 65}
    assert asked("C102", "all", "workers_share").most == {"": Fraction(1, 2)}
    assert asked("C102", "family", "rate").least == {"employees": Fraction(3, 100), "economically-active": Fraction(3, 100),
                                                     "residents": Fraction(15, 1000)}  # fmt: skip
    assert asked("C102", "survivors", "rate", "work-injury").least[""] == Fraction("0.4")
    assert asked("C121", "survivors", "rate", "work-injury").least[""] == Fraction("0.5")


def test_what_has_not_been_read_says_where_to_check_it():
    for norm in norms():
        if norm.confidence == "confirmed":
            assert (norm.instrument, norm.point) in READ
        else:
            assert (norm.confidence, norm.source) == ("single-source", UNCHECKED)


def test_every_branch_has_standards_and_every_point_a_way_to_be_held():
    assert {branch for norm in norms() for branch in norm.branches} == set(BRANCHES)
    assert {norm.point for norm in norms()} == set(ORDER) == set(POINTS) | {"workers_share", "guarantee"}


def test_everything_is_worded_in_four_languages():
    words = finding_words()
    assert all(set(norm.says) == LANGUAGES for norm in norms())
    assert all(set(texts) == LANGUAGES for texts in instrument_names().values())
    assert all(set(texts) == LANGUAGES for group in words.values() for texts in group.values())
    assert set(words["points"]) == set(ORDER)
    guarantees = {f"{norm.guarantee}-guarantee" for norm in norms() if norm.guarantee}
    assert set(words["branches"]) == set(BRANCHES) | guarantees
