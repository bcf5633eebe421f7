"""The forms in which a report goes out: CSV, XLSX, JSON, PDF; each with its kind of content and file name."""

import json
from collections.abc import Callable
from typing import Any

from mis.reporting.csv_file import as_csv, fingerprint
from mis.reporting.paper import as_pdf
from mis.reporting.report import NUMERIC, Asked, Column, Result
from mis.reporting.values import definitions, how_made, machine_text
from mis.reporting.workbook import as_xlsx

__all__ = ["FORMATS", "as_csv", "as_json", "as_pdf", "as_xlsx", "file_name", "fingerprint"]


def as_json(result: Result) -> bytes:
    """The report as JSON: amounts and shares as strings, whole numbers as numbers, days as 2024-05-31."""
    report, asked = result.report, result.asked
    content = {
        "report": report.name,
        "title": str(report.title),
        "question": str(report.question),
        "on": asked.day.isoformat(),
        "known_at": asked.known_at.isoformat(),
        "currency": asked.currency.code,
        "filters": {name: str(value) for name, value in sorted(asked.filters.items())},
        "columns": [{"name": column.name, "title": str(column.title), "kind": column.kind} for column in report.columns],
        "rows": [_row(row, report.columns, asked) for row in result.rows],
        "totals": _row(result.totals, report.columns, asked) if result.totals else None,
        "definitions": [{"term": term, "words": words} for term, words in definitions(result)],
        "made": [{"term": term, "words": words} for term, words in how_made(result)],
        "law": result.law,
        "sha256": fingerprint(result),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


FORMATS: dict[str, tuple[str, Callable[[Result], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": ("application/json", as_json),
    "pdf": ("application/pdf", as_pdf),
}


def file_name(result: Result, extension: str) -> str:
    """The file's name: the report's own and the day, never anybody's text."""
    return f"{result.report.name}-{result.asked.day.isoformat()}.{extension}"


def _row(row: tuple, columns: tuple[Column, ...], asked: Asked) -> dict[str, Any]:
    """A row by the columns' names."""
    return {column.name: _value(value, column, asked) for value, column in zip(row, columns, strict=True)}


def _value(value: Any, column: Column, asked: Asked) -> Any:
    """A value as JSON holds it exactly."""
    if value is None or (column.kind in NUMERIC and isinstance(value, int) and column.kind == "number"):
        return value
    return machine_text(value, column, asked)
