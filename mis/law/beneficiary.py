"""The standard beneficiary of an instrument, put to a sheet of law as facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mis.dates import add_months
from mis.law.book import Sheet
from mis.law.facts import Fact

STANDARD = "beneficiary"
NEWCOMER = "newcomer"  # the same person with no month behind
RESIDENT = "resident"  # the newcomer, as a resident who never worked here
NO_HISTORY = (NEWCOMER, RESIDENT)


@dataclass(frozen=True)
class Standing:
    """What the standard beneficiary brings: the day, the reference wage, children, family allowances, months by kind.

    The wage and the allowances are amounts a month in the sheet's currency; None where nobody has given them, and then the
    facts that rest on them stay unknown.
    """

    on: date
    wage: Decimal | None
    children: int = 0
    allowances: Decimal | None = None
    months: Mapping[str, Fraction] | None = None


def facts_of(sheet: Sheet, who: str, standing: Standing) -> dict[str, Any]:
    """The facts of a claim of the beneficiary, the newcomer, the resident, or another whom the sheet's table names.

    What `[conformity.beneficiary]` says, each marker replaced ({wages=1}, {years_before=65} ...); who has no history has
    every fact counted in months at nought; then what the sheet's own table of that name says. What no line asks is left out.
    """
    table = dict(sheet.conformity.get(STANDARD, {}))
    if who in NO_HISTORY:
        table |= {fact.name: [] if fact.fields else 0 for fact in sheet.facts if is_history(fact)}
    if who != STANDARD:
        table |= sheet.conformity.get(who, {})
    asked = {fact.name for fact in sheet.facts}
    facts = {name: _put(raw, standing) for name, raw in table.items() if name in asked}
    return {name: value for name, value in facts.items() if value is not None}


def born_of(sheet: Sheet, standing: Standing) -> date | None:
    """When the standard beneficiary was born: the day that the table puts so many years before; None where it puts none."""
    table = sheet.conformity.get(STANDARD, {}).values()
    return next((_put(raw, standing) for raw in table if isinstance(raw, Mapping) and "years_before" in raw), None)


def is_history(fact: Fact) -> bool:
    """Whether a fact counts months that lie behind: of contribution, employment or residence."""
    return fact.unit == "months" or any(inner.type == "month" for inner in fact.fields)


def _put(raw: Any, standing: Standing) -> Any:
    """A fact as the table writes it, or what its marker stands for; None where that is not known."""
    if isinstance(raw, list):
        return [{name: _put(value, standing) for name, value in item.items()} for item in raw]
    if not isinstance(raw, Mapping):
        return raw
    marker = next(name for name in MARKERS if name in raw)
    return MARKERS[marker](raw, standing)


def _wages(raw: Mapping, standing: Standing) -> Decimal | None:
    return None if standing.wage is None else standing.wage * Decimal(raw["wages"])


def _years_before(raw: Mapping, standing: Standing) -> date:
    year = standing.on.year - int(raw["years_before"])
    leap_day = (standing.on.month, standing.on.day) == (2, 29)
    return standing.on.replace(year=year, day=28) if leap_day else standing.on.replace(year=year)


def _days_before(raw: Mapping, standing: Standing) -> date:
    return standing.on - timedelta(days=int(raw["days_before"]))


def _standard(raw: Mapping, standing: Standing) -> int | None:
    months = (standing.months or {}).get(raw["standard"])
    return None if months is None else int(months)


def _children(_: Mapping, standing: Standing) -> int:
    return standing.children


def _allowances(_: Mapping, standing: Standing) -> Decimal | None:
    return standing.allowances


def _last_months(raw: Mapping, standing: Standing) -> list[dict]:
    """An item for each of the last months before this one, with the fields that each has."""
    this_month = standing.on.replace(day=1)
    fields = {name: _put(value, standing) for name, value in raw.get("each", {}).items()}
    return [{"month": add_months(this_month, -back), **fields} for back in range(1, int(raw["last_months"]) + 1)]


MARKERS: dict[str, Callable[[Mapping, Standing], Any]] = {
    "wages": _wages,
    "years_before": _years_before,
    "days_before": _days_before,
    "standard": _standard,
    "children": _children,
    "allowances": _allowances,
    "last_months": _last_months,
}
