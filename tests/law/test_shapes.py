"""The shapes against Python's fractions and day-by-day counting: exact, and unknown when a part is."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mis.dates import age_on, birthday
from tests.law.working import rounded, worked

MONEY = st.decimals(0, Decimal("999999999.999999"), places=6)
MONTHS = st.integers(0, 1200)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@settings(max_examples=150, deadline=None)
@given(MONEY, st.integers(0, 999999), st.sampled_from(["half up", "half even", "up", "down"]), st.integers(0, 3))
def test_a_rounded_share_equals_the_fraction(wage, millionths, mode, decimals):
    rate = Decimal(millionths) / 10**6
    body = {"round": {"share": rate, "of": "wage"}, "mode": mode.replace(" ", "_"), "decimals": decimals}
    assert worked(body, wage=wage) == rounded(Fraction(wage) * Fraction(rate), decimals, mode)


@settings(max_examples=150, deadline=None)
@given(MONEY, MONTHS, st.sampled_from(["half up", "half even", "up", "down"]))
def test_an_accrual_equals_the_fraction(wage, months, mode):
    bands = [{"from": 0, "to": 180, "value": Decimal("0.0175")}, {"from": 180, "value": Decimal("0.0125")}]
    body = {"round": {"accrual": "months", "of": "wage", "per": 12, "bands": bands}, "mode": mode.replace(" ", "_")}
    exact = Fraction(wage) * (min(months, 180) * Fraction(175, 10000) + max(months - 180, 0) * Fraction(125, 10000)) / 12
    assert worked(body, wage=wage, months=Decimal(months)) == rounded(exact, 2, mode)


def test_a_quotient_just_below_a_half_is_not_rounded_twice():
    body = {
        "round": {"accrual": "months", "of": "wage", "per": 7, "bands": [{"from": 0, "value": 1}]},
        "mode": "half_up",
        "decimals": 0,
    }
    assert worked(body, wage=Decimal("3.499999"), months=Decimal(1)) == 0
    assert worked(body, wage=Decimal("3.5"), months=Decimal(1)) == 1


@settings(max_examples=100, deadline=None)
@given(DAYS, DAYS)
def test_completed_years_equal_the_birthdays_counted(born, day):
    assert worked({"years_from": "born", "to": "day", "leap_day": "1_March"}, born=born, day=day) == age_on(born, day)


@pytest.mark.parametrize(
    ("choice", "day", "years"),
    [
        ("1_March", date(2023, 2, 28), 62), ("1_March", date(2023, 3, 1), 63), ("1_March", date(2024, 2, 28), 63),
        ("1_March", date(2024, 2, 29), 64), ("28_February", date(2023, 2, 27), 62), ("28_February", date(2023, 2, 28), 63),
        ("28_February", date(2024, 2, 28), 63), ("28_February", date(2024, 2, 29), 64),
    ],
)  # fmt: skip
def test_those_born_on_29_february_grow_older_when_the_law_says(choice, day, years):
    assert worked({"years_from": "born", "to": "day", "leap_day": choice}, born=date(1960, 2, 29), day=day) == years


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(0, 100))
def test_a_day_moved_by_years_is_the_birthday(born, years):
    assert worked({"moved": "born", "years": years, "leap_day": "1_March"}, born=born) == birthday(born, years)


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(0, 60))
def test_a_day_moved_by_months_keeps_its_number_or_takes_the_months_last(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    assert worked({"moved": "day", "months": months}, day=day) == date(year, month + 1, min(day.day, last))
    back = worked({"moved": {"start": "month", "of": "day"}, "months_before": months}, day=day)
    assert (day.year - back.year) * 12 + day.month - back.month == months


@pytest.mark.parametrize("span", ["month", "quarter", "year"])
def test_starts_and_ends_found_by_walking_day_by_day(span):
    def of(day):
        return (day.year, {"month": day.month, "quarter": (day.month - 1) // 3, "year": 0}[span])

    for day in (date(2024, 1, 1) + timedelta(days=count) for count in range(0, 800, 7)):
        first = last = day
        while of(first - timedelta(days=1)) == of(day):
            first -= timedelta(days=1)
        while of(last + timedelta(days=1)) == of(day):
            last += timedelta(days=1)
        assert worked({"start": span, "of": "day"}, day=day) == first
        assert worked({"end": span, "of": "day"}, day=day) == last


@pytest.mark.parametrize(
    "body",
    [
        {"least": ["wage", 5000]},
        {"greatest": ["wage", 5000]},
        {"share": Decimal("0.5"), "of": "wage"},
        {"round": "wage", "mode": "half_up"},
        {"by": "wage", "bands": [{"from": 0, "value": 1}]},
        {"by": "class", "table": {"I": 1, "II": 2}},
        {"first": [{"where": {"of": "yes", "holds": True}, "then": 1}], "otherwise": 2},
        {"round": {"accrual": "months", "of": 100, "per": 12, "bands": [{"from": 0, "value": 1}]}, "mode": "half_up"},
        {"years_from": "born", "to": "day", "leap_day": "1_March"},
        {"of": "wage", "at_least": 5},
        {"of": "class", "none_of": ["I"]},
    ],
)
def test_an_unknown_part_makes_the_whole_unknown(body):
    assert worked(body) is None


def test_bands_include_their_first_and_exclude_their_last():
    body = {"by": "wage", "bands": [{"from": 10, "to": 20, "value": 1}, {"from": 20, "to": 30, "value": 2}]}
    found = [worked(body, wage=Decimal(wage)) for wage in ("9.999999", "10", "19.999999", "20", "30")]
    assert found == [None, 1, 1, 2, None]


@pytest.mark.parametrize(
    ("left", "right", "every", "either"),
    [(True, True, True, True), (True, False, False, True), (True, None, None, True), (False, None, False, None),
     (None, None, None, None), (False, False, False, False)],
)  # fmt: skip
def test_all_and_any_are_decided_by_what_is_known(left, right, every, either):
    days = {True: date(2024, 1, 1), False: date(2020, 1, 1), None: None}
    parts = [{"of": "yes", "holds": True}, {"of": "day", "at_least": date(2024, 1, 1)}]
    assert worked({"all": parts}, yes=left, day=days[right]) is every
    assert worked({"any": parts}, yes=left, day=days[right]) is either


def test_comparisons_are_made_on_unrounded_values():
    assert worked({"of": "wage", "at_most": Decimal("379.50")}, wage=Decimal("379.500001")) is False
    assert worked({"of": "wage", "above": Decimal("379.50")}, wage=Decimal("379.500001")) is True
    assert worked({"of": "wage", "below": Decimal("379.50")}, wage=Decimal("379.50")) is False
