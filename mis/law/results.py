"""A decided claim as the documented object: plain strings and lists, exact and complete."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mis.law.book import Line
from mis.law.editions import Edition
from mis.law.wording import asked_in, found_in
from mis.money import plain

if TYPE_CHECKING:
    from mis.law.decision import Asked

PLACES_SHOWN = 6
OUTCOMES = {True: "granted", False: "refused", None: "undecided"}


def claim_result(edition: Edition, in_force: bool, row: dict, periods: list[dict], asked: "Asked") -> dict:
    """The result of one claim: outcome, amounts, periods, conditions, lines, law and digest."""
    sheet, granted = edition.sheet, row["granted"]
    incomplete = sheet.status == "incomplete"
    money = [] if granted is False else [_period(edition, period) for period in periods]
    values = {name: text(value) for name, value in row.items()}
    conditions = [_condition(edition, line, row[line.name], values) for line in edition.section("conditions")] if in_force else []
    return {
        "id": asked.claim.get("id"),
        "benefit": sheet.code,
        "outcome": OUTCOMES[granted],
        "granted": granted,
        "missing": _missing(edition, row, periods, asked) if granted is None and (in_force or incomplete) else [],
        "currency": sheet.currency,
        "amount": money[0]["amount"] if money else None,
        "per": sheet.per,
        "frequency": (sheet.periods or {}).get("frequency", sheet.per),
        "periods": money,
        "total": _amount(row["total"], sheet.decimals) if money else None,
        "shares": money[0].get("shares", []) if money else [],
        "coverage": _coverage(edition, row) if granted and sheet.coverage else None,
        "conditions": conditions if in_force else [_not_in_force(edition, row)],
        "on": asked.on.isoformat(),
        "rule_date": sheet.rule_date,
        "law_on": row["law_on"].isoformat() if row["law_on"] else None,
        "digest": row["digest"],
        "confidence": _weakest(edition) if in_force and not incomplete else "missing",
        "facts": {name: text(value) for name, value in asked.claim.items() if name != "id"},
        "lines": _lines(edition, "facts", row) if in_force else {},
    }


def text(value: Any) -> Any:
    """A value as JSON carries it exactly: numbers and days as text, yes/no as such, lists within."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: text(inner) for name, inner in value.items()}
    return [text(inner) for inner in value]


def _lines(edition: Edition, section: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What each line came to, and as `name.unrounded` what the rounded ones were before."""
    told = {line.name: text(row[line.name]) for line in edition.section(section)}
    rounded = [name for name in told if row.get(f"{name}.top") is not None]
    before = {f"{name}.unrounded": quotient(row[f"{name}.top"], row[f"{name}.under"]) for name in rounded}
    return told | before


def quotient(top: Decimal, under: Decimal | None) -> str | None:
    """A quotient as text: exactly where six decimals hold it, else its first six and a sign that more follow."""
    if not under:
        return None
    millionths, rest = divmod(Fraction(top) * 10**PLACES_SHOWN, Fraction(under))
    shown = text(Decimal(millionths).scaleb(-PLACES_SHOWN))
    return f"{shown}…" if rest else shown


def _amount(value: Decimal | None, decimals: int) -> str | None:
    return None if value is None else plain(value, decimals)


def _period(edition: Edition, period: dict) -> dict:
    lines, decimals = edition.section("amount"), edition.sheet.decimals
    amount, times = period[lines[-1].name], period["times"]
    told = {
        "from": text(period["period_from"]),
        "to": text(period["period_to"]),
        "amount": _amount(amount, decimals),
        "payment": text(period["payment"]),
        "lines": _lines(edition, "amount", period),
    }
    if "days" in (edition.sheet.periods or {}):
        told |= {"days": text(times), "total": None if None in (amount, times) else _amount(amount * times, decimals)}
    if edition.sheet.shares is not None:
        told["shares"] = [{"person": one["person"], "amount": _amount(one["share"], decimals)} for one in period["shares"]]
    return told


def _coverage(edition: Edition, row: dict) -> dict:
    """Which services are covered on the day of the law, until when, and what share of their cost the person bears."""
    coverage = edition.sheet.coverage or {}
    services = [service["name"] for service in edition.services]
    return {"services": services, **{word: text(row.get(coverage.get(word))) for word in ("until", "cost_share")}}


def _condition(edition: Edition, line: Line, met: bool | None, values: Mapping[str, Any]) -> dict:
    return {
        "name": line.name,
        "asked": asked_in(edition, line.body, values),
        "found": found_in(edition, line.body, values),
        "met": met,
        "law": line.law,
        "source": line.source,
        "confidence": line.confidence,
    }


def _not_in_force(edition: Edition, row: dict) -> dict:
    sheet = edition.sheet
    unread = sheet.before == "unread" or sheet.status == "incomplete"
    return {
        "name": "law_in_force",
        "asked": f"from {sheet.begins.isoformat()}",
        "found": text(row["law_on"]),
        "met": None if unread else False,
        "law": sheet.law,
        "source": "the law before that day has not been read" if unread else None,
        "confidence": "missing" if unread else "confirmed",
    }


def _weakest(edition: Edition) -> str:
    held = {line.confidence for line in edition.lines}
    return next(word for word in ("missing", "single-source", "confirmed") if word in held or word == "confirmed")


def _missing(edition: Edition, row: dict, periods: list[dict], asked: "Asked") -> list[str]:
    """The facts, not known, on which an open condition or an unknown amount rests; or what the law book lacks."""
    if edition.sheet.missing:
        return list(edition.sheet.missing)
    leaves = {edition.sheet.rule_date} if row["law_on"] is None else set()
    for line in edition.section("conditions"):
        leaves |= edition.leaves(line.name) if row[line.name] is None else set()
    for name in _open_lines(edition, row, periods):
        leaves |= edition.leaves(name)
    return [name for name in sorted(leaves) if _unknown(name, row, asked)]


def _open_lines(edition: Edition, row: dict, periods: list[dict]) -> list[str]:
    """The lines of amount, periods, shares or coverage that came to nothing known."""
    dues = edition.sheet.coverage or edition.sheet.periods or {}
    named = [dues.get(word) for word in ("from", "until", "count", "days", "cost_share")]
    opened = [name for name in named if isinstance(name, str) and name in row and row[name] is None]
    amounts = edition.section("amount")
    if amounts and any(period[amounts[-1].name] is None for period in periods):
        opened.append(amounts[-1].name)
    weights = edition.section("weights")
    if weights and any(one["share"] is None for period in periods for one in period["shares"]):
        opened.append(weights[-1].name)
    return opened


def _unknown(name: str, row: dict, asked: "Asked") -> bool:
    items, _, field = name.partition(".")
    if field:
        frame = asked.items[items]
        return bool(frame.filter(frame["case"] == row["case"])[field].null_count())
    return (name in row and row[name] is None) or row.get(f"{name}.known") is False
