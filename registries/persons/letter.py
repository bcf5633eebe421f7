"""The words in which a person's record is told: her birth, and each fact that was recorded."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mis.language import current_language
from mis.law.languages import said_in
from mis.look import day, long_day, money, month
from registries.persons.rules import declared_facts, fact_types, read_value

OWN_FACT_WORDS = {
    "birth_date": _l("Date of birth"),
    "birth_precision": _l("How well the birth is known"),
    "sex": _l("Sex"),
    "died_on": _l("Died on"),
    "birth_confirmed": _l("Birth confirmed"),
}
CHOICE_WORDS = {
    "f": _l("Woman"), "m": _l("Man"), "x": _l("Not stated"), "day": _l("to the day"), "month": _l("to the month"),
    "year": _l("to the year"),
}  # fmt: skip


def birth_words(person: Any) -> str:
    """The birth as far as it is known: "14 March 1991", "March 1991, day not known", "1991, day and month not known"."""
    if person.birth_precision == "day":
        return long_day(person.birth_date)
    return _as_known(person.birth_date, person.birth_precision)


def _as_known(born: date, precision: str) -> str:
    if precision == "day":
        return day(born)
    if precision == "month":
        return _("%(month)s, day not known", month=month(born))
    return _("%(year)s, day and month not known", year=str(born.year))


def fact_words(name: str) -> str:
    """What a fact is called in the officer's language."""
    if name in OWN_FACT_WORDS:
        return str(OWN_FACT_WORDS[name])
    fact = declared_facts().get(name)
    label = said_in(fact.label, current_language()) if fact else name
    return label[:1].upper() + label[1:]


def value_words(name: str, kept: Any) -> str:
    """A fact's value in the officer's language."""
    value, kind = read_value(name, kept), fact_types().get(name)
    if kind == "date":
        return day(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return money(value)
    return str(CHOICE_WORDS.get(value, value))


def events_of(facts: Sequence[Any]) -> list[dict[str, Any]]:
    """Recorded facts as events of the time-line: when, in words, whether they still hold.

    A birth is told as well as it was known while it was believed, never as a day that nobody knows.
    """
    return [_event(fact, _precision(fact, facts)) for fact in facts]


def _precision(birth: Any, facts: Sequence[Any]) -> str:
    known = [fact for fact in facts if fact.name == "birth_precision" and _before(fact, birth.replaced_at)]
    return max(known, key=lambda fact: (fact.recorded_at, fact.id)).value if known else "day"


def _before(fact: Any, end: Any) -> bool:
    return end is None or fact.recorded_at < end


def _event(fact: Any, precision: str) -> dict[str, Any]:
    born = fact.name == "birth_date"
    value = _as_known(read_value(fact.name, fact.value), precision) if born else value_words(fact.name, fact.value)
    return {
        "fact": fact,
        "when": fact.valid_from,
        "words": f"{fact_words(fact.name)}: {value}",
        "note": fact.reason,
        "recorded_at": fact.recorded_at,
        "replaced_at": fact.replaced_at,
        "kind": "bad" if fact.name == "died_on" else "done" if fact.replaced_at is None else "next",
    }


def declared_choices() -> list[tuple[str, str]]:
    """The facts that an officer may record, by their words."""
    return [("", ""), *sorted(((name, fact_words(name)) for name in declared_facts()), key=lambda pair: pair[1])]
