"""The plan by which an office is opened, and what it must say."""

import tomllib
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mis.errors import Problem, Refusal, refuse

TEXTS = ("institution", "address", "country", "timezone", "signatory", "paying_bank", "paying_account")
FILE_PAYMENTS_MAX = 50_000


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
    demonstration: bool
    areas: tuple[PlannedArea, ...]
    offices: tuple[PlannedOffice, ...]


def read_plan(content: str) -> Plan:
    """The plan written as TOML; every missing or wrong answer is named at once."""
    try:
        told = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise refuse("plan", "The plan cannot be read: %(why)s", "not-toml", why=str(error)) from None
    problems = [
        Problem(name, "%(name)s: the plan does not say it", "missing", values={"name": name})
        for name in TEXTS
        if not isinstance(told.get(name), str) or not told[name].strip()
    ]
    problems += [
        Problem(name, "%(name)s: the plan has none", "missing", values={"name": name})
        for name in ("areas", "offices")
        if not told.get(name)
    ]
    if problems:
        raise Refusal(*problems)
    _check_timezone(told["timezone"])
    return Plan(
        **{name: told[name] for name in TEXTS},
        file_payments_max=int(told.get("file_payments_max", FILE_PAYMENTS_MAX)),
        demonstration=bool(told.get("demonstration", False)),
        areas=tuple(PlannedArea(each["code"], each["name"], each.get("within")) for each in told["areas"]),
        offices=tuple(
            PlannedOffice(each["code"], each["name"], each["area"], each.get("within")) for each in told["offices"]
        ),
    )


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse("timezone", "timezone: “%(name)s” is not one, such as Asia/Dili", "timezone", name=name) from None
