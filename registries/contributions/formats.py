"""A schedule as CSV or XLSX: bytes to lines and back with the errors marked; knows no register."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from mis import spreadsheets
from mis.errors import Problem, Refusal, refuse
from mis.law.columns import headings
from mis.law.facts import Fact
from registries.contributions.rules import ReadLine, ReadSchedule

BYTES_MAX = 20 * 1024 * 1024
LINES_MAX = 200_000
CELLS_MAX = 50
HEADER_WITHIN = 10
DELIMITERS = (",", ";", "\t")
ENCODINGS = {"utf-8": "utf-8", "windows-1252": "cp1252", "cp1252": "cp1252", "iso-8859-1": "cp1252", "utf-16": "utf-16"}
HEADER = ("member", "name", "wage")
ERRORS = "errors"
NAMES = {
    "member": "member|member number|person|reference|insured person|number|identifier|id|beneficiario|segurado|niss"
    "|numero|numero de inscricao|numeru",
    "name": "name|full name|nome|nome completo|naran",
    "wage": "wage|wages|salary|remuneration|salario|remuneracao|salariu",
    ERRORS: "errors|erros",
}
TOTALS = {
    "lines": "lines|number of lines|linhas|numero de linhas",
    "wages": "wages total|total wages|total|total das remuneracoes|total de remuneracoes",
}
_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf1-\xf4][\x80-\xbf]{3}")
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*", re.ASCII)


@dataclass(frozen=True)
class Opened:
    """A file as rows with their numbers: the first of them, the place of the header, how it was written."""

    top: Sequence[Sequence[str]]
    at: int
    rows: Iterable[tuple[int, Sequence[str]]]
    encoding: str
    delimiter: str = ""


def read_schedule(content: bytes, encoding: str | None = None, asked: Sequence[Fact] = ()) -> ReadSchedule:
    """The lines of a schedule; header in any order, comma, semicolon or tab, UTF-8 (or what is declared) or Windows-1252;
    or the first sheet of an XLSX. The facts `asked` by the law have columns of their own.

    Above the header the totals may be declared: `lines;148` and `wages total;50400.00`. Raises Refusal for a file that
    cannot be read whole; what is wrong inside a line is for the rules.
    """
    opened = _open(content, encoding)
    columns = _columns(opened.top[opened.at], {fact.name: "|".join(map(_folded, headings(fact))) for fact in asked})
    declared = _declared(opened.top[: opened.at])
    lines = []
    for number, row in opened.rows:
        if number > opened.at + 1 and any(cell.strip() for cell in row):
            lines.append(_line(number, row, columns))
        if len(lines) > LINES_MAX:
            raise refuse("file", "File: at most %(most)d lines; send it in parts", "too-many-lines", most=LINES_MAX)
    if not lines:
        raise refuse("file", "File: it has a header and no line", "no-lines")
    return ReadSchedule(tuple(lines), declared.get("lines", ""), declared.get("wages", ""), opened.encoding)


def _open(content: bytes, encoding: str | None) -> Opened:
    """The rows of a file, whichever kind it is."""
    if not content.strip():
        raise refuse("file", "File: it is empty", "empty-file")
    if len(content) > BYTES_MAX:
        raise refuse("file", "File: at most %(most)d MB", "file-too-large", most=BYTES_MAX // 2**20)
    if not content.startswith(spreadsheets.MARK):
        text, chosen = decode(content, encoding)
        top, at, delimiter = _find_header(text)
        return Opened(top, at, _rows(text, delimiter), chosen, delimiter)
    rows = list(islice(spreadsheets.read_rows(content, CELLS_MAX), LINES_MAX + HEADER_WITHIN + 1))
    first = {number: row for number, row in rows[:HEADER_WITHIN] if number <= HEADER_WITHIN}
    top = [first.get(number, []) for number in range(1, max(first, default=0) + 1)]
    return Opened(top, _header_at(top), rows, spreadsheets.ENDING)


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the encoding in which it was written; raises Refusal naming the first unreadable byte."""
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise refuse("file", "File: this is not a text file; save the sheet as CSV", "not-csv")
    chosen = _encoding(content, encoding)
    try:
        text = content.decode(chosen)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        words = "File: line %(row)d has a sign that cannot be read (byte %(byte)d); save the file as UTF-8"
        raise refuse("file", words, "unreadable-sign", row=row, byte=error.start + 1) from None
    if "\0" in text:
        raise refuse("file", "File: this is not a text file; save the sheet as CSV", "not-csv")
    return text, "utf-8-sig" if chosen == "utf-8-sig" else chosen


