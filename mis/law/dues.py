"""What a benefit must say before it can decide: when it is due and how often, among whom it is shared, or what it covers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mis.errors import refuse
from mis.law.book import Sheet
from mis.law.facts import catalogue
from mis.law.terms import DIGITS_MAX, Term

FREQUENCIES = (
    "month", "day", "week", "once", "twice a month", "two months in arrears", "13 a year", "14 a year", "quarter", "year",
)  # fmt: skip
WORDS = {"from", "count", "days", "once", "until", "steps", "frequency"}
WAYS = ("count", "days", "once")
Plan = Mapping[str, Term]
Wrong = list[tuple[bool, str]]


def check_dues(sheet: Sheet, since: date, plan: Plan) -> None:
    """Refuse a benefit whose periods, amount, shares or coverage do not hold together in the edition of that day."""
    wrong = _coverage(sheet, plan) if sheet.coverage is not None else [*_periods(sheet, plan), *_amount(sheet, plan)]
    for is_wrong, said in (*wrong, *_shares(sheet, plan)):
        if is_wrong:
            raise refuse(sheet.code, f"Sheet {sheet.code}, in force from {since}: {said}", "law")


def _periods(sheet: Sheet, plan: Plan) -> Wrong:
    periods = sheet.periods or {}
    steps = [name for name in periods.get("steps", []) if name in plan]
    dated = [name for name in (periods.get("from"), periods.get("until"), *steps) if name is not None]
    numbers = [name for name in (periods.get("count"), periods.get("days")) if name is not None]
    return [
        (bool(set(periods) - WORDS), f"periods: only {', '.join(sorted(WORDS))} are known"),
        ("from" not in periods or not all(_is(plan, name, "date") for name in dated), "periods: from, until and steps name days"),
        (not all(_is(plan, name, "number") for name in numbers), "periods: count and days name a number"),
        (any(plan[name].places for name in numbers if name in plan), "periods: count and days are whole numbers"),
        (sum(way in periods for way in WAYS) > 1, f"periods: one of {', '.join(WAYS)}, or none for life"),
        (
            any(way in periods for way in WAYS) and bool({"until", "steps"} & set(periods)),
            "periods: until and steps go with none",
        ),
        (periods.get("once", True) is not True, "periods: once is true"),
        (periods.get("frequency", "month") not in FREQUENCIES, f"periods: frequency is one of {', '.join(FREQUENCIES)}"),
    ]


def _is(plan: Plan, name: str, kind: str) -> bool:
    return name in plan and plan[name].kind == kind


def _amount(sheet: Sheet, plan: Plan) -> Wrong:
    named = [line.name for line in sheet.lines if line.section == "amount" and line.name in plan]
    last = plan[named[-1]] if named else None
    return [
        (last is None or last.kind != "number" or last.divisor is not None, "the last line of the amount is not a number"),
        (last is not None and last.places > sheet.decimals, "the last line of the amount is not in the scheme's decimals"),
    ]


def _shares(sheet: Sheet, plan: Plan) -> Wrong:
    if sheet.shares is None:
        return []
    weights = [plan[line.name] for line in sheet.lines if line.section == "weights" and line.name in plan]
    listed = catalogue().get(sheet.shares.get("among", ""))
    amounts = [plan[line.name] for line in sheet.lines if line.section == "amount" and line.name in plan]
    largest = (amounts[-1].digits if amounts else 0) + sheet.decimals + (weights[-1].digits if weights else 0)
    return [
        (set(sheet.shares) != {"among"}, "shares: only “among” is known"),
        (listed is None or "person" not in {field.name for field in listed.fields}, "shares: “among” is a list of persons"),
        (not weights or weights[-1].kind != "number" or weights[-1].divisor is not None, "the last weight is not a number"),
        (largest > DIGITS_MAX, "amount and weights are too large to be shared exactly"),
    ]


def _coverage(sheet: Sheet, plan: Plan) -> Wrong:
    coverage: Mapping[str, Any] = sheet.coverage or {}
    services = coverage.get("services", [])
    until, share = coverage.get("until"), coverage.get("cost_share")
    cited = [service.get("law") or (service.get("source") and service.get("confidence")) for service in services]
    return [
        (bool(set(coverage) - {"services", "until", "cost_share"}), "coverage: only services, until and cost_share are known"),
        (not services or not all(service.get("name") for service in services), "coverage: services are named"),
        (not all(cited), "coverage: a service needs a citation, or a source and its confidence"),
        (until is not None and not _is(plan, until, "date"), "coverage: until names a day"),
        (share is not None and not _is(plan, share, "number"), "coverage: cost_share names a number"),
        (sheet.periods is not None, "coverage: what covers pays no periods"),
    ]
