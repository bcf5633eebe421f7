"""What an employer's entry and a spell of work must be."""

from dataclasses import dataclass
from datetime import date

from mis.errors import Problem, Refusal, refuse

SECTORS = (
    "agriculture", "mining", "manufacturing", "energy", "construction", "trade", "transport", "hospitality", "information",
    "finance", "services", "public-administration", "education", "health", "households",
)  # fmt: skip
NUMBER_LENGTH_MAX = 20


@dataclass(frozen=True)
class NewEmployer:
    """An employer as she comes to be registered."""

    number: str
    name: str
    sector: str
    area: str
    started_on: date


@dataclass(frozen=True)
class NewSpell:
    """Somebody works for an employer from a day, until a day when it is known."""

    person: str
    started_on: date
    ended_on: date | None = None


def read_number(text: str) -> str:
    """The employer's number as it is kept: ASCII letters and digits in capitals, at most 20."""
    number = "".join(text.split()).replace("-", "").upper()
    if not (number.isascii() and number.isalnum() and len(number) <= NUMBER_LENGTH_MAX):
        words = "Number: “%(found)s” is not an employer's number; use at most %(most)d letters and digits"
        raise refuse("number", words, "not-a-number", found=text.strip()[:40], most=NUMBER_LENGTH_MAX)
    return number


def check_employer(new: NewEmployer, today: date) -> None:
    """Refuse a sector that is not offered or a beginning that has not come."""
    problems = []
    if new.sector not in SECTORS:
        problems.append(Problem("sector", "Sector: choose one of those offered", "unknown-sector"))
    if new.started_on > today:
        problems.append(Problem("started_on", "Began on: %(day)s is in the future", "in-future", values={"day": new.started_on}))
    if problems:
        raise Refusal(*problems)


def check_spell(started_on: date, ended_on: date | None, employer_started: date, born: date, today: date) -> None:
    """Refuse a spell that begins before the employer did or the person was born, or in the future, or ends before it begins."""
    if started_on < employer_started:
        words = "Began on: the employer began later, on %(day)s"
        raise refuse("started_on", words, "before-employer", day=employer_started)
    if started_on <= born:
        raise refuse("started_on", "Began on: the person was born later, on %(day)s", "before-birth", day=born)
    if started_on > today:
        raise refuse("started_on", "Began on: %(day)s is in the future", "in-future", day=started_on)
    check_end(started_on, ended_on)


def check_end(started_on: date, ended_on: date | None) -> None:
    """Refuse an end before the beginning."""
    if ended_on is not None and ended_on < started_on:
        raise refuse("ended_on", "Left on: the work began later, on %(day)s", "ends-before-start", day=started_on)
