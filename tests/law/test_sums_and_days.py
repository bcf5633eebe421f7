"""Sums, quotients, bands, days and ages against Python's fractions and day-by-day counting; and what is refused."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mis.dates import birthday
from mis.law.terms import LawError
from tests.law.working import rounded, worked

MONEY = st.decimals(0, Decimal("999999999.999999"), places=6)
MONTHS = st.integers(0, 1200)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MODES = st.sampled_from(["half up", "half even", "up", "down"])


@settings(max_examples=100, deadline=None)
@given(MONEY, MONTHS, MODES)
def test_a_rounded_quotient_equals_the_fraction_and_by_nought_is_unknown(wage, months, mode):
    body = {"round": {"divide": "wage", "by": "months"}, "mode": mode.replace(" ", "_")}
    found = worked(body, wage=wage, months=Decimal(months))
    assert found == (rounded(Fraction(wage) / months, 2, mode) if months else None)


@settings(max_examples=60, deadline=None)
@given(MONEY, MONTHS, st.decimals(0, 10**6, places=2))
def test_a_comparison_with_a_quotient_is_made_across_and_never_rounded(wage, months, bound):
    quotient = {"divide": "wage", "by": "months"}
    for word, holds in (("at_most", Fraction.__le__), ("above", Fraction.__gt__), ("equals", Fraction.__eq__)):
        found = worked({"of": quotient, word: bound}, wage=wage, months=Decimal(months))
        assert found == (holds(Fraction(wage) / months, Fraction(bound)) if months else None)
        turned = worked({"of": bound, word: quotient}, wage=wage, months=Decimal(months))
        assert turned == (holds(Fraction(bound), Fraction(wage) / months) if months else None)


def test_a_quarter_of_a_wage_just_above_the_bound_is_above_it():
    quotient = {"divide": "wage", "by": 4}
    assert worked({"of": quotient, "at_most": Decimal("379.50")}, wage=Decimal("1518.000001")) is False
    assert worked({"of": quotient, "at_most": Decimal("379.50")}, wage=Decimal("1518")) is True


def test_multiplied_first_and_divided_once_nothing_is_lost():
    body = {"round": {"product": [{"divide": "wage", "by": 180}, 60]}, "mode": "half_up"}
    assert worked(body, wage=Decimal("100000.01")) == rounded(Fraction(Decimal("100000.01")) * 60 / 180, 2, "half up")
    assert worked(body, wage=Decimal("100000.01")) == Decimal("33333.34")


def test_what_is_rounded_first_changes_the_sum_and_the_law_says_which():
    wage = Decimal("1000")
    daily = worked({"round": {"divide": "wage", "by": 30}, "mode": "half_up"}, wage=wage)
    assert daily * 100 == Decimal("3333.00")
    whole = worked({"round": {"product": [{"divide": "wage", "by": 30}, 100]}, "mode": "half_up"}, wage=wage)
    assert whole == Decimal("3333.33")


@settings(max_examples=60, deadline=None)
@given(MONEY, MONTHS)
def test_sum_product_excess_are_exact(wage, months):
    assert worked({"sum": ["wage", "months", Decimal("0.000001")]}, wage=wage, months=Decimal(months)) == wage + months + Decimal(
        "0.000001"
    )
    assert worked({"product": ["wage", "months", Decimal("0.5")]}, wage=wage, months=Decimal(months)) == wage * months / 2
    assert worked({"excess": "wage", "over": "months"}, wage=wage, months=Decimal(months)) == max(wage - months, Decimal(0))


@settings(max_examples=80, deadline=None)
@given(MONEY, MONTHS, MODES)
def test_a_flat_accrual_gives_all_months_the_rate_of_the_band_they_reach(wage, months, mode):
    bands = [{"from": 0, "to": 180, "value": Decimal("0.01")}, {"from": 180, "value": Decimal("0.02")}]
    body = {"round": {"accrual": "months", "of": "wage", "per": 12, "bands": bands, "flat": True}, "mode": mode.replace(" ", "_")}
    rate = Fraction(1 if months < 180 else 2, 100)
    assert worked(body, wage=wage, months=Decimal(months)) == rounded(Fraction(wage) * months * rate / 12, 2, mode)


@settings(max_examples=80, deadline=None)
@given(MONEY, st.integers(0, 1199))
def test_more_months_never_earn_less(wage, months):
    bands = [{"from": 0, "to": 180, "value": Decimal("0.0175")}, {"from": 180, "value": Decimal("0.0125")}]
    body = {"round": {"accrual": "months", "of": "wage", "per": 12, "bands": bands}, "mode": "half_up"}
    one, more = (worked(body, wage=wage, months=Decimal(count)) for count in (months, months + 1))
    assert one <= more


@settings(max_examples=80, deadline=None)
@given(DAYS, st.integers(0, 900))
def test_completed_months_are_the_most_that_can_be_added(start, days):
    end = start + timedelta(days=days)
    months = int(worked({"months_from": "born", "to": "day"}, born=start, day=end))
    assert worked({"moved": "born", "months": "months"}, born=start, months=Decimal(months)) <= end
    assert worked({"moved": "born", "months": "months"}, born=start, months=Decimal(months + 1)) > end


@settings(max_examples=60, deadline=None)
@given(DAYS, DAYS)
def test_days_between_are_counted(start, end):
    assert worked({"days_from": "born", "to": "day"}, born=start, day=end) == (end - start).days


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 1000))
def test_a_day_moved_by_days(day, days):
    assert worked({"moved": "day", "days": "months"}, day=day, months=Decimal(days)) == day + timedelta(days=days)
    assert worked({"moved": "day", "days": days}, day=day) == day + timedelta(days=days)


def test_months_are_added_from_the_first_day_only():
    assert worked({"moved": "day", "months": 2}, day=date(2024, 1, 31)) == date(2024, 3, 31)
    assert worked({"months_from": "born", "to": "day"}, born=date(2024, 1, 31), day=date(2024, 2, 29)) == 1
    assert worked({"months_from": "born", "to": "day"}, born=date(2024, 1, 31), day=date(2024, 3, 30)) == 1


VERSIONS = {
    "pension_age": (
        (None, date(2015, 7, 1), None),
        (date(2015, 7, 1), date(2019, 1, 1), {"value": 56}),
        (date(2019, 1, 1), date(2022, 1, 1), {"value": 57}),
        (date(2022, 1, 1), None, {"value": 58}),
    )
}


@settings(max_examples=80, deadline=None)
@given(st.dates(date(1955, 1, 1), date(1970, 12, 31)))
def test_an_age_that_moves_is_reached_on_the_first_day_found_by_walking(born):
    body = {"first_day_at": "born", "age": "pension_age", "leap_day": "1_March"}
    day = date(2015, 7, 1)
    while day < birthday(born, 56 if day < date(2019, 1, 1) else 57 if day < date(2022, 1, 1) else 58):
        day += timedelta(days=1)
    assert worked(body, versions=VERSIONS, born=born) == day


def test_bands_of_days_choose_by_cohort():
    bands = [{"to": date(2015, 8, 14), "value": 55}, {"from": date(2015, 8, 14), "value": 60}]
    days = (date(2015, 8, 13), date(2015, 8, 14), None)
    assert [worked({"by": "day", "bands": bands}, day=day) for day in days] == [55, 60, None]


@pytest.mark.parametrize(
    ("body", "facts", "found"),
    [
        ({"of": "class", "equals": "I"}, {"class": "I"}, True),
        ({"of": "class", "equals": "I"}, {"class": "II"}, False),
        ({"of": "day", "equals": date(2024, 1, 1)}, {"day": date(2024, 1, 1)}, True),
        ({"of": "wage", "equals": 5}, {"wage": Decimal("5.000001")}, False),
        ({"of": "class", "one_of": ["I", "II"]}, {"class": "II"}, True),
        ({"of": "class", "one_of": ["I", "II"]}, {"class": "V"}, False),
        ({"not": "yes"}, {"yes": False}, True),
        ({"not": {"of": "wage", "above": 5}}, {"wage": Decimal(6)}, False),
        ({"missing": "day"}, {}, True),
        ({"missing": "day"}, {"day": date(2024, 1, 1)}, False),
        ({"first": [{"where": "yes", "then": "day"}], "otherwise": "born"}, {"yes": True, "day": date(2024, 1, 1)},
         date(2024, 1, 1)),
    ],
)  # fmt: skip
def test_tests_and_choices(body, facts, found):
    assert worked(body, **facts) == found


@pytest.mark.parametrize(
    "body",
    [
        {"of": "class", "equals": "I"}, {"of": "class", "one_of": ["I"]}, {"not": "yes"}, {"sum": ["wage", 5]},
        {"product": ["wage", 0]}, {"excess": "wage", "over": 5}, {"excess": 5, "over": "wage"},
        {"months_from": "born", "to": "day"}, {"round": {"divide": "wage", "by": "months"}, "mode": "half_up"},
        {"days_from": "born", "to": "day"},
        {"moved": "day", "days": "months"}, {"of": {"divide": "wage", "by": "months"}, "at_most": 5},
        {"first": [{"where": "yes", "then": 1}], "otherwise": 2},
    ],
)  # fmt: skip
def test_an_unknown_part_makes_the_whole_unknown(body):
    assert worked(body) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"divide": "wage", "by": 0}, "divided by 0"),
        ({"divide": "wage", "by": {"divide": 5, "by": 3}}, "must be rounded before"),
        ({"sum": ["wage", {"divide": 5, "by": 3}]}, "must be rounded before"),
        ({"least": ["wage", {"divide": 5, "by": 3}]}, "must be rounded before"),
        ({"sum": ["wage"]}, "two or more parts"),
        ({"sum": ["wage", "day"]}, "is a date, not a number"),
        ({"product": ["wage", "wage", "wage"]}, "cannot be kept exactly"),
        ({"moved": "day", "days": Decimal("1.5")}, "must be a whole number"),
        ({"moved": "day", "days": 1, "months": 1}, "needs one of"),
        ({"by": "class", "bands": [{"value": 1}]}, "is a choice"),
        ({"by": "wage", "table": {"I": 1}}, "is a number"),
        ({"by": "wage", "bands": []}, "no bands"),
        ({"by": "class", "table": {"I": 1, "II": "day"}}, "values of one kind"),
        ({"of": "class", "one_of": []}, "a list of choices"),
        ({"of": "wage", "one_of": ["5"]}, "is a number"),
        ({"accrual": "months", "of": "wage", "per": 0, "bands": [{"value": 1}]}, "per one or more"),
        ({"first_day_at": "born", "age": "months", "leap_day": "1_March"}, "no line whose history"),
        ({"not": "wage"}, "is a number"),
    ],
)
def test_what_cannot_be_worked_is_refused(body, said):
    with pytest.raises(LawError, match=re.escape(said)):
        worked(body)
