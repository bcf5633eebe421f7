"""The international instruments in numbers: what each article asks of which branch, and how surely it has been read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

UNCHECKED = "check against NORMLEX"
WORDS = "words.toml"
ORDER = (
    "contingency", "persons", "qualifying", "reduced", "rate", "waiting", "duration", "cost_share", "indexation", "suspension",
    "appeal", "workers_share", "guarantee",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Norm:
    """One point of one instrument: what it asks of a branch, in words and, where it sets one, as a number.

    `most` and `least` hold bounds by kind (contribution, residence, employees ...; "" where there is one only), exact;
    `children` are those of the standard beneficiary; `minimum` marks the minimum standard itself and the floors.
    """

    instrument: str
    minimum: bool
    branches: tuple[str, ...]
    point: str
    article: str
    says: Mapping[str, str]
    confidence: str = "single-source"
    source: str = UNCHECKED
    unit: str = ""
    most: Mapping[str, Fraction] = field(default_factory=dict)
    least: Mapping[str, Fraction] = field(default_factory=dict)
    children: int = 0
    each_child: bool = False
    prevents_abuse: bool = False
    hardship: bool = False
    lasts: str | None = None
    grounds: tuple[str, ...] = ()
    beneficiary: str = "beneficiary"
    guarantee: str | None = None


@cache
def norms() -> tuple[Norm, ...]:
    """Every point of every instrument in the order of a report: the minimum standards, what is set higher, the floors."""
    folder = files("mis.law").joinpath("standards")
    read: list[Norm] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml") and entry.name != WORDS:
            raw = tomllib.loads(entry.read_text(encoding="utf-8"), parse_float=Decimal)
            points = [_norm(raw["instrument"], raw.get("minimum", False), point) for point in raw["points"]]
            read += sorted(points, key=lambda norm: ORDER.index(norm.point))
    return tuple(read)


@cache
def instrument_names() -> Mapping[str, Mapping[str, str]]:
    """Each instrument's full name in each language, by its short one."""
    folder, names = files("mis.law").joinpath("standards"), {}
    for entry in folder.iterdir():
        if entry.name.endswith(".toml") and entry.name != WORDS:
            raw = tomllib.loads(entry.read_text(encoding="utf-8"))
            names[raw["instrument"]] = raw["name"]
    return names


@cache
def finding_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The words in which a finding is told: verdicts, points, and a template for what was found."""
    return tomllib.loads(files("mis.law").joinpath("standards", WORDS).read_text(encoding="utf-8"))


def norms_of(branch: str) -> list[Norm]:
    """What the instruments ask of one branch, guarantees apart: they are asked of a country."""
    return [norm for norm in norms() if branch in norm.branches and norm.guarantee is None]


def guarantees() -> list[Norm]:
    """The guarantees that a country owes by several branches."""
    return [norm for norm in norms() if norm.guarantee is not None]


def _norm(instrument: str, minimum: bool, raw: dict[str, Any]) -> Norm:
    whole: dict[str, Any] = {"instrument": instrument, "minimum": minimum, **raw}
    whole |= {name: _bounds(raw[name]) for name in ("most", "least") if name in raw}
    whole |= {name: tuple(raw[name]) for name in ("branches", "grounds") if name in raw}
    return Norm(**whole)


def _bounds(raw: Any) -> dict[str, Fraction]:
    named = raw if isinstance(raw, Mapping) else {"": raw}
    return {name: Fraction(value) for name, value in named.items()}
