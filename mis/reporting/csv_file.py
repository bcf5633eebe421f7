"""A report as CSV: one header of names that never change, plain values, and what the report says of itself last."""

import csv
import hashlib
from io import StringIO

from mis.reporting.report import NUMERIC, Result
from mis.reporting.values import definitions, how_made, machine_text

# A spreadsheet runs text that begins with one of these; # would be read as a note of ours.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "#")


def as_csv(result: Result) -> bytes:
    """UTF-8 without a mark, comma, CRLF; the rows only, no sums, so that whoever adds up counts nothing twice.

    After the rows an empty line and lines that begin with `# `: title, question, day, filters, definitions.
    """
    file = StringIO()
    write = csv.writer(file)
    columns = result.report.columns
    write.writerow([column.name for column in columns])
    closing = [result.totals] if result.report.last_is_total and result.totals else []
    for row in [*result.rows, *closing]:
        texts = [machine_text(value, column, result.asked) for value, column in zip(row, columns, strict=True)]
        write.writerow([text if column.kind in NUMERIC else guarded(text) for text, column in zip(texts, columns, strict=True)])
    write.writerow([])
    said = [(str(result.report.title), str(result.report.question)), *how_made(result), *definitions(result)]
    write.writerows([[f"# {' '.join(f'{term}: {words}'.split())}"] for term, words in said])
    return file.getvalue().encode()


def guarded(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe before what would begin a formula, NUL left out."""
    text = text.replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(RUNS) else text


def fingerprint(result: Result) -> str:
    """SHA-256 of the CSV, by which two prints are compared."""
    return hashlib.sha256(as_csv(result)).hexdigest()
