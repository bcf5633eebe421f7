"""What is invented of people: persons, households, employers and the claims they will make, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Money:
    """Where somebody's money goes: bank, mobile or cash; the bank's code and the number."""

    channel: str
    bank: str = ""
    number: str = ""


@dataclass(frozen=True)
class Invented:
    """A person: who she is, where she lives, what she declares of herself, where her money goes when she gets any.

    `voter_card` is empty for children; it is how the demonstration finds the person again in the register.
    """

    key: int
    name: str
    sex: str
    born: date
    area: str
    office: str
    language: str
    voter_card: str
    phone: str
    facts: Mapping[str, Any]
    money: Money | None


@dataclass(frozen=True)
class Home:
    """A household: its book, the day on which it was entered there, its members (key of the person, role)."""

    book: str
    area: str
    office: str
    registered_on: date
    members: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Job:
    """Somebody's work: since when, for which monthly wage."""

    person: int
    started_on: date
    wage: Decimal


@dataclass(frozen=True)
class Firm:
    """An employer and those who work there."""

    number: str
    name: str
    sector: str
    area: str
    started_on: date
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class Asking:
    """A claim to the social pension and the day on which it comes to the counter."""

    person: int
    received_on: date


@dataclass(frozen=True)
class Parts:
    """Whom the story needs by name (keys of persons): what happens to each in May 2024."""

    rejected: tuple[int, ...]
    returned: tuple[int, ...]
    dies: int
    suspended: int
    without_account: int
    account_held: int


@dataclass(frozen=True)
class People:
    """Everybody and everything that the demonstration invents.

    `again` are persons entered a second time by mistake, each with the key of whom she is.
    """

    size: int
    persons: tuple[Invented, ...]
    homes: tuple[Home, ...]
    firms: tuple[Firm, ...]
    askings: tuple[Asking, ...]
    again: tuple[tuple[Invented, int], ...]
    parts: Parts
    by_key: Mapping[int, Invented] = field(repr=False)
