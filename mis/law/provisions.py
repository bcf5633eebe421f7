"""A sheet of law in words, without any case: each line's name, what it says, since when and by which provision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mis.law.book import Line, Sheet
from mis.law.editions import SHAPES, Edition
from mis.law.phrases import template
from mis.law.terms import shape_of
from mis.law.wording import Speech

RATES = ("rate", "share")
TESTS = ("at_least", "at_most", "above", "below", "equals")
NESTED = "\0"  # stands for the inner shape while the outer one is told


@dataclass(frozen=True)
class Provision:
    """One line in force: its words, days, provision and how surely it is known.

    `says` has several parts where the law distinguishes (bands); `asks` names what a condition looks at.
    """

    section: str
    name: str
    label: str
    asks: str
    says: tuple[str, ...]
    since: date | None
    until: date | None
    law: str
    source: str
    confidence: str


class Provisions(Speech):
    """A speech about the law itself: facts are named, never told as unknown, and bands are all told."""

    def part(self, raw: Any) -> str:
        """An operand by its name, with its figure where the law gives one."""
        if isinstance(raw, str) and self.value_of(raw) is None:
            return self.label(raw)
        return super().part(raw)

    def describe(self, body: Mapping[str, Any]) -> str:
        """One shape in words."""
        return "; ".join(self.parts_of(body))

    def parts_of(self, body: Mapping[str, Any], rates: bool = False) -> list[str]:
        """A shape in words, one for each band or choice that it distinguishes; `rates` tells its figures in per cent."""
        shape = shape_of(body, SHAPES)
        if shape in TESTS and self._of_days(body[shape]):
            return [template(self, "tests", f"{shape}_day", bound=self.bound(body[shape]))]
        if shape == "round" and isinstance(body["round"], Mapping):
            inner = self.parts_of(body["round"])
            return [super().describe({**body, "round": NESTED}).replace(NESTED, inner[0]), *inner[1:]]
        told = {"by": self._choices, "accrual": self._accrual}.get(shape)
        if told is not None:
            return told(body, rates)
        return [super().describe(body)]

    def _of_days(self, bound: Any) -> bool:
        """Whether a test compares with a day that only a case knows."""
        return isinstance(bound, str) and self.value_of(bound) is None and self.edition.plan[bound].kind == "date"

    def _choices(self, body: Mapping[str, Any], rates: bool) -> list[str]:
        """A table or bands: by what they go, then one for each row."""
        key = body["by"]
        if "table" in body:
            pairs = [(self.said(choice, key), value) for choice, value in body["table"].items()]
        else:
            pairs = [(self._edges(band), band["value"]) for band in body["bands"]]
        head = template(self, "shapes", "by_rule", key=self.label(key) if isinstance(key, str) else self.bound(key))
        return [head, *(f"{choice}: {self.rate(value) if rates else self.bound(value)}" for choice, value in pairs)]

    def _accrual(self, body: Mapping[str, Any], _rates: bool) -> list[str]:
        """What each month adds, and the rate of each band of months."""
        said = {"months": self.part(body["accrual"]), "of": self.part(body["of"]), "per": self.bound(body["per"])}
        rates = [f"{self._edges(band)}: {self.percent_of(band['value'])}" for band in body["bands"]]
        return [template(self, "shapes", "accrual_rule", **said), *rates]

    def percent_of(self, raw: Any) -> str:
        """A rate of law as a percentage, whether written or named."""
        value = self.value_of(raw) if isinstance(raw, str) else raw
        return self.part(raw) if value is None else self.percent(Decimal(value))

    def _edges(self, band: Mapping[str, Any]) -> str:
        """From where to where a band goes."""
        edges = [template(self, "shapes", "band_from", low=self.bound(band["from"]))] if "from" in band else []
        edges += [template(self, "shapes", "band_to", high=self.bound(band["to"]))] if "to" in band else []
        return ", ".join(edges)


def provisions_on(sheet: Sheet, day: date, language: str) -> list[Provision]:
    """The lines of a sheet in force on a day in the words of a language; none before its law begins."""
    edition = sheet.edition_on(day)
    return [] if edition is None else [_provision(edition, line, Provisions(edition, language)) for line in edition.lines]


def _provision(edition: Edition, line: Line, speech: Provisions) -> Provision:
    """One line in words."""
    of = line.body.get("of")
    tests = edition.plan[line.name].kind == "boolean" and "holds" not in line.body and "none_of" not in line.body
    return Provision(
        section=line.section,
        name=line.name,
        label=speech.label(line.name),
        asks=speech.label(of) if tests and isinstance(of, str) else "",
        says=tuple(_said(line, speech)),
        since=line.since,
        until=line.until,
        law=line.law or "",
        source=line.source or "",
        confidence=line.confidence,
    )


def _said(line: Line, speech: Provisions) -> list[str]:
    """What the line says; figures of what is called a rate or share are told in per cent."""
    rates = line.name.endswith(RATES)
    if rates and set(line.body) == {"value"}:
        return [speech.percent_of(line.body["value"])]
    return speech.parts_of(line.body, rates)
