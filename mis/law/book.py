"""The book of law: sheets of dated, cited lines, and what is in force on a day."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mis.errors import missing, refuse
from mis.law.facts import Fact, catalogue
from mis.law.languages import glossary, said_in

if TYPE_CHECKING:
    from mis.law.editions import Edition

SECTIONS = ("facts", "conditions", "amount", "weights")
TEXT_MAX = 1024 * 1024
CONFIDENCES = ("confirmed", "single-source", "missing")
BRANCHES = (
    "old-age", "disability", "survivors", "maternity", "family", "unemployment", "sickness", "employment-injury", "health",
    "long-term-care", "all",
)  # fmt: skip
BRANCHES_BEFORE = {"invalidity": "disability", "general": "all", "social-assistance": "family"}  # in texts that offices hold
STATUSES = ("in force", "closed", "incomplete")
FINANCING = ("contributory", "tax")


@dataclass(frozen=True, eq=False)
class Line:
    """One dated, cited line of a sheet; `body` holds its one shape, which `repealed` lines lack."""

    section: str
    name: str
    since: date | None
    until: date | None
    law: str | None
    source: str | None
    confidence: str
    body: Mapping[str, Any]
    programme: str | None = None
    payer: str | None = None
    repealed: bool = False

    def in_force(self, day: date) -> bool:
        """Whether the line has begun and not ended."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, eq=False)
class Sheet:
    """The law of one benefit, or of the contributions of one scheme."""

    code: str
    kind: str
    country: str
    branch: str
    status: str
    subject: str
    scheme: str
    currency: str
    decimals: int
    per: str
    rule_date: str
    begins: date
    law: str
    name: Mapping[str, str]
    lines: tuple[Line, ...]
    words: Mapping[str, Mapping[str, str]]
    financing: str = "contributory"
    before: str = "none"
    missing: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()
    periods: Mapping[str, Any] | None = None
    shares: Mapping[str, Any] | None = None
    coverage: Mapping[str, Any] | None = None
    conformity: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that any version of the sheet asks, in the order of the catalogue."""
        asked = {name for edition in self.editions for term in edition.plan.values() for name in term.asks}
        asked |= {name for said in (self.periods, self.shares, self.coverage) for name in names_in(said)}
        named = {self.rule_date} | {name.partition(".")[0] for name in asked}
        return tuple(fact for name, fact in catalogue().items() if name in named and name != "claim_date")

    @cached_property
    def editions(self) -> tuple["Edition", ...]:
        """What is in force between two changes, in order of time."""
        from mis.law.editions import read_editions  # an edition is made of lines, and is what a sheet is asked for

        return read_editions(self)

    def edition_on(self, day: date) -> "Edition | None":
        """The edition in force on the day; None before the sheet begins."""
        found = [edition for edition in self.editions if edition.since <= day]
        return found[-1] if found else None

    def label(self, name: str, language: str) -> str:
        """The words for a line or fact, in the language or else in one that its reader knows."""
        known = catalogue()[name].label if name in catalogue() else self.words_of(name)
        return said_in(known, language) or name.replace("_", " ")

    def words_of(self, name: str, kind: str = "") -> Mapping[str, str]:
        """A line's words of a kind (asked_, found_met_ ...; none: its label): the sheet's own, else the glossary's."""
        own = self.words.get(name, {})
        return own if f"{kind}en" in own else glossary().get(name, own)


@dataclass(frozen=True)
class Book:
    """All sheets of law that the office holds, by code."""

    sheets: Mapping[str, Sheet]

    def sheet(self, code: str) -> Sheet:
        """The sheet of that code; raises NotFound."""
        if code not in self.sheets:
            raise missing(f"There is no benefit or scheme “{code}” in the law book")
        return self.sheets[code]


@dataclass(frozen=True)
class Value:
    """A provision in force on a day: what it says, since and until when, by which law, how surely."""

    section: str
    name: str
    value: str
    since: date | None
    until: date | None
    law: str | None
    source: str | None
    confidence: str


def names_in(body: Any) -> Iterator[str]:
    """Every text in a body of law, nested ones too: the names that it may look at."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        for value in body.values():
            yield from names_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from names_in(value)


def shipped_texts(country: str | None = None) -> dict[str, str]:
    """The texts of the sheets that come with the product, by name; of one country (ISO 3166, as TL), or of all."""
    texts = {}
    for folder in sorted(files("mis.law").joinpath("schemes").iterdir(), key=lambda folder: folder.name):
        if folder.is_dir() and (country is None or folder.name == country.lower()):
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if entry.name.endswith(".toml"):
                    texts[entry.name.removesuffix(".toml")] = entry.read_text(encoding="utf-8")
    return texts


def read_book(texts: Mapping[str, str]) -> Book:
    """The book of these sheets, every edition checked; raises Refusal naming sheet and line."""
    sheets: dict[str, Sheet] = {}
    for name, text in texts.items():
        sheet = read_sheet(name, text)
        if sheet.code in sheets:
            raise refuse(name, f"Sheet {name}: the law book holds {sheet.code} already", "law")
        sheets[sheet.code] = sheet
    return Book(sheets)


def read_sheet(name: str, text: str) -> Sheet:
    """One sheet of law, every edition checked; raises Refusal naming sheet and line."""
    if len(text) > TEXT_MAX:
        raise refuse(name, f"Sheet {name} is longer than {TEXT_MAX // 1024} KB: no law is", "law")
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refuse(name, f"Sheet {name} cannot be read: {error}", "law") from None
    return sheet_of(name, raw, text)


def sheet_of(name: str, raw: Mapping[str, Any], text: str = "") -> Sheet:
    """The sheet that a text's values make, every edition checked; raises Refusal naming sheet and line."""
    lines = tuple(_line(name, section, entry) for section in SECTIONS for entry in raw.get(section, []))
    _check_versions(name, lines)
    head = {word: value for word, value in raw.items() if word not in SECTIONS}
    branch = head.get("branch", "")
    head["branch"] = BRANCHES_BEFORE.get(branch, branch)
    listed = {word: tuple(raw.get(word, ())) for word in ("programmes", "documents", "missing")}
    try:
        sheet = Sheet(**{"words": {}, **head, **listed, "lines": lines, "text": text})
    except TypeError as error:
        raise refuse(name, f"Sheet {name}: {error}", "law") from None
    _check_head(name, sheet)
    for edition in sheet.editions:
        edition.plan  # noqa: B018 - building the plan is the check
    return sheet


