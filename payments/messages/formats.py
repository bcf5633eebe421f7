"""A message from a bank, opened safely and known by its content: what it may say of a payment, line by line."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lxml import etree

from mis.dates import parse_day
from mis.errors import Problem, Refusal, refuse
from mis.money import parse_amount

BYTES_MAX = 50 * 1024 * 1024
REFERENCE_MAX = 35
ACCOUNT_MAX = 64
TEXT_MAX = 500
DECIMALS_MAX = 5
STATUSES = ("accepted", "paid", "pending", "rejected", "returned")

_REFERENCE = re.compile(r"[\x21-\x7e]{1,35}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_ENCODING = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_MESSAGE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.[0-9]{3})\.[0-9]{3}\.([0-9]{2})", re.ASCII)


@dataclass(frozen=True)
class AnswerLine:
    """What the bank says of one payment, by our reference; `repeated` when this file has said it already."""

    row: int
    reference: str
    status: str
    amount: Decimal | None = None
    currency: str | None = None
    account: str | None = None
    reason_code: str | None = None
    reason: str | None = None
    day: date | None = None
    repeated: bool = False


@dataclass(frozen=True)
class Unread:
    """A line that could not be taken, with what is wrong at which row; nothing of it counts."""

    reference: str
    problem: Problem


@dataclass(frozen=True)
class Answer:
    """A bank's answer: what it says of the whole file, and of each payment that it names.

    `original` is the message id of our file, `count` and `total` what the bank took it to hold; `status` the whole
    file's (accepted, paid, pending, rejected, partly); `rest` is what holds for those payments of the file that no line
    names, None when the bank leaves them open.
    """

    format: str
    message: str | None = None
    original: str | None = None
    count: int | None = None
    total: Decimal | None = None
    status: str | None = None
    rest: str | None = None
    reason_code: str | None = None
    reason: str | None = None
    day: date | None = None
    lines: tuple[AnswerLine, ...] = ()
    unread: tuple[Unread, ...] = ()


def recognise(content: bytes) -> str:
    """What the file is by its content: pain.002, camt.053, camt.054 or csv; refused when it is none of them."""
    text = opened(content)
    if not text.lstrip().startswith("<"):
        header = [cell.strip().strip('"').lower() for cell in text.lstrip().split("\n", 1)[0].split(",")]
        if {"reference", "status"} <= set(header):
            return "csv"
        raise _refuse("This is neither a bank's message nor a CSV file with the columns reference and status", "unknown-format")
    root = next(elements(text, "start"))
    message = _MESSAGE.fullmatch(etree.QName(root).namespace or "")
    if message and message[1] == "pain.001":
        raise _refuse("This is a file of payments, not a bank's answer to it", "not-an-answer")
    if not message or message[1] not in ("pain.002", "camt.053", "camt.054") or etree.QName(root).localname != "Document":
        raise _refuse("This XML is not a message that banks answer with", "unknown-format")
    if message[1] == "pain.002" and message[2] < "03":
        raise _refuse("pain.002 is read from version 03 on", "unknown-format")
    return message[1]


def _refuse(message: str, code: str) -> Refusal:
    return refuse("file", message, code)


def opened(content: bytes) -> str:
    """The file as text; refused above 50 MB, empty, not UTF-8, with NUL or with a document type."""
    if len(content) > BYTES_MAX:
        raise _refuse("The file is larger than 50 MB", "too-large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("file", "The file is not UTF-8: byte %(at)d", "not-utf-8", at=error.start) from None
    if not text.strip():
        raise _refuse("The file is empty", "empty")
    if "\0" in text:
        raise _refuse("The file holds NUL characters", "nul")
    # Declared otherwise, the same bytes could hide a DTD from the search below.
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() not in ("utf-8", "us-ascii", "ascii"):
        raise _refuse("The file is declared in another encoding than UTF-8", "not-utf-8")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _refuse("The file carries a document type, which no bank's message has", "dtd")
    return text


def elements(text: str, event: str, names: tuple[str, ...] = ()) -> Iterator[etree._Element]:
    """The file's elements as they are read (of those names, in any namespace); refused when the XML is broken."""
    source, tags = io.BytesIO(text.encode()), [f"{{*}}{name}" for name in names] or None
    safe = {"encoding": "utf-8", "resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
    try:
        for _, element in etree.iterparse(source, (event,), tag=tags, **safe):
            yield element
    except etree.XMLSyntaxError as error:
        raise refuse("file", "The XML is broken: line %(line)d", "broken-xml", line=error.lineno or 0) from None


def line(row: int, status: str | None, cells: Mapping[str, str]) -> AnswerLine | Unread:
    """One line from the words found in the file (by the names of the CSV profile's columns), or what is wrong with it.

    `status` is what the file's own word for the status means here, None when it is not known.
    """
    said = {name: _one_line(cell) for name, cell in cells.items()}
    try:
        return AnswerLine(
            row,
            _reference(said.get("reference", "")),
            _status(said.get("status", ""), status),
            _amount(cells.get("amount", "")),
            _currency(said.get("currency", "")),
            said.get("account", "")[:ACCOUNT_MAX] or None,
            said.get("reason", "")[:REFERENCE_MAX] or None,
            said.get("text", "")[:TEXT_MAX] or None,
            day(said.get("day", "")),
        )
    except Refusal as refusal:
        return Unread(said.get("reference", "")[:REFERENCE_MAX], replace(refusal.problems[0], row=row))


def sorted_out(found: Sequence[AnswerLine | Unread]) -> tuple[tuple[AnswerLine, ...], tuple[Unread, ...]]:
    """The lines that can be taken, and those that cannot."""
    lines = tuple(each for each in found if isinstance(each, AnswerLine))
    return lines, tuple(each for each in found if isinstance(each, Unread))


def day(found: str) -> date | None:
    """The day of a date or a date with a time, as written; nothing where nothing is written."""
    found = found.strip()
    return parse_day(found[:10] if found[10:11] == "T" else found, "day") if found else None


def _one_line(cell: str) -> str:
    if not cell.isprintable():
        cell = "".join(sign if sign.isprintable() else " " for sign in cell)
    return " ".join(cell.split())


def _reference(found: str) -> str:
    if not _REFERENCE.fullmatch(found) or found == "NOTPROVIDED":
        raise refuse("reference", "The line does not say which payment it is about", "no-reference")
    return found


def _status(found: str, status: str | None) -> str:
    if status not in STATUSES:
        raise refuse("status", "“%(found)s” is not a status known here", "unknown-status", found=found[:40])
    return status


def _amount(found: str) -> Decimal | None:
    if not found.strip():
        return None
    parse_amount(found, DECIMALS_MAX, "amount")
    return Decimal(found.strip())  # with the places that the bank wrote


def _currency(found: str) -> str | None:
    if found and not _CURRENCY.fullmatch(found):
        raise refuse("currency", "“%(found)s” is not a currency such as USD", "not-a-currency", found=found[:40])
    return found or None
