"""A decided case in words, for the officer's page and the letter: what was asked and found, and how the sum was made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from mis.law.book import Book, Line
from mis.law.editions import Edition
from mis.law.facts import catalogue
from mis.law.languages import said_in
from mis.law.wording import Speech, asked_in, found_in, words


@dataclass(frozen=True)
class ConditionWords:
    """One condition: what the law asks, what was found, the result (met, not met, open) and by which provision.

    `in_words`: the sheet says in its own words what is asked. `reason` is a sentence to the person when it is not met.
    """

    name: str
    label: str
    asked: str
    found: str
    met: bool | None
    result: str
    law: str
    confidence: str
    in_words: bool = False
    reason: str = ""
    note: str = ""

    @property
    def whole(self) -> str:
        """What the law asks in one line: the sheet's own words, or else the label and what is asked."""
        return self.asked if self.in_words else f"{self.label} ({self.asked})"


@dataclass(frozen=True)
class StepWords:
    """One step of the arithmetic: its name, how it was made, what it gave and by which provision."""

    name: str
    label: str
    how: str
    value: str
    law: str
    confidence: str


@dataclass(frozen=True)
class PeriodWords:
    """What is due from a day to a day (empty: for life), and the steps that lead to it."""

    first: str
    last: str
    amount: str
    steps: tuple[StepWords, ...]
    shares: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CoverageWords:
    """What is covered: the services, until when (empty: no end is foreseen), and the share of the cost that the person bears."""

    services: tuple[str, ...]
    until: str
    cost_share: str


@dataclass(frozen=True)
class Explanation:
    """A decided claim in one language, as strings that pages and letters lay out."""

    language: str
    benefit: str
    outcome: str
    law: str
    law_day: str
    digest: str
    currency: str
    conditions: tuple[ConditionWords, ...]
    facts: tuple[StepWords, ...]
    periods: tuple[PeriodWords, ...]
    missing: tuple[str, ...]
    coverage: CoverageWords | None = None

    @property
    def reasons(self) -> tuple[ConditionWords, ...]:
        """The conditions that stand in the way: not met, or open."""
        return tuple(condition for condition in self.conditions if condition.met is not True)


def explain(book: Book, decided: Mapping[str, Any], language: str) -> Explanation:
    """The result of `decide_claims` in the words of a language (English where the law book does not speak it)."""
    sheet = book.sheet(decided["benefit"])
    edition = sheet.edition_on(date.fromisoformat(decided["law_on"] or decided["on"]))
    known = edition or sheet.editions[0]
    values = {"claim_date": decided["on"], **decided["facts"], **decided["lines"]}
    speech = Speech(known, language, values)
    return Explanation(
        language=language,
        benefit=said_in(sheet.name, language),
        outcome=words(language)["outcomes"][decided["outcome"]],
        law=sheet.law,
        law_day=_law_day(decided, speech),
        digest=decided["digest"] or "",
        currency=decided["currency"],
        conditions=tuple(_condition(speech, found, edition) for found in decided["conditions"]),
        facts=tuple(_step(speech, line, decided["lines"][line.name]) for line in known.section("facts") if decided["lines"]),
        periods=tuple(_period(known, values, language, period) for period in decided["periods"]),
        coverage=_coverage(decided["coverage"], speech) if decided["coverage"] else None,
        missing=tuple(decided["missing"] if sheet.missing else (_fact_label(name, language) for name in decided["missing"])),
    )


def _law_day(decided: Mapping[str, Any], speech: Speech) -> str:
    why = speech.label(decided["rule_date"])
    if decided["law_on"] is None:
        return words(speech.language)["explain"]["no_law_day"].format(why=why)
    return words(speech.language)["explain"]["law_day"].format(day=speech.said(decided["law_on"]), why=why)


def _condition(speech: Speech, found: Mapping[str, Any], edition: Edition | None) -> ConditionWords:
    name, met, language = found["name"], found["met"], speech.language
    own = _own(speech, name, met) if edition else {}
    if edition is None:
        asked = words(language)["tests"]["law_in_force"].format(bound=speech.said(speech.edition.sheet.begins))
        what: str | None = speech.said(found["found"])
    else:
        body = edition.line(name).body
        asked = own["asked"] or asked_in(edition, body, speech.values, language)
        what = own["found"] or found_in(edition, body, speech.values, language)
    return ConditionWords(
        name, speech.label(name), asked, what or words(language)["unknown"], met, words(language)["results"][_result(met)],
        found["law"] or found["source"] or "", found["confidence"], bool(own.get("asked")), own.get("reason") or "",
        own.get("note") or "",
    )  # fmt: skip


def _own(speech: Speech, name: str, met: bool | None) -> dict[str, str | None]:
    """The sheet's own words for a condition as it was decided; the reason and the note are for one that is not met."""
    refused = met is False
    return {
        "asked": speech.own(name, "asked"),
        "found": speech.own(name, f"found_{_result(met)}"),
        "reason": speech.own(name, "not_met") if refused else None,
        "note": speech.own(name, "note") if refused else None,
    }


def _result(met: bool | None) -> str:
    return {True: "met", False: "not_met", None: "open"}[met]


def _step(speech: Speech, line: Line, value: Any) -> StepWords:
    how = speech.own(line.name, "how") or replace(speech, step=line.name).describe(line.body)
    return StepWords(
        line.name, speech.label(line.name), how, speech.said(value, line.name), line.law or line.source or "", line.confidence
    )


def _period(edition: Edition, values: Mapping[str, Any], language: str, period: Mapping[str, Any]) -> PeriodWords:
    seen = {**values, **period["lines"], "payment": period["payment"], "period_from": period["from"], "period_to": period["to"]}
    speech = Speech(edition, language, seen)
    lines = edition.section("amount")
    return PeriodWords(
        first=speech.said(period["from"]),
        last=speech.said(period["to"]) if period["to"] else words(language)["explain"]["for_life"],
        amount=speech.said(period["amount"]),
        steps=tuple(_step(speech, line, period["lines"][line.name]) for line in lines),
        shares=tuple((share["person"], speech.said(share["amount"])) for share in period.get("shares", ())),
    )


def _coverage(covered: Mapping[str, Any], speech: Speech) -> CoverageWords:
    named = {service["name"]: service for service in speech.edition.services}
    services = tuple(said_in(named.get(name, {}), speech.language) or name.replace("_", " ") for name in covered["services"])
    share = covered["cost_share"]
    return CoverageWords(
        services=services,
        until=speech.said(covered["until"]) if covered["until"] else "",
        cost_share="" if share is None else speech.percent(Decimal(share)),
    )


def _fact_label(name: str, language: str) -> str:
    items, _, field = name.partition(".")
    label = said_in(catalogue()[items].label, language)
    fields = {inner.name: inner for inner in catalogue()[items].fields}
    return f"{label}: {said_in(fields[field].label, language)}" if field else label
