"""A finding of the conformity report: what the standard asks and what the law was found to say, in words and numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from mis.law.book import Line, Sheet
from mis.law.editions import Edition
from mis.law.held import Found
from mis.law.instruments import Norm, finding_words
from mis.law.languages import said_in
from mis.law.wording import Speech
from mis.money import plain

MONEY = {"amount", "wage", "allowances", "worker", "total"}


@dataclass(frozen=True)
class Finding:
    """One point of one instrument and what a law was found to say: words, numbers and citations of both, and the verdict.

    Numbers are exact or rounded down to six places; a share is a number between 0 and 1. `standard_confidence` and
    `confidence` say how surely the standard and the law are known; a standard not yet checked names where to check it.
    """

    code: str
    country: str
    branch: str
    instrument: str
    minimum: bool
    article: str
    point: str
    label: str
    asked: str
    asked_number: str | None
    standard_confidence: str
    standard_source: str
    found: str
    found_number: str | None
    law: str
    confidence: str
    verdict: str
    said: str


@dataclass(frozen=True)
class Telling:
    """A law about which a finding is told, and in which language."""

    sheet: Sheet
    edition: Edition | None
    language: str


def finding_of(telling: Telling, norm: Norm, found: Found) -> Finding:
    """What was found of one law at one point, told beside what the standard asks."""
    sheet, line = telling.sheet, found.line
    law = found.law or (line.law or line.source if line else None)
    return finding(
        norm, telling.language,
        code=sheet.code, country=sheet.country, branch=sheet.branch,
        asked_number=_number(found.bound), found=_words(telling, found), found_number=_number(found.number),
        law=law or "", confidence=found.confidence or (line.confidence if line else ""), verdict=found.verdict,
    )  # fmt: skip


def finding(norm: Norm, language: str, **told: Any) -> Finding:
    """A finding, with what the norm brings."""
    words = finding_words()
    return Finding(
        instrument=norm.instrument, minimum=norm.minimum, article=norm.article, point=norm.point,
        label=said_in(words["points"][norm.point], language), asked=said_in(norm.says, language),
        standard_confidence=norm.confidence, standard_source=norm.source,
        said=said_in(words["verdicts"][told["verdict"].replace(" ", "-")], language), **told,
    )  # fmt: skip


def _number(number: Fraction | None) -> str | None:
    """A number as files write it, at most six places, rounded down."""
    if number is None:
        return None
    scaled = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.000001"), rounding=ROUND_FLOOR)
    return f"{scaled.normalize():f}"


def _words(telling: Telling, found: Found) -> str:
    """What was found, in words."""
    template = said_in(finding_words()["found"][found.words], telling.language)
    if telling.edition is None:
        return template.format(what="; ".join(map(str, found.parts.get("what", []))))
    speech = Speech(telling.edition, telling.language)
    return template.format(**{name: _part(speech, name, part) for name, part in found.parts.items()})


def _part(speech: Speech, name: str, part: Any) -> str:
    """One part of a finding as the language writes it."""
    if name in ("among", "kind"):
        return said_in(finding_words()["kinds"][part], speech.language)
    if name == "percent":
        return speech.percent(_floor(part, 3))
    if name in MONEY:
        sheet = speech.edition.sheet
        return f"{sheet.currency} {speech.said(plain(_floor(part, sheet.decimals), sheet.decimals))}"
    if name == "result":
        return speech.words["results"][{True: "met", False: "not_met", None: "open"}[part]]
    if isinstance(part, Line):
        return speech.label(part.name)
    if isinstance(part, list):
        return "; ".join(_listed(speech, each) for each in part)
    return speech.said(_floor(part, 1 if name == "weeks" else 2) if isinstance(part, Fraction) else _plain(part))


def _listed(speech: Speech, part: Any) -> str:
    """One of several: a line, a ground with the fact that holds it, or the name of a fact."""
    if isinstance(part, Line):
        return speech.label(part.name)
    if isinstance(part, tuple):
        return speech.said(part[1], part[0])
    return speech.label(part)


def _floor(number: Fraction, places: int) -> Decimal:
    """A number in so many places, rounded down, so that what is below a bound never looks as if it were not."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_FLOOR).normalize()


def _plain(part: Any) -> Any:
    return part.isoformat() if isinstance(part, date) else part
