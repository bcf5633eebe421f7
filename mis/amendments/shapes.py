"""The shapes of law as an officer chooses them: for each, the parts that are asked and how an answer becomes law."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from mis.dates import parse_day
from mis.errors import Problem, Refusal, refuse
from mis.law.book import SECTIONS, Sheet
from mis.law.editions import PAYMENT_FACTS, SHAPES
from mis.law.facts import catalogue
from mis.law.terms import LawError, shape_of

NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
MODES = ("half up", "half even", "up", "down")
SPANS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Part:
    """One part of a shape: its key in the law, what it is called, how it is read, and its hint."""

    key: str
    label: Any
    kind: str = "operand"
    hint: Any = ""
    needed: bool = True


@dataclass(frozen=True)
class Form:
    """A shape as it is offered: its words and its parts."""

    title: Any
    parts: tuple[Part, ...]


OF = Part("of", _l("What is looked at"))
BOUND = _l("A figure, a day as 2024-05-01, or a name from the list")
LIST = _l("Two or more, with semicolons between: names or figures")


def _compared(word: str, title: Any) -> tuple[str, Form]:
    return word, Form(title, (OF, Part(word, _l("With what it is compared"), hint=BOUND)))


FORMS: Mapping[str, Form] = dict([
    ("value", Form(_l("A value of the law"), (
        Part("value", _l("Value"), "literal", _l("A number, a day as 2024-05-01, or words")),
    ))),
    ("share", Form(_l("A share of something"), (Part("share", _l("Share"), hint=_l("0.45 for 45%, or a name")), OF))),
    ("least", Form(_l("The least of several"), (Part("least", _l("Of what"), "operands", LIST),))),
    ("greatest", Form(_l("The greatest of several"), (Part("greatest", _l("Of what"), "operands", LIST),))),
    ("sum", Form(_l("A sum"), (Part("sum", _l("Of what"), "operands", LIST),))),
    ("product", Form(_l("A product"), (Part("product", _l("Of what"), "operands", LIST),))),
    ("excess", Form(_l("What lies above a bound"), (Part("excess", _l("What")), Part("over", _l("Above"), hint=BOUND)))),
    ("round", Form(_l("A rounded number"), (
        Part("round", _l("What is rounded")), Part("decimals", _l("Decimals"), "number", needed=False),
        Part("mode", _l("How"), hint=_l("A line that says half up, half even, up or down")),
    ))),
    ("by-bands", Form(_l("By bands of a number"), (
        Part("by", _l("By what")),
        Part("bands", _l("Bands"), "bands", _l("One a row: from; to; value. “To” is not included; leave open what is open.")),
    ))),
    ("by-table", Form(_l("By a choice"), (
        Part("by", _l("By what")), Part("table", _l("Values"), "table", _l("One a row: choice; value")),
    ))),
    _compared("at_least", _l("A test: at least")),
    _compared("at_most", _l("A test: at most")),
    _compared("above", _l("A test: above")),
    _compared("below", _l("A test: below")),
    ("holds", Form(_l("A test: is so, or is not so"), (OF, Part("holds", _l("It must be"), "yes")))),
    ("one_of", Form(_l("A test: one of several choices"), (OF, Part("one_of", _l("Choices"), "words", LIST)))),
    ("none_of", Form(_l("A test: none of several choices"), (OF, Part("none_of", _l("Choices"), "words", LIST)))),
    ("all", Form(_l("Several tests, all needed"), (Part("all", _l("Tests"), "operands", LIST),))),
    ("any", Form(_l("Several tests, one is enough"), (Part("any", _l("Tests"), "operands", LIST),))),
    ("years_from", Form(_l("Completed years between two days"), (
        Part("years_from", _l("From")), Part("to", _l("To")),
        Part("leap_day", _l("Birthday of those born on 29 February"), hint=_l("A line that says 1 March or 28 February")),
    ))),
    ("start", Form(_l("The first day of a month, quarter or year"), (Part("start", _l("Of which"), "span"), OF))),
    ("end", Form(_l("The last day of a month, quarter or year"), (Part("end", _l("Of which"), "span"), OF))),
    ("unread", Form(_l("A provision that nobody has read yet"), (Part("unread", _l("The fact that settles it")),))),
    ("repealed", Form(_l("Repealed: it no longer holds"), ())),
])  # fmt: skip


def offered() -> list[tuple[str, Any]]:
    """The shapes that the law book knows, to choose from."""
    return [(name, form.title) for name, form in FORMS.items() if name == "repealed" or name.partition("-")[0] in SHAPES]


def shape_form(body: Mapping[str, Any]) -> str:
    """Under which of the offered shapes a line's body is; the value where it is none of them, or holds one inside another."""
    held = [value for key, value in body.items() if key not in ("table", "bands")]
    held += [*body.get("table", {}).values(), *(each for band in body.get("bands", []) for each in band.values())]
    inner = [each for value in held for each in (value if isinstance(value, list) else [value])]
    if any(isinstance(each, Mapping) for each in inner):
        return "value"
    if "by" in body:
        return "by-bands" if "bands" in body else "by-table"
    try:
        found = shape_of(body, SHAPES)
    except LawError:
        return "value"
    return found if found in FORMS else "value"


