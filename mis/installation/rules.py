"""The plan by which an office is opened, and what it must say."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mis.errors import Problem, Refusal, refuse

TEXTS = ("institution", "address", "country", "timezone", "signatory", "paying_bank", "paying_account")
# What a plan may leave open: the number taken then, and the most that is taken. The periods are the office's own practice.
NUMBERS = {
    "file_payments_max": (50_000, 50_000),
    "appeal_days": (30, 365),
    "report_days": (30, 365),
    "decide_months": (3, 24),
    "looks_per_hour": (500, 100_000),
}


@dataclass(frozen=True)
class PlannedArea:
    """A place: its code, its name, the code of the place that holds it."""

    code: str
    name: str
    within: str | None


@dataclass(frozen=True)
class PlannedOffice:
    """An office: its code, its name, its place, the office it belongs to."""

    code: str
    name: str
    area: str
    within: str | None


@dataclass(frozen=True)
class Plan:
    """All that `mis init` is told of an office."""

    institution: str
    address: str
    country: str
    timezone: str
    signatory: str
    paying_bank: str
    paying_account: str
    file_payments_max: int
    appeal_days: int
    report_days: int
    decide_months: int
    looks_per_hour: int
    demonstration: bool
    areas: tuple[PlannedArea, ...]
    offices: tuple[PlannedOffice, ...]


def read_plan(content: bytes) -> Plan:
    """The plan written as TOML in UTF-8; every missing or wrong answer is named at once."""
    try:
        told = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:
        raise refuse("plan", "The plan cannot be read: %(why)s", "not-toml", why=str(error)) from None
    problems = [
        Problem(name, "%(name)s: the plan does not say it", "missing", values={"name": name})
        for name in TEXTS
        if not isinstance(told.get(name), str) or not told[name].strip()
    ]
    problems += [*_wrong_places(told, "areas", ("code", "name")), *_wrong_places(told, "offices", ("code", "name", "area"))]
    problems += _wrong_numbers(told)
    if problems:
        raise Refusal(*problems)
    _check_timezone(told["timezone"])
    return Plan(
        **{name: told[name] for name in TEXTS},
        **{name: told.get(name, usual) for name, (usual, _) in NUMBERS.items()},
        demonstration=told.get("demonstration") is True,
        areas=tuple(PlannedArea(each["code"], each["name"], each.get("within")) for each in told["areas"]),
        offices=tuple(PlannedOffice(each["code"], each["name"], each["area"], each.get("within")) for each in told["offices"]),
    )


def _wrong_numbers(told: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the numbers that a plan says."""
    for name, (usual, most) in NUMBERS.items():
        number = told.get(name, usual)
        if type(number) is not int or not 1 <= number <= most:
            words = "%(name)s: write a whole number from 1 to %(most)d"
            yield Problem(name, words, "number", values={"name": name, "most": most})


def _wrong_places(told: dict[str, Any], name: str, needed: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with the areas or the offices of a plan: none at all, or one that does not say what is needed."""
    places = told.get(name)
    if not places or not isinstance(places, list):
        yield Problem(name, "%(name)s: the plan has none", "missing", values={"name": name})
        return
    for row, place in enumerate(places, 1):
        for key in (*needed, "within"):
            text = place.get(key, None if key == "within" else "") if isinstance(place, dict) else ""
            if text is not None and (not isinstance(text, str) or not text.strip()):
                words = "%(name)s: number %(row)d does not say its %(key)s"
                yield Problem(name, words, "missing", row, values={"name": name, "row": row, "key": key})


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse("timezone", "timezone: “%(name)s” is not one, such as Asia/Dili", "timezone", name=name) from None
