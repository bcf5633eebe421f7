"""What may be said of a person: the facts that have a name, their values, and which days can be true."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mis.dates import age_on, month_end, parse_day
from mis.errors import Problem, Refusal, refuse
from mis.law.facts import Fact, catalogue
from mis.money import parse_amount

AGE_MAX = 130
AGE_DOUBTFUL = 120
ADDRESS_LENGTH_MAX = 300
REASON_LENGTH_MAX = 500
SEXES = ("f", "m", "x")
LANGUAGES = ("en", "pt", "tet")
PRECISIONS = ("day", "month", "year")
WRITTEN_AS_KNOWN = {"day": len("1951-04-03"), "month": len("1951-04"), "year": len("1951")}
OWN_FACTS = {"sex": "choice", "died_on": "date", "birth_precision": "choice", "birth_confirmed": "boolean"}


def _asked() -> dict[str, Fact]:
    """The facts of persons that some law asks, by name."""
    every = [fact for entry in catalogue().values() for fact in (entry, *entry.fields)]
    return {fact.name: fact for fact in every if fact.source.startswith("persons.")}


def fact_types() -> dict[str, str]:
    """Every fact that the register of persons keeps, with its type."""
    return {name: fact.type for name, fact in _asked().items()} | OWN_FACTS


def declared_facts() -> dict[str, Fact]:
    """The facts that an officer records by themselves, after registering."""
    return {name: fact for name, fact in _asked().items() if name != "birth_date"}


def read_value(name: str, kept: Any) -> Any:
    """A fact's value as the law reads it, from how it is kept."""
    kind = fact_types().get(name)
    if kind == "date":
        return date.fromisoformat(kept)
    return Decimal(kept) if kind == "number" else kept


def kept_value(name: str, value: Any) -> Any:
    """A fact's value as it is kept; refused when it is not of the fact's type."""
    kind = fact_types().get(name)
    if kind is None:
        raise refuse("fact", "Fact: “%(found)s” is not one that the register keeps", "unknown-fact", found=str(name)[:60])
    if kind == "date":
        return (value if isinstance(value, date) else parse_day(str(value), "value")).isoformat()
    if kind == "number":
        return str(value if isinstance(value, Decimal) else parse_amount(str(value), 6, "value"))
    if kind == "boolean" and not isinstance(value, bool):
        raise refuse("value", "Value: answer yes or no", "not-yes-or-no")
    return value


def check_birth(born: date, today: date) -> None:
    """Refuse a birth in the future or before anybody alive was born."""
    if born > today:
        raise refuse("birth_date", "Birth year: %(found)d is in the future", "in-the-future", found=born.year)
    if age_on(born, today) > AGE_MAX:
        words = "Birth year: %(found)d makes the person older than anybody has been"
        raise refuse("birth_date", words, "too-long-ago", found=born.year)


def as_known(born: date, precision: str) -> str:
    """A birth written as far as it is known: 1951-04-03, 1951-04 or 1951."""
    return born.isoformat()[: WRITTEN_AS_KNOWN[precision]]


def birth_bounds(written: str, on: date) -> tuple[date, date]:
    """The first and the last day that a birth written as far as it is known can be, for somebody born by a day."""
    if len(written) == WRITTEN_AS_KNOWN["day"]:
        return date.fromisoformat(written), date.fromisoformat(written)
    year, month = int(written[:4]), written[5:7]
    return date(year, int(month or 1), 1), min(month_end(date(year, int(month or 12), 1)), on)


def doubtful_age(born: date, today: date) -> bool:
    """Whether the age is so high that somebody should look before anything is paid."""
    return age_on(born, today) > AGE_DOUBTFUL


def check_death(born: date, died_on: date, today: date) -> None:
    """Refuse a death before birth or in the future."""
    if died_on < born:
        raise refuse("died_on", "Died on: this is before the person was born", "before-birth")
    if died_on > today:
        raise refuse("died_on", "Died on: this day is in the future", "in-the-future")


def check_from(valid_from: date, born: date, today: date, field: str = "valid_from") -> None:
    """Refuse a fact that began before the person did, or has not begun."""
    if valid_from < born:
        raise refuse(field, "Since: this is before the person was born", "before-birth")
    if valid_from > today:
        raise refuse(field, "Since: this day is in the future", "in-the-future")


def check_reason(reason: str, field: str = "reason") -> str:
    """The reason as it is kept; refused when there is none."""
    kept = " ".join(reason.split())
    if len(kept) < 3:
        raise refuse(field, "Why: write one or two sentences that an auditor will understand", "empty")
    if len(kept) > REASON_LENGTH_MAX or not kept.isprintable():
        raise refuse(field, "Why: at most %(most)d characters, letters and figures only", "too-long", most=REASON_LENGTH_MAX)
    return kept


def check_among(field: str, value: str, offered: tuple[str, ...], message: str) -> Problem | None:
    """The problem of an answer that is not among those offered."""
    return None if value in offered else Problem(field, message, "not-offered")


def check_choices(sex: str, precision: str, language: str) -> None:
    """Refuse answers that are not among those offered, each at its field."""
    problems = (
        check_among("sex", sex, SEXES, "Sex: choose one of those offered"),
        check_among("birth_date", precision, PRECISIONS, "Born: the precision is day, month or year"),
        check_among("language", language, LANGUAGES, "Language: choose one of those offered"),
    )
    found = [problem for problem in problems if problem]
    if found:
        raise Refusal(*found)


def clean_address(text: str) -> str:
    """The address as it is kept."""
    kept = " ".join(text.split())
    if not kept.isprintable() or len(kept) > ADDRESS_LENGTH_MAX:
        words = "Address: at most %(most)d characters, letters and figures only"
        raise refuse("address", words, "address", most=ADDRESS_LENGTH_MAX)
    return kept


def clean_holder(text: str) -> str:
    """The account holder's name as it is kept."""
    kept = " ".join(text.split())
    if not kept or not kept.isprintable() or len(kept) > 140:
        raise refuse("holder", "Account of: write the holder's name as the bank has it, at most 140 characters", "holder")
    return kept


def read_answer(name: str, text: str, yes_and_no: Mapping[str, bool]) -> Any:
    """What an officer typed as the value of a fact: yes or no in her language, an amount, a day."""
    kind, plain = fact_types().get(name), text.strip()
    if kind == "boolean":
        found = yes_and_no.get(plain.casefold())
        if found is None:
            raise refuse("value", "Answer: write yes or no", "not-yes-or-no")
        return found
    return plain


def check_reference(reference: str, typed: str | None) -> None:
    """Refuse the second look when the reference typed is not the one of the record."""
    if typed != reference:
        raise refuse("again", "Reference: this is not the reference of the person on this page", "not-the-reference")
