"""How a sheet of law must be written: TOML of moderate size, a head with every word, lines with names, days and citations."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from mis.errors import Problem, Refusal, refuse
from mis.law.book import SECTIONS, Line, Sheet, names_in
from mis.law.facts import catalogue

TEXT_MAX = 256 * 1024
DEPTH_MAX = 8
META = {"name", "since", "until", "law", "source", "confidence", "programme", "payer", "repealed"}
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
CODE = re.compile(r"[a-z][a-z0-9-]{0,59}", re.ASCII)
AT_ROW = re.compile(r"\(at line (\d+), column \d+\)")
TEXTS = ("code", "kind", "country", "branch", "status", "subject", "scheme", "currency", "per", "rule_date", "law")


def _kind(annotation: Any) -> type:
    """Which type of TOML value a part of a sheet's head is written as."""
    if isinstance(annotation, UnionType):
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
    return {Mapping: dict, tuple: list}.get(get_origin(annotation), annotation)


KINDS: Mapping[str, type] = {
    **{field.name: _kind(field.type) for field in dataclass_fields(Sheet) if field.name not in ("lines", "text")},
    **dict.fromkeys(SECTIONS, list),
}


def problem(message: str, line: Mapping[str, Any] | Line | None = None, /, **values: object) -> Problem:
    """Something wrong, of a line where one is given."""
    if line is not None:
        name, since = (line.name, line.since) if isinstance(line, Line) else (line.get("name"), line.get("since"))
        values = {"line": name, "since": since or "–", **values}
    return Problem("text", message, "law", values=values)


def read_text(text: str) -> dict[str, Any]:
    """The text as TOML, its numbers exact; refused with the row when it is not TOML, too long, or nested too deep."""
    if len(text.encode(errors="replace")) > TEXT_MAX:
        raise refuse("text", "Text: a sheet of law has at most %(most)d KB", "too-large", most=TEXT_MAX // 1024)
    try:
        text.encode()
        raw = tomllib.loads(text, parse_float=_exact)
    except (ValueError, RecursionError) as error:
        row = AT_ROW.search(str(error))
        words = "The text is not TOML: %(why)s"
        raise Refusal(Problem("text", words, "not-toml", int(row[1]) if row else None, {"why": str(error)[:200]})) from None
    if not _shallow(raw, DEPTH_MAX):
        raise refuse("text", "The text is nested more than %(most)d deep", "law", most=DEPTH_MAX)
    return raw


def _exact(figure: str) -> Decimal:
    number = Decimal(figure)
    if not number.is_finite() or abs(number.adjusted()) > 40 or len(figure) > 60:
        raise ValueError(f"{figure[:40]} is not a number of law")
    return number


def _shallow(value: Any, most: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most > 0 and all(_shallow(each, most - 1) for each in inner)


def head_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the head: words that are not known, missing, or of another type."""
    for name, value in raw.items():
        if name not in KINDS:
            yield problem("“%(name)s” is not a word of a sheet's head", name=name[:60])
        elif type(value) is not KINDS[name]:
            yield problem("%(name)s: another kind of value is needed", name=name)
    for name in (*TEXTS, "decimals", "begins", "name"):
        if name not in raw or raw[name] in ("", {}):
            yield problem("%(name)s: the sheet does not say it", name=name)
    for name in ("code", "scheme"):
        if isinstance(raw.get(name), str) and not CODE.fullmatch(raw[name]):
            yield problem("%(name)s: small letters, figures and hyphens only", name=name)
    if not re.fullmatch(r"[A-Z]{3}", str(raw.get("currency"))) or raw.get("decimals") not in range(5):
        yield problem("currency and decimals: a code such as USD, and 0 to 4 decimals")
    yield from _parts(raw)


def _parts(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with words, names, papers and lists in the head."""
    words = raw.get("words") if isinstance(raw.get("words"), dict) else {}
    spoken = [("name", raw.get("name")), *words.items()]  # type: ignore[union-attr]
    for name, texts in spoken:
        if not isinstance(texts, dict) or not all(isinstance(said, str) for said in texts.values()):
            yield problem("%(name)s: its words are a text for each language", name=name)
    papers = raw.get("documents", [])
    for paper in papers if isinstance(papers, list) else []:
        proves = paper.get("proves") if isinstance(paper, dict) else None
        if (
            not isinstance(proves, list)
            or not isinstance(paper.get("name"), dict)
            or not set(map(str, proves)) <= set(catalogue())
        ):
            yield problem("documents: each has a name for each language and the facts that it proves")
    for name in ("programmes", "missing"):
        listed = raw.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            yield problem("%(name)s: a list of texts is needed", name=name)
    if not isinstance(raw.get("name"), dict) or not raw["name"].get("en"):
        yield problem("name: it is needed in English at least")


def line_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the lines as they are written: names, days, citations."""
    for section in SECTIONS:
        listed = raw.get(section, [])
        for entry in listed if isinstance(listed, list) else []:
            if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not NAME.fullmatch(entry["name"]):
                yield problem("%(section)s: each line has a name in small letters, figures and underscores", section=section)
                continue
            yield from _line(entry)


def _line(entry: Mapping[str, Any]) -> Iterator[Problem]:
    since, until = (entry.get(name) for name in ("since", "until"))
    days = [each for each in (since, until) if each is not None]
    if any(type(each) is not date or not 1800 <= each.year <= 2200 for each in days):
        yield problem("Line %(line)s since %(since)s: its days are written as 2024-05-01", {"name": entry["name"]})
    elif len(days) == 2 and until < since:  # type: ignore[operator]
        yield problem("Line %(line)s since %(since)s: it would end on %(until)s, before it begins", entry, until=until)
    told = [entry.get(name) for name in ("law", "source", "confidence", "programme", "payer")]
    if any(each is not None and (not isinstance(each, str) or not each.strip()) for each in told):
        yield problem("Line %(line)s since %(since)s: its citation, source and confidence are texts", entry)
    if not isinstance(entry.get("repealed", False), bool):
        yield problem("Line %(line)s since %(since)s: repealed is true or not written", entry)


def circles(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Lines that rest on each other in a circle, each circle told once."""
    asks: dict[str, set[str]] = {}
    lines = [entry for section in SECTIONS for entry in raw.get(section, [])]
    names = {entry["name"] for entry in lines}
    for entry in lines:
        body = {key: value for key, value in entry.items() if key not in META}
        asks.setdefault(entry["name"], set()).update(names.intersection(names_in(body)))
    done: set[str] = set()
    for name in asks:
        circle = _circle(name, asks, [], done)
        if circle:
            entry = next(each for each in lines if each["name"] == circle[0])
            yield problem("Line %(line)s rests on itself in a circle: %(circle)s", entry, circle=" → ".join(circle))
            return


def _circle(name: str, asks: Mapping[str, set[str]], path: list[str], done: set[str]) -> list[str]:
    if name in path:
        return [*path[path.index(name) :], name]
    if name in done:
        return []
    for asked in sorted(asks.get(name, ())):
        found = _circle(asked, asks, [*path, name], done)
        if found:
            return found
    done.add(name)
    return []
