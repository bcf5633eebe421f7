"""What is asked of a text before it may become law, everything that is wrong told at its row."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from mis.errors import Problem, Refusal, refuse
from mis.law.book import SECTIONS, Sheet, read_sheet
from mis.statutes.meaning import meaning_problems, used_problems
from mis.statutes.texts import row_of
from mis.statutes.writing import circles, head_problems, line_problems, problem, read_text

ABOUT_LINE = re.compile(r"line (\w+) since (\d{4}-\d{2}-\d{2}|None)")
SUBJECTS = ("person", "household", "employer")


@dataclass(frozen=True)
class Held:
    """The law that a draft is held against: its sheets, its country, and the editions of a sheet that decided something."""

    sheets: Mapping[str, Sheet]
    country: str
    used: Callable[[str], frozenset[str]]


def checked(text: str, held: Held) -> Sheet:
    """The sheet that a text is. Raises Refusal with everything that is wrong, each at its row of the text."""
    raw = read_text(text)
    _demand_none(text, [*head_problems(raw), *line_problems(raw)])
    sheet = _as_law(text, raw)
    before = held.sheets.get(sheet.code)
    used = used_problems(sheet, before, held.used(sheet.code)) if before else []
    _demand_none(text, [*_belongs(sheet, held), *meaning_problems(sheet), *used])
    return sheet


def _demand_none(text: str, problems: list[Problem]) -> None:
    """Refuse the text for these problems, each with the row of the text in which its line begins."""
    told = []
    for each in problems:
        row = each.row
        if row is None and "line" in each.values:
            since = each.values["since"]
            row = row_of(text, str(each.values["line"]), since if isinstance(since, date) else None)
        told.append(Problem(each.field, each.message, each.code, row, each.values))
    if told:
        raise Refusal(*told)


def _as_law(text: str, raw: Mapping[str, Any]) -> Sheet:
    """The sheet with every edition's plan built; what is wrong with a line is told at its row."""
    code = str(raw["code"])
    try:
        sheet = read_sheet(code, text)
    except Refusal as refusal:
        _demand_none(text, list(circles(raw)))
        told = str(refusal)
        about = ABOUT_LINE.search(told)
        since = date.fromisoformat(about[2]) if about and about[2] != "None" else None
        row = row_of(text, about[1], since) if about else None
        _demand_none(text, list(_gaps(raw, told)))
        raise Refusal(Problem("text", "%(told)s", "law", row, {"told": told})) from None
    except (TypeError, AttributeError, KeyError, ValueError, ArithmeticError) as error:
        raise refuse("text", "The text cannot be read as law: %(why)s", "law", why=str(error)[:200]) from None
    return sheet


def _gaps(raw: Mapping[str, Any], told: str) -> Iterator[Problem]:
    """Where a line looks at one that is not in force all the time: the days between its versions."""
    asked = re.search(r"unknown name “(\w+)”", told)
    versions = [entry for section in SECTIONS for entry in raw.get(section, []) if asked and entry["name"] == asked[1]]
    spans = sorted((entry.get("since") or date.min, entry.get("until") or date.max) for entry in versions)
    for (_, ended), (begins, _) in pairwise(spans):
        if ended < begins - timedelta(days=1):
            words = "Line %(line)s has a gap: it is not in force from %(first)s to %(last)s, and other lines look at it"
            first, last = ended + timedelta(days=1), begins - timedelta(days=1)
            yield problem(words, versions[0], first=first, last=last)


def _belongs(sheet: Sheet, held: Held) -> Iterator[Problem]:
    if sheet.country.lower() != held.country.lower():
        yield problem("country: this office works by the law of %(country)s", country=held.country.upper())
    if sheet.subject not in SUBJECTS:
        yield problem("subject: person, household or employer")
