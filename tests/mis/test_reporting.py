"""What a report owes its reader: the same answer in every form, its date and definitions, nothing that runs."""

import csv
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import polars as pl
import pypdfium2
import pytest
from lxml import etree

from mis.errors import Refusal
from mis.money import Currency
from mis.reporting import Asked, Column, Filter, Report, as_csv, as_json, as_page, as_pdf, as_xlsx, parse_filters, run
from mis.reporting.filters import filters_in_words

USD = Currency("USD", 2)
COLUMNS = (
    Column("area", "Area"),
    Column("award", "Award", "reference"),
    Column("people", "People", "number", summed=True),
    Column("paid", "Paid", "money", summed=True),
    Column("month", "Month", "month"),
    Column("share", "Share", "percent"),
)
ROWS = [
    ("Ermera", "AW-8D0VK-5W3NQ-2K", 12, Decimal("1240.00"), date(2024, 5, 1), Decimal("0.931")),
    ("=HYPERLINK(1)", "AW-1", 3, Decimal("-60.00"), date(2024, 5, 1), Decimal("0.5")),
    ("Nguyễn & <b>O'Brien</b>", "AW-2", None, None, None, None),
]


def report(rows=ROWS, **changed) -> Report:
    """A report of payments by area."""
    made = {
        "name": "payments",
        "title": "Payments by area",
        "question": "How much was paid, and where?",
        "columns": COLUMNS,
        "permission": "report.read",
        "read": lambda *_: rows,
        "filters": (
            Filter("sex", "Sex", choices=(("f", "Women"), ("m", "Men"))),
            Filter("month", "Month", "month", required=True),
        ),
        "definitions": (("Paid", "Money that the bank confirmed"),),
        "drawn": "paid",
    }
    return Report(**(made | changed))


def asked(**changed) -> Asked:
    """May 2024, women, in English."""
    made = {
        "filters": {"sex": "f", "month": date(2024, 5, 1)},
        "offices": None,
        "currency": USD,
        "day": date(2024, 5, 31),
        "known_at": datetime(2024, 6, 1, 9, 30, tzinfo=UTC),
        "shown": {"sex": "Women", "month": "May 2024"},
    }
    return Asked(**(made | changed))


def result(rows=ROWS, **changed):
    """The report's answer."""
    return run(report(rows, **changed), None, asked())


def rows_of(content: bytes) -> list[dict]:
    """The rows of a CSV as any program reads them."""
    table, _, _ = content.decode().partition("\r\n\r\n")
    return list(csv.DictReader(StringIO(table)))