def _encoding(content: bytes, declared: str | None) -> str:
    """What is declared, what the mark says, UTF-8, or Windows-1252 for a file that has no UTF-8 in it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if declared:
        if declared.lower() not in ENCODINGS:
            raise refuse("encoding", "Encoding: choose UTF-8, UTF-16 or Windows-1252", "unknown-encoding")
        return ENCODINGS[declared.lower()]
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _MULTIBYTE.search(content) else "cp1252"
    return "utf-8"


def _rows(text: str, delimiter: str) -> Iterable[tuple[int, list[str]]]:
    """The rows with their number; a broken row is refused by its number."""
    number = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if len(row) > CELLS_MAX:
                raise refuse("file", "File: line %(row)d has %(found)d cells", "too-many-cells", row=number, found=len(row))
            yield number, row
    except csv.Error:
        words = "File: line %(row)d cannot be read; its quotation marks do not close, or a cell is too long"
        raise refuse("file", words, "broken-line", row=number + 1) from None


def _find_header(text: str) -> tuple[list[list[str]], int, str]:
    """The first rows, the place of the header among them, and the delimiter with which it reads."""
    broken: Refusal | None = None
    for delimiter in DELIMITERS:
        try:
            rows = [row for (number, row) in zip(range(HEADER_WITHIN), (row for _, row in _rows(text, delimiter)), strict=False)]
        except Refusal as refusal:
            broken = broken or refusal
            continue
        if _header_among(rows) is not None:
            return rows, _header_at(rows), delimiter
    if broken is not None:
        raise broken
    return rows, _header_at(rows), delimiter


def _header_among(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of the row that names the columns."""
    wanted = {"member", "wage"}
    return next((at for at, row in enumerate(rows) if wanted <= {_named(cell, NAMES) for cell in row}), None)


def _header_at(rows: Sequence[Sequence[str]]) -> int:
    """The place of the header; refused when there is none."""
    at = _header_among(rows)
    if at is not None:
        return at
    words = "File: the header is missing; the first line names the columns %(columns)s"
    raise refuse("file", words, "no-header", columns=", ".join(HEADER))


def _columns(header: Sequence[str], facts: Mapping[str, str]) -> dict[str, int]:
    """The place of each column; raises Refusal naming every column that is unknown or there twice."""
    columns: dict[str, int] = {}
    problems = []
    names, known = {**facts, **NAMES}, ", ".join((*HEADER, *facts))
    for at, cell in enumerate(header):
        name = _named(cell, names)
        if name is None and cell.strip():
            words = "File: the column “%(found)s” is not known; the columns are %(columns)s"
            problems.append(Problem("file", words, "unknown-column", 1, {"found": cell[:40], "columns": known}))
        elif name in columns:
            problems.append(
                Problem("file", "File: the column “%(found)s” is there twice", "column-twice", 1, {"found": cell[:40]})
            )
        elif name:
            columns[name] = at
    if problems:
        raise Refusal(*problems)
    return columns


def _named(cell: str, names: Mapping[str, str]) -> str | None:
    """The column or total that a cell names, in any of our languages."""
    words = _folded(cell)
    return next((name for name, aliases in names.items() if words in aliases.split("|")), None)


def _folded(text: str) -> str:
    """A heading without capitals, accents and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def _declared(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The totals written above the header; raises Refusal for anything else there."""
    declared = {}
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row if cell.strip()]
        name = _named(cells[0], TOTALS) if cells else None
        if cells and (name is None or len(cells) != 2):
            raise refuse("file", "File: line %(row)d stands above the header and is no total", "above-header", row=number)
        if name:
            declared[name] = cells[1]
    return declared


def _line(number: int, row: Sequence[str], columns: Mapping[str, int]) -> ReadLine:
    """One line by its columns; what is not there is empty."""
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
    facts = {name: unguarded(cell) for name, cell in cells.items() if name not in NAMES}
    return ReadLine(number, unguarded(cells["member"]), unguarded(cells.get("name", "")), unguarded(cells["wage"]), facts)


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUNS) else cell


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs; numbers stay numbers."""
    return f"'{cell}" if cell.startswith(_RUNS) and not _NUMBER.fullmatch(cell) else cell


def mark_errors(content: bytes, encoding: str, errors: Mapping[int, str]) -> bytes:
    """The same file with a column `errors` at its end, filled by line; its own earlier errors column gives way."""
    opened = _open(content, None if encoding in ("utf-8-sig", "utf-16") else encoding)
    marked = _marked(opened, errors)
    if opened.encoding == spreadsheets.ENDING:
        return spreadsheets.write_rows(marked)
    out = StringIO(newline="")
    write = csv.writer(out, delimiter=opened.delimiter)
    write.writerows([guarded(cell) for cell in row] for _, row in marked)
    return out.getvalue().encode(encoding, errors="replace")


def _marked(opened: Opened, errors: Mapping[int, str]) -> Iterator[tuple[int, list[str]]]:
    """The rows with what is wrong at their end."""
    header = opened.top[opened.at]
    own, width = next((at for at, cell in enumerate(header) if _named(cell, NAMES) == ERRORS), None), len(header)
    for number, row in opened.rows:
        cells = [cell for place, cell in enumerate(row) if place != own]
        if number > opened.at and row:
            cells += [""] * (width - (own is not None) - len(cells))
            cells.append(ERRORS if number == opened.at + 1 else errors.get(number, ""))
        yield number, cells


def write_lines(lines: Iterable[Sequence[str]], facts: Sequence[str] = ()) -> bytes:
    """Lines of member, name and wage, and of the facts named, as a file of ours."""
    out = StringIO(newline="")
    write = csv.writer(out)
    write.writerow((*HEADER, *facts))
    write.writerows(lines)
    return out.getvalue().encode()
