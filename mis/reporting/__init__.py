"""The office's reports: a question, the rows that answer it, and the same answer as page, CSV, XLSX, JSON and PDF."""

from mis.reporting.filters import parse_filters
from mis.reporting.formats import FORMATS, as_csv, as_json, as_pdf, as_xlsx, file_name
from mis.reporting.page import ReportPage, as_page
from mis.reporting.report import Asked, Column, Filter, Report, Result, run

__all__ = [
    "FORMATS",
    "Asked",
    "Column",
    "Filter",
    "Report",
    "ReportPage",
    "Result",
    "as_csv",
    "as_json",
    "as_page",
    "as_pdf",
    "as_xlsx",
    "file_name",
    "parse_filters",
    "run",
]
