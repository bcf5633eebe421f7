"""Days and months of the office agree with the calendar, day by day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mis import dates
from mis.errors import Refusal

days = some.dates(date(1850, 1, 1), date(2199, 12, 31))


@given(days)
def test_a_day_and_a_month_are_read_as_they_are_written(day: date) -> None:
    assert dates.parse_day(day.isoformat()) == day
    assert dates.parse_month(dates.month_text(day)) == dates.month_start(day)


@pytest.mark.parametrize(
    "text", ["", "20260131", "31/12/1960", "12/31/1960", "1960-1-1", "1960-13-01", "2023-02-29", "2024-02-30", "0001-01-01",
             "1849-12-31", "2201-01-01", "１９６０-01-01", "1960-01-01T00:00", "1960-01-01\x00", "-1960-01-01", "today", "45000"],
)  # fmt: skip
def test_any_other_form_or_an_impossible_day_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        dates.parse_day(text, "born")
    assert refused.value.problems[0].field == "born"


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "202601", "2026-01-01", ""])
def test_an_impossible_month_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        dates.parse_month(text, "month")
    assert refused.value.problems[0].words().startswith("Month: ")


@given(days)
def test_a_month_begins_and_ends_where_its_neighbours_do(day: date) -> None:
    first, last = dates.month_start(day), dates.month_end(day)
    assert first.day == 1
    assert first <= day <= last
    assert (last + timedelta(days=1)) == dates.add_months(first, 1)
    assert dates.day_before(first) == dates.month_end(dates.add_months(first, -1))


@given(days, some.integers(-1200, 1200))
def test_adding_months_is_walking_month_by_month(day: date, months: int) -> None:
    walked = dates.month_start(day)
    for _step in range(abs(months) if abs(months) < 40 else 0):
        neighbour = walked - timedelta(days=1) if months < 0 else dates.month_end(walked) + timedelta(days=1)
        walked = dates.month_start(neighbour)
    added = dates.add_months(dates.month_start(day), months)
    assert abs(months) >= 40 or added == walked
    assert dates.add_months(added, -months) == dates.month_start(day)


@given(days, days)
def test_the_months_between_are_each_month_once(one: date, other: date) -> None:
    first, last = sorted((dates.month_start(one), dates.month_start(other)))
    found = dates.months_from(first, last)
    assert (found[0], found[-1]) == (first, last)
    assert all(dates.add_months(before, 1) == after for before, after in pairwise(found))
    assert first == last or dates.months_from(last, first) == []


@given(days, some.integers(0, 366 * 120))
def test_age_is_the_number_of_birthdays_passed_day_by_day(born: date, later: int) -> None:
    day = born + timedelta(days=later)
    passed = 0
    for year in range(born.year + 1, day.year + 1):
        try:
            birthday = born.replace(year=year)
        except ValueError:
            birthday = date(year, 3, 1)
        passed += birthday <= day
    assert dates.age_on(born, day) == passed


def test_who_was_born_on_29_february_is_older_on_1_march_in_common_years() -> None:
    born = date(1960, 2, 29)
    assert dates.birthday(born, 60) == date(2020, 2, 29)
    assert dates.birthday(born, 61) == date(2021, 3, 1)
    assert dates.age_on(born, date(2021, 2, 28)) == 60
    assert dates.age_on(born, date(2021, 3, 1)) == 61
