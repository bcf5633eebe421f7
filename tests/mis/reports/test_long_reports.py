"""A report with very many rows: the page shows the first and says so, totals and files hold all."""

from datetime import UTC, date, datetime
from decimal import Decimal

from mis.money import Currency
from mis.reporting import Asked, Column, Report, as_csv, as_page, run
from mis.reporting.page import ROWS_SHOWN

ROWS = [(f"Place {number:04}", Decimal("1.50")) for number in range(1000)]
COLUMNS = (Column("place", "Place"), Column("paid", "Paid", "money", summed=True))


def answered(rows=ROWS, **more):
    """The answer of a report of places."""
    report = Report("places", "Places", "Where?", COLUMNS, "reports.read", lambda *_: rows, drawn="paid", **more)
    return run(report, None, Asked({}, None, Currency("USD", 2), date(2024, 5, 31), datetime(2024, 5, 31, tzinfo=UTC)))


def test_a_page_is_cut_and_says_so_while_the_total_counts_all():
    page = as_page(answered(), {})
    assert (page.cut, page.shown, page.count, len(page.rows)) == (True, ROWS_SHOWN, 1000, ROWS_SHOWN + 1)
    assert page.rows[-1]["paid"] == "1,500.00"
    assert as_csv(answered()).decode().count("Place ") == 1000


def test_a_drawn_total_stays_beside_its_own_row():
    page = as_page(answered([*ROWS, ("All", Decimal("1500.00"))], last_is_total=True), {})
    assert page.rows[-1]["place"] == "All"
    assert page.rows[-1]["drawn"] == (Decimal(1),)
    assert not as_page(answered(ROWS[:3]), {}).cut
