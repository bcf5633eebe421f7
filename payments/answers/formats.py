"""The answer to a file of payments, read whatever its format: pain.002, or the CSV that operators send."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace

from mis.errors import Problem, refuse
from payments.messages.formats import STATUSES, Answer, AnswerLine, Unread, line, opened, recognise, sorted_out
from payments.statusreports.formats import read_pain002

CSV_COLUMNS = ("reference", "status", "amount", "currency", "account", "reason", "text", "day")


def read_answer(content: bytes) -> Answer:
    """The bank's answer; lines that cannot be taken stand apart with their row and reason, the others count.

    Refused as a whole: not UTF-8, above 50 MB, empty, a DTD, broken XML or CSV, an unknown format, nothing answered.
    """
    kind = recognise(content)
    if kind.startswith("camt"):
        raise refuse("file", "Statements and notices are not read as answers yet: use pain.002 or CSV", "not-supported")
    answer = read_csv(opened(content)) if kind == "csv" else read_pain002(opened(content))
    if not answer.lines and not answer.unread and answer.status is None:
        raise refuse("file", "The file answers for no payment", "empty")
    return replace(answer, lines=_marked(answer.lines))


def read_csv(text: str) -> Answer:
    """The profile's CSV: a header of known columns in any order, reference and status among them, a line a payment.

    The status is one of pending, accepted, paid, rejected, returned. Rows are numbered as lines of the file's table,
    the header being row 1.
    """
    rows = csv.reader(io.StringIO(text.lstrip(), newline=""), strict=True)
    try:
        header = _header(next(rows))
        found = [_line(row, header, cells) for row, cells in enumerate(rows, 2) if any(cells)]
    except csv.Error:
        raise refuse("file", "The CSV is broken at line %(line)d", "broken-csv", line=rows.line_num) from None
    lines, unread = sorted_out(found)
    return Answer("csv", lines=lines, unread=unread)


def _header(cells: list[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    for cell in header:
        if cell not in CSV_COLUMNS:
            raise refuse("file", "There is no column “%(found)s” in this file's profile", "unknown-column", found=cell[:40])
        if header.count(cell) > 1:
            raise refuse("file", "The column “%(found)s” stands twice", "repeated-column", found=cell)
    return header


def _line(row: int, header: list[str], cells: list[str]) -> AnswerLine | Unread:
    if len(cells) != len(header):
        values = {"found": len(cells), "expected": len(header)}
        problem = Problem(None, "The row has %(found)d cells instead of %(expected)d", "wrong-cells", row, values)
        return Unread(cells[0][:35], problem)
    named = dict(zip(header, cells, strict=True))
    status = named["status"].strip().lower()
    return line(row, status if status in STATUSES else None, named)


def _marked(lines: Iterable[AnswerLine]) -> tuple[AnswerLine, ...]:
    """The lines, those that only say again what the same file said before marked as repeated."""
    said: set[tuple] = set()
    marked = []
    for each in lines:
        same = (each.reference, each.status, each.amount, each.currency, each.account)
        marked.append(replace(each, repeated=True) if same in said else each)
        said.add(same)
    return tuple(marked)
