"""The catalogue of facts, and the one gate by which they enter: exact, bounded, typed."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from mis.dates import make_day, parse_day, parse_month
from mis.errors import Problem, Refusal
from mis.law.terms import NUMBER

VALUE_MAX = Decimal("999999999999.999999")  # below 10^12, six decimals
DECIMALS_MAX = 6
PROBLEMS_MAX = 100
THEMES = ("claim", "person", "household", "work", "earnings", "contributions", "care", "survivors")
TYPES: Mapping[str, Any] = {
    "number": NUMBER,
    "date": pl.Date,
    "month": pl.Date,
    "boolean": pl.Boolean,
    "choice": pl.String,
    "text": pl.String,
}


@dataclass(frozen=True)
class Fact:
    """One fact the law may ask: its type, how it is asked, and which register answers (`source`)."""

    name: str
    type: str
    source: str
    label: Mapping[str, str]
    question: Mapping[str, str]
    unit: str | None = None
    choices: tuple[str, ...] = ()
    example: Any = None
    default: Any = None
    decimals: int = DECIMALS_MAX
    most: Decimal = VALUE_MAX
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fields: tuple["Fact", ...] = ()


@cache
def catalogue() -> Mapping[str, Fact]:
    """All facts by name, as the office's catalogue lists them, theme by theme."""
    folder = files("mis.law").joinpath("catalogue")
    facts: dict[str, Fact] = {}
    for theme in THEMES:
        listed = tomllib.loads(folder.joinpath(f"{theme}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
        if twice := facts.keys() & listed.keys():
            raise ValueError(f"the catalogue holds {', '.join(sorted(twice))} twice")
        facts |= {name: _fact(name, entry) for name, entry in listed.items()}
    return facts


def _fact(name: str, entry: dict) -> Fact:
    fields = tuple(_fact(inner, values) for inner, values in entry.pop("fields", {}).items())
    if "most" in entry:
        entry["most"] = Decimal(entry["most"])
    return Fact(name=name, choices=tuple(entry.pop("choices", ())), fields=fields, **entry)


def gather(facts: tuple[Fact, ...], claims: list[dict], given: Mapping[str, Any], noun: str = "claim") -> tuple:
    """Claims as a frame of cases (`case` numbers them from 0) and a frame of items per list.

    `given` holds what is the same for all (the day of the claim). A fact left out is unknown (null), or its default.
    Raises Refusal naming every claim and fact that cannot be taken as it stands.
    """
    problems: list[Problem] = []
    if not isinstance(claims, list):
        raise Refusal(Problem(None, f"A list of {noun}s is needed", "not-a-list"))
    rows = [_row(facts, claim, f"{noun} {at + 1}", at + 1, problems) for at, claim in enumerate(claims)]
    if problems:
        raise Refusal(*problems[:PROBLEMS_MAX])
    columns = {"case": pl.Series(range(len(rows)), dtype=pl.UInt32)}
    for fact in facts:
        values = [row.get(fact.name) for row in rows]
        if fact.fields:
            columns[f"{fact.name}.known"] = pl.Series([value is not None for value in values], dtype=pl.Boolean)
        else:
            columns[fact.name] = pl.Series(values, dtype=TYPES[fact.type])
    cases = pl.DataFrame(columns)
    if given:
        cases = cases.with_columns(pl.lit(value).alias(name) for name, value in given.items())
    return cases, {fact.name: _items(fact, rows) for fact in facts if fact.fields}


def _items(fact: Fact, rows: list[dict]) -> pl.DataFrame:
    flat = [(at, item) for at, row in enumerate(rows) for item in row.get(fact.name) or []]
    columns = {"case": pl.Series([at for at, _ in flat], dtype=pl.UInt32)}
    for inner in fact.fields:
        columns[inner.name] = pl.Series([item.get(inner.name) for _, item in flat], dtype=TYPES[inner.type])
    return pl.DataFrame(columns)


def _row(facts: tuple[Fact, ...], claim: Any, where: str, row: int, problems: list[Problem]) -> dict:
    if not isinstance(claim, Mapping):
        problems.append(Problem(None, f"{where}: an object of facts is needed", "not-an-object", row))
        return {}
    if claim.get("id") is not None:
        where = f"{where} ({str(claim['id'])[:60]})"
    return _values(facts, {name: value for name, value in claim.items() if name != "id"}, where, "", row, problems)


def _values(facts: tuple[Fact, ...], given: Mapping, where: str, prefix: str, row: int, problems: list[Problem]) -> dict:
    by_name, values = {fact.name: fact for fact in facts}, {fact.name: fact.default for fact in facts}
    for name, value in given.items():
        field_name = f"{prefix}{str(name)[:80]}"
        if name not in by_name:
            problems.append(Problem(field_name, f"{where}: unknown fact “{field_name}”", "unknown-fact", row))
        elif value is not None and by_name[name].fields:
            values[name] = _list(by_name[name], value, where, row, problems)
        elif value is not None:
            try:
                values[name] = READERS[by_name[name].type](value, by_name[name])
            except (ValueError, Refusal) as refused:
                problems.append(Problem(field_name, f"{where}, {field_name}: {refused}", "wrong-type", row))
    return values


def _list(fact: Fact, value: Any, where: str, row: int, problems: list[Problem]) -> list[dict]:
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        problems.append(Problem(fact.name, f"{where}, {fact.name}: a list of objects is needed", "wrong-type", row))
        return []
    return [_values(fact.fields, item, where, f"{fact.name}[{at + 1}].", row, problems) for at, item in enumerate(value)]


def read_number(value: Any, fact: Fact) -> Decimal:
    """A number as the gate takes it: exact, within the fact's bounds and decimals; raises ValueError."""
    if isinstance(value, float):
        raise ValueError("a floating number is not exact; write it as text or decimal")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("a number is needed")
    if isinstance(value, str) and not (value.isascii() and value.strip().replace(".", "", 1).isdigit()):
        raise ValueError(f"“{value[:40]}” is not a number such as 1234.50")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("a number is needed") from None
    if not number.is_finite():
        raise ValueError("NaN and infinity are not numbers")
    if not 0 <= number <= fact.most:
        raise ValueError(f"it must lie between 0 and {fact.most:f}")
    if number != round(number, fact.decimals):
        raise ValueError(f"at most {fact.decimals} decimals")
    return number


def _day(value: Any, fact: Fact) -> date:
    if type(value) is date:
        return make_day(value.year, value.month, value.day)
    return parse_day(_text(value, fact))


def _month(value: Any, fact: Fact) -> date:
    if type(value) is date and value.day == 1:
        return value
    return parse_month(_text(value, fact))


def _boolean(value: Any, _: Fact) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is needed")
    return value


def _choice(value: Any, fact: Fact) -> str:
    if value not in fact.choices:
        raise ValueError(f"one of {', '.join(fact.choices)} is needed")
    return value


def _text(value: Any, fact: Fact) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a {fact.type} written as text is needed")
    return value


READERS: Mapping[str, Callable[[Any, Fact], Any]] = {
    "number": read_number, "date": _day, "month": _month, "boolean": _boolean, "choice": _choice, "text": _text,
}  # fmt: skip
