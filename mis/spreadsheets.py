"""A spreadsheet as rows of text and back: the first sheet, each cell as it was typed; nothing is run, and nothing guessed."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from zipfile import BadZipFile, ZipFile

import xlsxwriter
from lxml import etree

from mis.errors import Refusal, refuse

MARK = b"PK\x03\x04"
ENDING, MEDIA_TYPE = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNPACKED_MAX = 100 * 1024 * 1024
TEXT_MAX = 32_767
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BROKEN = (BadZipFile, zlib.error, etree.XMLSyntaxError, LookupError, ValueError, RuntimeError, EOFError, ArithmeticError)


def read_rows(content: bytes, columns_max: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that hold anything, each with its number; a number as the decimal that was typed.

    Raises Refusal for what cannot be read, unpacks to too much, or has a cell beyond so many columns.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_MAX:
                words = "File: it unpacks to more than %(most)d MB; send it in parts"
                raise refuse("file", words, "file-too-large", most=UNPACKED_MAX // 2**20)
            shared = _shared(archive)
            for number, row in _elements(archive, _first_sheet(archive), "row"):
                at = int(row.get("r") or number)
                yield at, _cells(row, shared, at, columns_max)
    except Refusal:
        raise
    except _BROKEN:
        words = "File: this spreadsheet cannot be read; save it again as XLSX, or save the sheet as CSV"
        raise refuse("file", words, "broken-workbook") from None


def _elements(archive: ZipFile, name: str, tag: str) -> Iterator[tuple[int, Any]]:
    """The elements of a part one after the other, counted from 1; those done with are let go."""
    with archive.open(name) as part:
        found = etree.iterparse(part, tag=f"{{*}}{tag}", resolve_entities=False, no_network=True, load_dtd=False)
        for number, (_event, element) in enumerate(found, 1):
            yield number, element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _first_sheet(archive: ZipFile) -> str:
    """The name of the part in which the first sheet lies."""
    sheets = [dict(each.attrib) for _, each in _elements(archive, "xl/workbook.xml", "sheet")]
    key = next((value for name, value in sheets[0].items() if name.endswith("}id")), "")
    related = _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    targets = {str(each.get("Id")): str(each.get("Target")) for _, each in related}
    return normpath(join("/xl", targets[key]))[1:]


def _shared(archive: ZipFile) -> list[str]:
    """The texts that cells share."""
    name = "xl/sharedStrings.xml"
    return [_text(each) for _, each in _elements(archive, name, "si")] if name in archive.namelist() else []


def _text(element: Any) -> str:
    """The text of a string, whatever its runs look like; how it is to be read aloud is left out."""
    return "".join(each.text or "" for each in element.iter("{*}t") if not str(each.getparent().tag).endswith("}rPh"))


def _cells(row: Any, shared: Sequence[str], number: int, columns_max: int) -> list[str]:
    """The cells of a row by their place."""
    cells: list[str] = []
    for cell in row.iterfind("{*}c"):
        place = _PLACE.fullmatch(cell.get("r") or "")
        at = _column(place[1]) if place else len(cells)
        said = _said(cell, shared)
        if not said:
            continue
        if at >= columns_max:
            raise refuse("file", "File: line %(row)d has %(found)d cells", "too-many-cells", row=number, found=at + 1)
        if len(said) > TEXT_MAX:
            raise refuse("file", "File: line %(row)d has a cell that is too long", "cell-too-long", row=number)
        cells += [""] * (at + 1 - len(cells))
        cells[at] = said
    return cells


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _said(cell: Any, shared: Sequence[str]) -> str:
    """What stands in a cell; of a formula what it came to."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    value = cell.findtext("{*}v") or ""
    if kind == "s":
        return shared[int(value)]
    return _decimal(value.strip()) if kind == "n" and value.strip() else value


def _decimal(value: str) -> str:
    """The number that was typed: spreadsheets keep the nearest binary fraction and write 1.1 as 1.1000000000000001."""
    if _WHOLE.fullmatch(value):
        return value
    return f"{Decimal(repr(float(value))):f}".removesuffix(".0")


def write_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> bytes:
    """A spreadsheet of these rows at their numbers, every cell as text; the same rows give the same bytes."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet()
    for number, row in rows:
        for at, cell in enumerate(row):
            if cell:
                sheet.write_string(number - 1, at, cell)
    book.close()
    return file.getvalue()
