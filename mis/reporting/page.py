"""A report as its page shows it: cells in words, the drawn column, filters with the answers kept, how it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mis.look import Column as PageColumn
from mis.reporting.csv_file import fingerprint
from mis.reporting.paper import drawn_shares
from mis.reporting.report import NUMERIC, Result
from mis.reporting.values import definitions, heading, how_made, reader_texts

DRAWN = "drawn"
ROWS_SHOWN = 200


@dataclass(frozen=True)
class PageFilter:
    """A filter as a field: its words, what may be chosen (nothing for a free text), and what was answered."""

    name: str
    title: str
    kind: str
    choices: list[tuple[str, str]]
    answer: str


@dataclass(frozen=True)
class ReportPage:
    """What templates/pages/reports/report.html lays out."""

    name: str
    title: str
    question: str
    columns: list[PageColumn]
    rows: list[dict[str, Any]]
    shown: int
    count: int
    references: frozenset[str]
    pair: tuple[str, str] | None
    filters: list[PageFilter]
    made: list[tuple[str, str]]
    definitions: list[tuple[str, str]]
    note: str
    fingerprint: str

    @property
    def cut(self) -> bool:
        """Whether the page holds less than all rows."""
        return self.shown < self.count


def as_page(result: Result, answers: Mapping[str, str], session: Session | None = None) -> ReportPage:
    """The page of a result; `answers` are the filters as they were typed."""
    report = result.report
    return ReportPage(
        name=report.name,
        title=str(report.title),
        question=str(report.question),
        columns=_columns(result),
        rows=_rows(result),
        shown=min(len(result.rows), ROWS_SHOWN),
        count=len(result.rows),
        references=frozenset(column.name for column in report.columns if column.kind == "reference"),
        pair=_pair(result),
        filters=page_filters(result, answers, session),
        made=how_made(result),
        definitions=definitions(result),
        note=str(report.note),
        fingerprint=fingerprint(result),
    )


def page_filters(result: Result, answers: Mapping[str, str], session: Session | None) -> list[PageFilter]:
    """The report's filters as fields, the answers kept."""
    return [
        PageFilter(item.name, str(item.title), item.kind, item.offered(session), answers.get(item.name, ""))
        for item in result.report.filters
    ]


def _columns(result: Result) -> list[PageColumn]:
    """The columns of the table; the drawn one comes last."""
    columns = [
        PageColumn(column.name, heading(column, result.asked), num=column.kind in NUMERIC, wide=column.kind == "reference")
        for column in result.report.columns
    ]
    if result.report.drawn is None:
        return columns
    return [*columns, PageColumn(DRAWN, _("Drawn"), draw=True, width="third")]


def _rows(result: Result) -> list[dict[str, Any]]:
    """The first rows in words by column, with the shares to draw; the closing row is marked as the sum."""
    names = [column.name for column in result.report.columns]
    rows = [reader_texts(result, row) for row in result.rows[:ROWS_SHOWN]]
    closing = [reader_texts(result, result.totals, closing=True)] if result.totals else []
    shares = drawn_shares(result)
    drawn = zip_longest([*shares[: len(rows)], *shares[len(result.rows) :]], [*rows, *closing])
    return [
        {"sum": at >= len(rows), DRAWN: shares, **dict(zip(names, texts, strict=True))}
        for at, (shares, texts) in enumerate(drawn)
    ]


def _pair(result: Result) -> tuple[str, str] | None:
    """The words of the two groups that are drawn on one line."""
    if not isinstance(result.report.drawn, tuple):
        return None
    titles = {column.name: str(column.title) for column in result.report.columns}
    return titles[result.report.drawn[0]], titles[result.report.drawn[1]]
