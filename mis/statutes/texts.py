"""The text of a sheet of law: where each line stands in it, and a line added with everything else left byte for byte."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mis.errors import refuse
from mis.law.book import SECTIONS

KEY = re.compile(r"[ \t]*([A-Za-z0-9_-]+)[ \t]*=[ \t]*(\[?)")
BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
ESCAPED = {chr(code): f"\\u{code:04x}" for code in (*range(32), 127)} | {"\\": "\\\\", '"': '\\"'}


@dataclass(frozen=True)
class Array:
    """A list of lines in the text: where its closing bracket is, and from where to where each line goes."""

    end: int
    lines: tuple[tuple[int, int], ...]


def arrays(text: str) -> dict[str, Array]:
    """The lists of a text that can be read as TOML, by section; a list written in another way is not found."""
    found: dict[str, Array] = {}
    at = 0
    while at < len(text) and not text.startswith("[", at):
        key = KEY.match(text, at)
        if key and key[2] and key[1] in SECTIONS:
            found[key[1]] = _array(text, key.end())
            at = found[key[1]].end + 1
        at = _after_statement(text, at)
    return found


def _array(text: str, at: int) -> Array:
    """The list that begins after its opening bracket."""
    depth, begun, lines = 1, 0, []
    while depth:
        sign = text[at]
        if sign in "{[":
            begun = at if depth == 1 else begun
            depth += 1
        elif sign in "}]":
            depth -= 1
            if depth == 1:
                lines.append((begun, at + 1))
        at = _after(text, at)
    return Array(at - 1, tuple(lines))


def _after(text: str, at: int) -> int:
    """The place after a sign, a whole string or a whole comment."""
    for quote in ('"""', "'''", '"', "'"):
        if text.startswith(quote, at):
            return _after_string(text, at + len(quote), quote)
    if text[at] == "#":
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    return at + 1


def _after_string(text: str, at: int, quote: str) -> int:
    while not text.startswith(quote, at):
        at += 2 if text[at] == "\\" and quote[0] == '"' else 1
    return at + len(quote)


def _after_statement(text: str, at: int) -> int:
    """The beginning of the next statement of the first table: after the end of a line outside every bracket and string."""
    depth = 0
    while at < len(text):
        sign = text[at]
        depth += (sign in "{[") - (sign in "}]")
        at = _after(text, at)
        if sign == "\n" and depth <= 0:
            return at
    return at


def row_of(text: str, name: str, since: date | None) -> int | None:
    """The number of the row in which a line of that name and day begins; None when it cannot be found."""
    for section, listed in arrays(text).items():
        for (begun, _), entry in zip(listed.lines, tomllib.loads(text)[section], strict=True):
            if entry.get("name") == name and entry.get("since") == since:
                return text.count("\n", 0, begun) + 1
    return None


def with_line(text: str, section: str, entry: Mapping[str, Any]) -> str:
    """The text with one more line: after the last of its name; a new name last, but in the arithmetic before the result.

    Everything else stays byte for byte. Raises Refusal when the text does not hold its lines in a list.
    """
    listed = arrays(text).get(section)
    before = tomllib.loads(text, parse_float=Decimal)
    names = [each.get("name") for each in before.get(section, [])]
    if listed is None or len(names) != len(listed.lines):
        raise refuse("text", "The text holds no list of %(section)s: write the line into the text itself", "law", section=section)
    at = _place(names, entry["name"], section)
    whole = _inserted(text, listed, at, f" {inline(entry)},")
    expected = before | {section: [*before.get(section, [])[:at], dict(entry), *before.get(section, [])[at:]]}
    if tomllib.loads(whole, parse_float=Decimal) != expected:
        raise refuse("text", "The line cannot be added to this text: write it into the text itself", "law")
    return whole


def _place(names: list[Any], name: str, section: str) -> int:
    """At which place in its list a line belongs."""
    if name in names:
        return len(names) - names[::-1].index(name)
    if section == "amount" and names:
        return names.index(names[-1])
    return len(names)


def _inserted(text: str, listed: Array, at: int, line: str) -> str:
    """The text with a line of its own before the line at that place."""
    if at < len(listed.lines):
        place = text.rfind("\n", 0, listed.lines[at][0]) + 1
        if not text[place : listed.lines[at][0]].strip():
            return f"{text[:place]}{line}\n{text[place:]}"
        return f"{text[: listed.lines[at][0]]}{line.strip()} {text[listed.lines[at][0] :]}"
    end = listed.end
    if listed.lines:
        closed = listed.lines[-1][1]
        if not text[closed:end].lstrip().startswith(","):
            text, end = f"{text[:closed]},{text[closed:]}", end + 1
    gap = "" if text[:end].endswith("\n") else "\n"
    return f"{text[:end]}{gap}{line}\n{text[end:]}"


def inline(value: Any) -> str:
    """A value as TOML writes it within one row."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(ESCAPED.get(sign, sign) for sign in value) + '"'
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}={inline(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(inner) for inner in value) + "]"
    return str(value)


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else inline(name)
