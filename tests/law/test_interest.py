"""Contributions paid late: interest, penalties and damages by the public command, and time counted day by day.

The figures of each scheme stand in `cases/`.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mis.errors import Refusal
from mis.law.book import read_book, shipped_texts
from mis.law.history import parts_between
from mis.law.interest import late_charges
from tests.law.asking import ask

TEXTS = shipped_texts()
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def borne(text, amount, due, paid):
    return late_charges(read_book({"x": text}), "ph-sss", amount, date.fromisoformat(due), date.fromisoformat(paid))


def month_later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def counted(start: date, end: date, basis: str) -> int:
    """Parts of a year as a clerk counts them: month by month, then day by day."""
    if end <= start:
        return 0
    if basis == "days":
        return (end - start).days * 12
    months = next(n for n in range(2000) if month_later(start, n + 1) > end)
    left = (end - month_later(start, months)).days
    return months * 365 + (left * 12 if basis == "months and days" else 365 * (left > 0))


@settings(max_examples=200, deadline=None)
@given(DAYS, DAYS, st.sampled_from(["days", "months and days", "started months"]))
def test_time_is_counted_as_by_hand(start, end, basis):
    frame = pl.DataFrame({"start": [start], "end": [end]}, schema={"start": pl.Date, "end": pl.Date})
    assert frame.select(parts_between(pl.col("start"), pl.col("end"), basis)).item() == counted(start, end, basis)


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2017, 1, 1), date(2020, 12, 31)), st.integers(0, 1500), st.decimals(1, 10**7, places=2))
def test_the_steps_of_a_debt_add_up_and_each_rate_counts_for_its_time(due, days, amount):
    paid = due + timedelta(days=days)
    result = borne(TEXTS["ph-sss-penalty"], str(amount), due.isoformat(), paid.isoformat())
    steps = result["charges"][0]["steps"]
    assert sum(Decimal(step["amount"]) for step in steps) == Decimal(result["total"])
    exact = sum(Fraction(amount) * Fraction(step["rate"]) * Fraction(step["time"]) for step in steps)
    assert abs(exact - Fraction(result["total"])) <= Fraction(1, 200)
    change = date(2019, 3, 5)
    assert [step["rate"] for step in steps] == (
        ["0.03", "0.02"] if due < change < paid else ["0.03"] if due < change else ["0.02"]
    )


def test_a_law_may_keep_the_rate_of_the_first_day_for_all_the_time():
    text = TEXTS["ph-sss-penalty"].replace('value="each rate for its time"', 'value="the rate at the start"')
    result = borne(text, "1000", "2018-12-05", "2019-06-05")
    assert (result["total"], [step["rate"] for step in result["charges"][0]["steps"]]) == ("180.00", ["0.03"])
    assert borne(text, "1000", "2019-03-05", "2019-06-05")["total"] == "60.00"


def test_how_time_is_counted_is_a_value_of_the_law():
    text = TEXTS["ph-sss-penalty"].replace('value="months and days"', 'value="started months"')
    assert borne(text, "1000", "2024-01-10", "2024-03-11")["total"] == "60.00"


def test_the_order_of_debts_does_not_matter_and_each_has_its_citation():
    status, answer = ask("interest", "ph-sss", "--amount", "1000", "--due", "2018-12-05", "--paid", "2019-06-05", "--json")
    assert status == 0
    assert [step["law"] for step in answer["charges"][0]["steps"]] == ["RA 1161 s.21; RA 8282 s.22(a)", "RA 11199 s.22(a)"]
    assert answer["charges"][0]["confidence"] == "single-source"


def test_what_has_not_been_read_is_open_and_the_rest_is_told():
    status, answer = ask("interest", "in-epf", "--amount", "500000", "--due", "2025-01-01", "--paid", "2025-07-01", "--json")
    assert (status, answer["interest"], answer["total"], answer["missing"]) == (0, "30000.00", None, ["damages_rate_read"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('basis="time_basis"', "none of days, months and days, started months"),
        ('per="month"', "“per” is year or month"),
        ('history="rate_changes"', "none of each rate for its time"),
        ('accrues="penalty_rate"', "no line whose history"),
    ],
)
def test_an_accrual_that_cannot_be_is_refused_when_the_law_is_read(change, said):
    word = {"basis": '"rounding"', "per": '"day"', "history": '"rounding"', "accrues": '"arrears"'}[change.split("=")[0]]
    with pytest.raises(Refusal, match=said):
        read_book({"x": TEXTS["ph-sss-penalty"].replace(change, f"{change.split('=')[0]}={word}")})


def test_interest_is_refused_clearly_where_no_rate_has_been_read():
    status, answer = ask("interest", "tl-general", "--amount", "500.00", "--due", "2024-01-15", "--paid", "2024-07-01", "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "no-rate")


@pytest.mark.parametrize(
    ("amount", "due", "paid", "field"),
    [("-5", "2024-01-15", "2024-07-01", "amount"), ("5.001", "2024-01-15", "2024-07-01", "amount"),
     ("5", "2024-02-30", "2024-07-01", "due"), ("5", "2024-02-15", "1 July", "paid")],
)  # fmt: skip
def test_what_is_no_amount_or_day_is_refused_at_its_place(amount, due, paid, field):
    status, answer = ask("interest", "in-epf", f"--amount={amount}", "--due", due, "--paid", paid, "--json")
    assert (status, answer["errors"][0]["field"]) == (1, field)


def test_there_is_no_interest_of_a_scheme_that_is_not_there():
    status, answer = ask("interest", "xx-none", "--amount", "5", "--due", "2024-01-15", "--paid", "2024-07-01", "--json")
    assert (status, answer["status"]) == (1, 404)
