"""Lines of law and their values in words, a template per shape and language."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from mis.law.editions import SHAPES, Edition
from mis.law.facts import catalogue
from mis.law.languages import LANGUAGES, preferred, said_in
from mis.law.terms import shape_of

PARTS = "; "
BOTH = re.compile(r"([\d.-]+)–([\d.-]+)")
PLACE = re.compile(r"\{([a-z_]+)\}")


@cache
def words(language: str) -> Mapping[str, Any]:
    """The templates of a language, English where the law book does not speak it."""
    chosen = language if language in LANGUAGES else "en"
    return tomllib.loads(files("mis.law").joinpath("words", f"{chosen}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Speech:
    """An edition spoken in a language about one decided case, or a `step` of it; `raw` leaves figures as files write them."""

    edition: Edition
    language: str
    values: Mapping[str, Any] = field(default_factory=dict)
    raw: bool = False
    step: str = ""

    @property
    def words(self) -> Mapping[str, Any]:
        """The templates."""
        return words(self.language)

    def label(self, name: str) -> str:
        """What a line or fact is called."""
        return self.words["names"].get(name) or self.edition.sheet.label(name, self.language)

    def said(self, value: Any, name: str | None = None) -> str:
        """A value as people write it: text carried by the result, or a literal of the law."""
        if value is None:
            return self.words["unknown"]
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if self.raw:
            return text
        if both := BOTH.fullmatch(text):
            return "–".join(self.said(value, name) for value in both.groups())
        fact = catalogue().get(name or "")
        if fact is not None and fact.choices:
            return (said_in(fact.words, self.language) or {}).get(text, text)
        if fact is not None and fact.type == "date" and len(text) == 4:
            return self.words["year_alone"].format(year=text)
        if len(text) == 10 and text[4] == text[7] == "-":
            return self.words["day"].format(day=int(text[8:]), month=self._month(text), year=text[:4])
        if fact is not None and fact.type == "date" and len(text) == 7:
            return self.words["month_alone"].format(month=self._month(text), year=text[:4])
        return self._number(text) if text.replace(".", "", 1).isdigit() else self.words["names"].get(text, text)

    def _month(self, text: str) -> str:
        return self.words["month_names"][int(text[5:7]) - 1]

    def _number(self, text: str) -> str:
        whole, _, places = text.partition(".")
        grouped = f"{int(whole):,}".replace(",", self.words["group"])
        return grouped + (self.words["point"] + places if places else "")

    def percent(self, rate: Decimal) -> str:
        """A rate of law as a percentage."""
        text = f"{(rate * 100).normalize():f}"
        return self.words["percent"].format(value=text if self.raw else self._number(text))

    def value_of(self, name: str) -> Any:
        """A value of law, or what the case has."""
        term = self.edition.plan.get(name)
        return term.constant if term is not None and term.constant is not None else self.values.get(name)

    def bound(self, raw: Any) -> str:
        """The value that a test compares with: a figure, or what the figure is called while it is not known."""
        if isinstance(raw, str):
            value = self.value_of(raw)
            return self.label(raw) if value is None else self.said(value, raw)
        return self.describe(raw) if isinstance(raw, Mapping) else self.said(raw)

    def part(self, raw: Any) -> str:
        """An operand with its name and figure: last wage 6,000,000."""
        if isinstance(raw, str):
            return f"{self.label(raw)} {self.said(self.value_of(raw), raw)}"
        return self.bound(raw)

    def rate(self, raw: Any) -> str:
        """An operand that is a rate, as a percentage."""
        value = self.value_of(raw) if isinstance(raw, str) else raw
        return self.part(raw) if value is None or isinstance(value, Mapping) else self.percent(Decimal(value))

    def own(self, name: str, kind: str) -> str | None:
        """The sheet's own words of a kind (asked, not_met ...) for a line, filled from the case; None when it has none.

        The words may be in parts, each closed by a semicolon: a part that names what is not known is left out.
        """
        text = self._worded(name, kind)
        filled = [self._filled(part) for part in text.split(PARTS)] if text else []
        return PARTS.join(part for part in filled if part) or None

    def _worded(self, name: str, kind: str) -> str | None:
        """The sheet's own words, else the glossary's; a reader is not given a language that he does not read."""
        texts = self.edition.sheet.words_of(name, f"{kind}_")
        read = preferred(self.language)[:-1] or ("en",)
        return said_in(texts, self.language, f"{kind}_") if any(f"{kind}_{code}" in texts for code in read) else None

    def _filled(self, part: str) -> str | None:
        places = {name: self._figure(name) for name in PLACE.findall(part)}
        return None if None in places.values() else PLACE.sub(lambda place: str(places[place[1]]), part)

    def _figure(self, name: str) -> str | None:
        """What stands in a place: a figure of the law or the case, the sheet's words for a yes or no, the currency."""
        value = self.edition.sheet.currency if name == "currency" else self.value_of(name)
        if isinstance(value, bool):
            return self._worded(name, "yes" if value else "no")
        return None if value is None else self.said(value, name)

    def describe(self, body: Mapping[str, Any]) -> str:
        """One shape in words."""
        from mis.law.phrases import PHRASES  # a phrase speaks, and a speech is made of phrases

        return PHRASES[shape_of(body, SHAPES)](self, body)


