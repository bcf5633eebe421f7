"""A sheet of law as its page shows it: what is in force on a day, its versions, and how surely each value is known."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from mis.law.book import Line, Sheet
from mis.law.editions import Edition
from mis.law.facts import catalogue
from mis.law.languages import said_in
from mis.law.provisions import Provision, provisions_on


@dataclass(frozen=True)
class Version:
    """What is in force from a day on: its digest, and the lines that began, changed or ended on that day."""

    since: date
    digest: str
    changed: tuple[str, ...]
    shown: bool


@dataclass(frozen=True)
class Group:
    """The provisions that answer one question, with the key of its heading."""

    key: str
    rows: tuple[Provision, ...]


@dataclass(frozen=True)
class Paper:
    """A document that proves facts: its name, the facts, where the list is from."""

    name: str
    proves: tuple[str, ...]
    source: str


def groups(sheet: Sheet, day: date, language: str) -> list[Group]:
    """The provisions in force by what they answer: who is entitled, how much, the values, and what is worked out first."""
    rows = provisions_on(sheet, day, language)
    cited = {row.name for row in rows if row.section == "facts" and (row.law or row.source)}
    chosen = {
        "conditions": [row for row in rows if row.section == "conditions"],
        "amount": [row for row in rows if row.section == "amount"],
        "values": [row for row in rows if row.name in cited],
        "worked": [row for row in rows if row.section == "facts" and row.name not in cited],
    }
    return [Group(key, tuple(found)) for key, found in chosen.items() if found]


def versions(sheet: Sheet, day: date, language: str) -> list[Version]:
    """Every version of the sheet, newest first; the one in force on the day is marked."""
    shown = sheet.edition_on(day)
    pairs = zip([None, *sheet.editions], sheet.editions, strict=False)
    told = [
        Version(edition.since, edition.digest, tuple(_changed(before, edition, language)), edition is shown)
        for before, edition in pairs
    ]
    return told[::-1]


def _changed(before: Edition | None, edition: Edition, language: str) -> list[str]:
    """The names of what differs from the version before; nothing for the first, in which all is new."""
    if before is None:
        return []
    old, new = set(before.lines), set(edition.lines)
    different: list[Line] = [line for line in (*edition.lines, *before.lines) if (line in old) != (line in new)]
    return list(dict.fromkeys(edition.sheet.label(line.name, language) for line in different))


def papers(sheet: Sheet, language: str) -> list[Paper]:
    """The documents that a claimant brings."""
    facts = catalogue()

    def name(fact: str) -> str:
        return said_in(facts[fact].label, language) if fact in facts else fact

    return [
        Paper(said_in(each["name"], language), tuple(map(name, each["proves"])), each.get("source", ""))
        for each in sheet.documents
    ]


def confidence_on(sheet: Sheet, day: date) -> Counter[str]:
    """How many cited values in force on the day are confirmed, from a single source, or not read."""
    edition = sheet.edition_on(day)
    return Counter(line.confidence for line in edition.lines if line.law or line.source) if edition else Counter()


def fact_label(name: str, language: str) -> str:
    """What a fact of the catalogue is called."""
    return str(said_in(catalogue()[name].label, language))


def unread_twice(sheet: Sheet, lines: list[Line], language: str) -> list[dict[str, Any]]:
    """The lines that wait for a second reader, in words."""
    return [{"name": line.name, "since": line.since, "label": sheet.label(line.name, language)} for line in lines]