def cells_of(content: bytes, sheet: int = 1) -> dict[str, etree._Element]:
    """The cells of a sheet by their place."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        tree = etree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    return {cell.get("r"): cell for cell in tree.iter("{*}c")}


def words_of(content: bytes) -> str:
    """All text of a PDF."""
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_json, as_pdf])
def test_the_same_answer_gives_the_same_bytes(write):
    assert write(result()) == write(result())
    assert write(result()) != write(result(ROWS[:2]))


def test_sums_are_exact_and_leave_out_what_is_unknown():
    assert result().totals == (None, None, Decimal(15), Decimal("1180.00"), None, None)


def test_a_frame_answers_as_rows_do():
    frame = pl.DataFrame({"area": ["Ermera"], "people": [12]})
    columns = (Column("area", "Area"), Column("people", "People", "number", summed=True))
    answer = result(frame, columns=columns, drawn=None)
    assert answer.rows == (("Ermera", 12),)
    assert answer.totals == (None, 12)


def test_a_last_row_that_is_the_total_closes_the_table_and_is_not_added():
    answer = result([*ROWS[:1], ("All", "", 9, Decimal(900), None, None)], last_is_total=True)
    assert answer.totals[0] == "All"
    assert answer.totals[3] == 900


def test_csv_has_plain_amounts_and_days_and_no_total():
    rows = rows_of(as_csv(result()))
    assert [row["paid"] for row in rows] == ["1240.00", "-60.00", ""]
    assert rows[0]["month"] == "2024-05"
    assert len(rows) == len(ROWS)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "#x"])
def test_text_never_runs_in_a_spreadsheet(text):
    answer = result([(text, "AW-1", 1, Decimal("-5.00"), None, None)])
    with StringIO(as_csv(answer).decode(), newline="") as file:
        row = next(csv.DictReader(file))
    assert row["area"] == f"'{text}"
    assert row["paid"] == "-5.00"
    cells = cells_of(as_xlsx(answer))
    assert cells["A2"].get("t") == "s"
    assert not [cell for cell in cells.values() if cell.find("{*}f") is not None]
    assert cells["D2"].findtext("{*}v") == "-5.00"


def test_csv_ends_with_its_date_filters_and_definitions():
    _, _, said = as_csv(result()).decode().partition("\r\n\r\n")
    for words in ("Payments by area", "31 May 2024", "1 Jun 2024 09:30", "Women", "Money that the bank confirmed"):
        assert words in said
    assert all(line.lstrip('"').startswith("# ") for line in said.splitlines())


@pytest.mark.parametrize("write", [as_json, as_pdf])
def test_every_form_prints_date_filters_definitions_and_fingerprint(write):
    content = write(result(law=lambda *_: "9f31c07a"))
    text = words_of(content) if write is as_pdf else content.decode()
    for words in ("Payments by area", "31 May 2024", "Women", "Money that the bank confirmed", "9f31c07a"):
        assert words in text


def test_a_workbook_says_how_it_was_made_on_its_second_sheet():
    with zipfile.ZipFile(BytesIO(as_xlsx(result()))) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "Money that the bank confirmed" in words
    assert "Nguyễn &amp; &lt;b&gt;O'Brien&lt;/b&gt;" in words


def test_a_cell_too_long_for_a_workbook_is_cut_visibly_and_controls_are_left_out():
    answer = result([("x" * 40_000 + "\x00", "\x01AW", 1, Decimal(1), None, None)])
    with zipfile.ZipFile(BytesIO(as_xlsx(answer))) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "x…<" in words
    assert "\x01" not in words


def test_json_holds_amounts_as_strings():
    read = json.loads(as_json(result()))
    assert read["rows"][0]["paid"] == "1240.00"
    assert read["totals"]["paid"] == "1180.00"
    assert read["rows"][2]["paid"] is None


def test_an_amount_with_more_places_than_its_currency_is_an_error_and_not_rounded():
    with pytest.raises(ValueError, match="more places"):
        as_csv(result([("Ermera", "AW-1", 1, Decimal("1.005"), None, None)]))


def test_a_page_shows_numbers_as_its_language_writes_them():
    answer = run(report(), None, asked(language="pt"))
    page = as_page(answer, {"sex": "f"})
    assert page.rows[1]["paid"] == "−60,00"
    assert page.rows[0]["share"] == "93,1"
    assert page.rows[-1]["sum"]
    assert [column.key for column in page.columns][-1] == "drawn"
    assert page.rows[0]["drawn"] == (Decimal(1),)
    assert page.rows[-1]["drawn"] is None
    assert page.filters[0].answer == "f"


def test_two_groups_are_drawn_beside_each_other():
    columns = (Column("branch", "Branch"), Column("women", "Women", "percent"), Column("men", "Men", "percent"))
    rows = [("Old age", Decimal("0.93"), Decimal("0.90")), ("At least one", Decimal("0.40"), Decimal("0.41"))]
    answer = result(rows, columns=columns, drawn=("women", "men"), last_is_total=True)
    page = as_page(answer, {})
    assert page.pair == ("Women", "Men")
    assert page.rows[-1]["drawn"] == (Decimal("0.40"), Decimal("0.41"))
    assert "At least one" in words_of(as_pdf(answer))


def test_markup_in_a_name_is_printed_as_it_is():
    text = words_of(as_pdf(result()))
    assert "<b>O'Brien</b>" in text.replace("\r\n", " ").replace("\n", " ")


def test_a_text_too_long_for_paper_is_cut_visibly_and_whole_in_the_csv():
    answer = result([("x" * 5000, "AW-1", 1, Decimal(1), None, None)])
    assert "x…" in words_of(as_pdf(answer))
    assert rows_of(as_csv(answer))[0]["area"] == "x" * 5000


def test_a_report_without_rows_says_so():
    assert "Nothing answers" in words_of(as_pdf(result([], columns=COLUMNS[:2], drawn=None)))


def test_filters_are_read_and_said_in_words():
    chosen = parse_filters(report(), {"sex": "f", "month": "2024-05"})
    assert chosen == {"sex": "f", "month": date(2024, 5, 1)}
    assert filters_in_words(report(), chosen, "pt") == {"sex": "Women", "month": "maio 2024"}


@pytest.mark.parametrize(
    ("chosen", "field", "code"),
    [
        ({"month": ""}, "month", "required"),
        ({"month": "May"}, "month", "not-a-month"),
        ({"month": "2024-05", "sex": "x"}, "sex", "not-a-choice"),
        ({"month": "2024-05", "colour": "red"}, "colour", "no-such-filter"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_at_its_field(chosen, field, code):
    with pytest.raises(Refusal) as refused:
        parse_filters(report(), chosen)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_a_report_that_draws_a_column_it_has_not_is_a_mistake_of_its_maker():
    with pytest.raises(ValueError, match="draws columns"):
        report(drawn="nothing")