def names_for(sheet: Sheet, section: str, before: str) -> Iterator[tuple[str, str, str]]:
    """What a line of that section may look at: name, section ("fact" for the catalogue's) and kind."""
    for name, fact in catalogue().items():
        if not fact.fields:
            yield name, "fact", fact.type
    for line in dict.fromkeys(line.name for line in sheet.lines if line.name != before):
        own = next(each.section for each in sheet.lines if each.name == line)
        if SECTIONS.index(own) <= SECTIONS.index(section):
            yield line, own, ""
    if section == "amount":
        yield from ((name, "fact", kind) for name, (kind, _) in PAYMENT_FACTS.items())


def body_of(shape: str, answers: Mapping[str, str], names: frozenset[str]) -> dict[str, Any]:
    """The body of a line from the answers to its shape's parts. Raises Refusal with each problem at its part."""
    if shape == "repealed":
        return {"repealed": True}
    body: dict[str, Any] = {}
    problems: list[Problem] = []
    for part in FORMS[shape].parts:
        text = answers.get(part.key, "").strip()
        try:
            if text or part.needed:
                body[part.key] = READERS[part.kind](text, part.key, names)
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(*problems)
    return body


def _operand(text: str, key: str, names: frozenset[str]) -> Any:
    if NUMBER.fullmatch(text):
        return _figure(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return parse_day(text, key)
    if text not in names:
        words = "“%(found)s” is neither a figure nor a name that this line can look at"
        raise refuse(key, words, "unknown-name", found=text[:60])
    return text


def _figure(text: str) -> Decimal | int:
    return Decimal(text) if "." in text else int(text)


def _operands(text: str, key: str, names: frozenset[str]) -> list[Any]:
    parts = [each.strip() for each in text.split(";") if each.strip()]
    if len(parts) < 2:
        raise refuse(key, "Write two or more, with semicolons between", "too-few")
    return [_operand(each, key, names) for each in parts]


def _literal(text: str, key: str, names: frozenset[str]) -> Any:
    if NUMBER.fullmatch(text) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return _operand(text, key, names)
    if not text:
        raise refuse(key, "Write the value", "missing")
    return text


def _number(text: str, key: str, _names: frozenset[str]) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise refuse(key, "“%(found)s” is not a whole number", "not-a-number", found=text[:40])
    return int(text)


def _words(text: str, key: str, _names: frozenset[str]) -> list[str]:
    parts = [each.strip() for each in text.split(";") if each.strip()]
    if not parts:
        raise refuse(key, "Write the choices, with semicolons between", "missing")
    return parts


def _yes(text: str, _key: str, _names: frozenset[str]) -> bool:
    return text == "yes"


def _span(text: str, key: str, _names: frozenset[str]) -> str:
    if text not in SPANS:
        raise refuse(key, "Choose month, quarter or year", "choose")
    return text


def _rows(text: str, key: str, width: int) -> Iterator[tuple[int, list[str]]]:
    for row, line in enumerate(text.splitlines(), 1):
        cells = [each.strip() for each in line.split(";")]
        if any(cells):
            if len(cells) != width:
                words = "Row %(row)d: %(width)d parts are needed, with semicolons between"
                raise refuse(key, words, "parts", row=row, width=width)
            yield row, cells


def _bands(text: str, key: str, names: frozenset[str]) -> list[dict[str, Any]]:
    bands: list[dict[str, Any]] = []
    for row, (low, high, value) in _rows(text, key, 3):
        edges = {"from": low, "to": high, "value": value}
        band = {name: _operand(each, key, names) for name, each in edges.items() if each or name == "value"}
        _check_band(bands, band, key, row)
        bands.append(band)
    if not bands:
        raise refuse(key, "Write the bands, one a row", "missing")
    return bands


def _check_band(bands: list[dict[str, Any]], band: Mapping[str, Any], key: str, row: int) -> None:
    """Refuse an empty band, and a gap or an overlap with the one before, where the edges are figures."""
    before, low, high = bands[-1].get("to") if bands else None, band.get("from"), band.get("to")
    numbers = [each for each in (before, low, high) if isinstance(each, int | Decimal)]
    if isinstance(low, int | Decimal) and isinstance(high, int | Decimal) and low >= high:
        raise refuse(key, "Row %(row)d: the band ends before it begins", "empty-band", row=row)
    if bands and before != low:
        over = before is None or low is None or (before in numbers and low in numbers and low < before)
        words = "Row %(row)d: this band overlaps the one before" if over else "Row %(row)d: there is a gap after the band before"
        raise refuse(key, words, "overlap" if over else "gap", row=row)


def _table(text: str, key: str, names: frozenset[str]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for row, (choice, value) in _rows(text, key, 2):
        if choice in table:
            raise refuse(key, "Row %(row)d: this choice stands there already", "twice", row=row)
        table[choice] = _operand(value, key, names)
    if not table:
        raise refuse(key, "Write the values, one a row", "missing")
    return table


Reader = Callable[[str, str, frozenset[str]], Any]
READERS: Mapping[str, Reader] = {
    "operand": _operand, "operands": _operands, "literal": _literal, "number": _number, "words": _words, "yes": _yes,
    "span": _span, "bands": _bands, "table": _table,
}  # fmt: skip


def typed_body(shape: str, body: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a line in force as an officer would type them, to begin a new version with."""
    return {part.key: _typed(body.get(part.key)) for part in FORMS[shape].parts if part.key in body}


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "\n".join(f"{choice}; {_typed(each)}" for choice, each in value.items())
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            return "\n".join("; ".join(_typed(band.get(edge)) for edge in ("from", "to", "value")) for band in value)
        return "; ".join(_typed(each) for each in value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