@dataclass(frozen=True)
class ItemSpeech(Speech):
    """A speech about the items of a list: their fields are named, for each item has its own figures."""

    items: str = ""

    @classmethod
    def over(cls, speech: Speech, items: str) -> "ItemSpeech":
        """The same speech, about each item of a list."""
        return cls(speech.edition, speech.language, speech.values, speech.raw, speech.step, items)

    def label(self, name: str) -> str:
        """What a field, a line or a fact is called."""
        field = next((field for field in catalogue()[self.items].fields if field.name == name), None)
        return super().label(name) if field is None else said_in(field.label, self.language)

    def value_of(self, name: str) -> Any:
        """A value of law, or what the case has; a field has none of its own."""
        return None if any(field.name == name for field in catalogue()[self.items].fields) else super().value_of(name)

    def part(self, raw: Any) -> str:
        """An operand by its name, with its figure where there is one."""
        return self.label(raw) if isinstance(raw, str) and self.value_of(raw) is None else super().part(raw)

    def test(self, body: Any) -> str:
        """A test of an item, with the field that it looks at."""
        if isinstance(body, str):
            return self.label(body)
        of = body.get("of")
        if not isinstance(of, str) or "one_of" in body or "none_of" in body:
            return self.describe(body)
        return self.label(of) if body.get("holds") is True else f"{self.label(of)} {self.describe(body)}"


def asked_in(edition: Edition, body: Mapping[str, Any], values: Mapping[str, Any], language: str | None = None) -> str:
    """What a condition asks; without a language, in English with plain figures, as files carry it."""
    return Speech(edition, language or "en", values, raw=language is None).describe(body)


def found_in(edition: Edition, body: Mapping[str, Any], values: Mapping[str, Any], language: str | None = None) -> str | None:
    """What was found for a condition; None when a single fact is not known."""
    speech = Speech(edition, language or "en", values, raw=language is None)
    if "of" in body or "unread" in body:
        name = body.get("of", body.get("unread"))
        value = values.get(name) if isinstance(name, str) else None
        return None if value is None else speech.said(value, name)
    if isinstance(body.get("not"), Mapping):
        return found_in(edition, body["not"], values, language)
    parts = [part for part in body.get("any", body.get("all", [])) if isinstance(part, str)]
    return "; ".join(_part_found(speech, part) for part in parts)


def _part_found(speech: Speech, part: str) -> str:
    """One of several parts: the figure that it looked at, or else yes or no."""
    body = speech.edition.line(part).body if part in speech.edition.plan else {}
    name = body["of"] if isinstance(body.get("of"), str) else part
    return f"{speech.label(name)}: {speech.said(speech.values.get(name), name)}"
