"""A report as XLSX: text as text, amounts as numbers with their format; the same result gives the same bytes."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from mis.errors import refuse
from mis.reporting.csv_file import fingerprint
from mis.reporting.report import NUMERIC, Column, Result
from mis.reporting.values import definitions, heading, how_made

ROWS_MAX = 1_000_000
TEXT_MAX = 32_767
DIGITS_MAX = 15
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_WRITTEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def as_xlsx(result: Result) -> bytes:
    """Two sheets: the table with its sums, and how it was made. Refused: more than a million rows (take the CSV)."""
    if len(result.rows) > ROWS_MAX:
        message = "This is too long for a spreadsheet (%(rows)d rows): take the CSV"
        raise refuse("format", message, "too-long", rows=len(result.rows))
    file = BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"title": str(result.report.title), "created": CREATED})
    _table(book, result)
    _about(book, result)
    book.close()
    return file.getvalue()


def _table(book: Any, result: Result) -> None:
    """The sheet of the rows: the head stays in view and repeats on paper, the sums stand on a double line."""
    sheet = book.add_worksheet(_("Report")[:31])
    columns = result.report.columns
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, heading(column, result.asked), head)
        sheet.set_column(at, at, 16 if column.kind in NUMERIC else 26)
    plain = [book.add_format(_shape(column, result)) for column in columns]
    sums = [book.add_format(_shape(column, result) | {"bold": True, "top": 1, "bottom": 6}) for column in columns]
    closing = [(result.totals, sums)] if result.totals else []
    for down, (row, formats) in enumerate([*((row, plain) for row in result.rows), *closing], start=1):
        for at, value in enumerate(row):
            _cell(sheet, down, at, value, columns[at], formats[at])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _about(book: Any, result: Result) -> None:
    """The sheet that says what the report is and how it was made."""
    sheet = book.add_worksheet(_("How this was made")[:31])
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    report = result.report
    said = [(_("Report"), str(report.title)), (_("Question"), str(report.question)), *how_made(result)]
    said += [(_("Fingerprint"), fingerprint(result)), *definitions(result)]
    for down, (term, words) in enumerate(said):
        sheet.write_string(down, 0, _text(term), bold)
        sheet.write_string(down, 1, _text(words), wrapped)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)


def _shape(column: Column, result: Result) -> dict[str, str]:
    """How a column's cells are shown."""
    places = "." + "0" * result.asked.currency.decimals if result.asked.currency.decimals else ""
    shapes = {"money": f"#,##0{places}", "percent": "0.0%", "day": "yyyy-mm-dd", "month": "yyyy-mm"}
    return {"num_format": shapes[column.kind]} if column.kind in shapes else {}


def _cell(sheet: Any, down: int, at: int, value: Any, column: Column, look: Any) -> None:
    """One cell by its kind; a number longer than a spreadsheet can hold exactly is written as text."""
    if value is None:
        sheet.write_blank(down, at, None, look)
    elif column.kind in NUMERIC and len(Decimal(value).as_tuple().digits) <= DIGITS_MAX:
        sheet.write_number(down, at, value, look)
    elif isinstance(value, date) and column.kind in {"day", "month"}:
        sheet.write_datetime(down, at, value, look)
    else:
        sheet.write_string(down, at, _text(str(value)), look)


def _text(text: str) -> str:
    """Text as a cell takes it: no control characters, cut with a mark where it is longer than a cell."""
    kept = _NOT_WRITTEN.sub("", text)
    return kept if len(kept) <= TEXT_MAX else kept[: TEXT_MAX - 1] + "…"