def _check_versions(name: str, lines: tuple[Line, ...]) -> None:
    """Lines of one name are versions of one provision: in one list, and no two from the same day."""
    seen: dict[tuple[str, date | None], Line] = {}
    lists: dict[str, str] = {}
    for line in lines:
        where = f"Sheet {name}, line {line.name} since {line.since}"
        if lists.setdefault(line.name, line.section) != line.section:
            raise refuse(name, f"{where}: the name stands in {lists[line.name]} already", "law")
        if seen.setdefault((line.name, line.since), line) is not line:
            raise refuse(name, f"{where}: it overlaps another version that begins on the same day", "law")


def _check_head(name: str, sheet: Sheet) -> None:
    known = {"kind": ("benefit", "contributions", "charges"), "branch": BRANCHES, "status": STATUSES, "financing": FINANCING}
    for word, choices in known.items():
        if getattr(sheet, word) not in choices:
            raise refuse(name, f"Sheet {name}: {word} is one of {', '.join(choices)}", "law")
    if sheet.rule_date not in catalogue():
        raise refuse(name, f"Sheet {name}: rule_date is not a fact of the catalogue", "law")
    begun = [line.since or sheet.begins for line in sheet.lines]
    if begun and min(begun) != sheet.begins:
        raise refuse(name, f"Sheet {name}: its first line begins on {min(begun)}, the sheet on {sheet.begins}", "law")
    if (sheet.status == "incomplete") != bool(sheet.missing):
        raise refuse(name, f"Sheet {name}: what is incomplete says what is “missing”, and only that", "law")


META = {"name", "since", "until", "law", "source", "confidence", "programme", "payer", "repealed"}


def _line(code: str, section: str, entry: dict) -> Line:
    name, since, until = entry.get("name"), entry.get("since"), entry.get("until")
    where = f"Sheet {code}, line {name or entry} since {since}"
    cited, sourced = entry.get("law"), entry.get("source")
    confidence = entry.get("confidence", "confirmed" if cited else None)
    body = {key: value for key, value in entry.items() if key not in META}
    if not isinstance(name, str) or name in catalogue():
        raise refuse(code, f"{where}: a line needs a name of its own", "law")
    if since and until and since > until:
        raise refuse(code, f"{where}: it would end ({until}) before it begins", "law")
    settled = cited or (sourced and confidence)
    if confidence not in (*CONFIDENCES, None) or (not settled and (section != "facts" or "value" in body)):
        raise refuse(code, f"{where}: a citation is needed, or a source and its confidence", "law")
    if bool(entry.get("repealed")) == bool(body):
        raise refuse(code, f"{where}: exactly one shape is needed, or else “repealed”", "law")
    return Line(
        section, name, since, until, cited, sourced, confidence or "confirmed", body,
        entry.get("programme"), entry.get("payer"), bool(entry.get("repealed")),
    )  # fmt: skip


def days_of_change(sheet: Sheet) -> list[date]:
    """The days on which the sheet's law changes, from the day it begins."""
    days = {sheet.begins}
    dated = [(line.since, line.until) for line in sheet.lines]
    dated += [(service.get("since"), service.get("until")) for service in (sheet.coverage or {}).get("services", [])]
    for since, until in dated:
        days |= {since} if since else set()
        days |= {until + timedelta(days=1)} if until else set()
    return sorted(day for day in days if day >= sheet.begins)


def values_on(sheet: Sheet, day: date) -> list[Value]:
    """The provisions of a sheet in force on a day, each with its citation or source and its confidence."""
    edition = sheet.edition_on(day)
    if edition is None:
        return []
    return [
        Value(ln.section, ln.name, written(ln.body), ln.since, ln.until, ln.law, ln.source, ln.confidence)
        for ln in edition.lines
        if ln.law or ln.source
    ]


def written(body: Any) -> str:
    """A body of law as the sheet writes it: a bare value, or shape and parts."""
    if isinstance(body, Mapping):
        if set(body) == {"value"}:
            return written(body["value"])
        return ", ".join(f"{key} {written(value)}" for key, value in body.items())
    if isinstance(body, list):
        return "; ".join(written(part) for part in body)
    if isinstance(body, bool):
        return "true" if body else "false"
    return f"{body:f}" if isinstance(body, Decimal) else str(body)
