"""What is compared before a decision is signed, and what an open claim still asks."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from mis.errors import conflict
from mis.law.book import Sheet
from mis.law.facts import Fact

BULK_MAX = 20_000


def asked_by_hand(sheet: Sheet, decision: Mapping[str, Any], found: Mapping[str, Any]) -> list[Fact]:
    """The facts on which an open claim still waits, that an officer can give."""
    missing = {name.partition(".")[0] for name in decision["missing"]}
    return [fact for fact in sheet.facts if fact.name in missing and fact.name not in found]


def agree(first: Mapping[str, Any], last: Mapping[str, Any]) -> bool:
    """Whether the law says the same of both: outcome, each condition, what is due from when to when."""
    return _said(first) == _said(last)


def _said(decision: Mapping[str, Any]) -> tuple:
    conditions = [(each["name"], each["met"]) for each in decision["conditions"]]
    periods = [{name: value for name, value in period.items() if name != "lines"} for period in decision["periods"]]
    said = (decision[name] for name in ("outcome", "missing", "law_on", "digest", "coverage"))
    return *said, conditions, periods


def merged(first: Mapping[str, Any], last: Mapping[str, Any], born: str) -> dict[str, Any]:
    """Two decisions that agree as one: the birth as far as it is known, and figures that differ told as both."""
    conditions = [
        {**one, "found": _both(one["found"], two["found"])}
        for one, two in zip(first["conditions"], last["conditions"], strict=True)
    ]
    periods = [
        {**one, "lines": _lines(one["lines"], two["lines"])} for one, two in zip(first["periods"], last["periods"], strict=True)
    ]
    own = {"facts": {**first["facts"], "birth_date": born}, "conditions": conditions, "periods": periods}
    return {**first, **own, "lines": _lines(first["lines"], last["lines"])}


def _lines(first: Mapping[str, Any], last: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _both(value, last[name]) for name, value in first.items()}


def _both(one: Any, two: Any) -> Any:
    """A value, or both when it differs, the smaller first: 72–73."""
    if one == two or not (isinstance(one, str) and isinstance(two, str)):
        return one if one == two else None
    return "–".join(sorted((one, two), key=lambda text: (len(text.partition(".")[0]), text)))


def fingerprint(decision: Mapping[str, Any]) -> str:
    """SHA-256 of all that a signature is given to: facts, conditions, outcome, amounts, law."""
    signed = {name: value for name, value in decision.items() if name != "id"}
    return hashlib.sha256(json.dumps(signed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def demand_same(seen: str | None, decision: Mapping[str, Any]) -> None:
    """Refuse a signature given to something that has changed since it was read."""
    if seen is not None and seen != fingerprint(decision):
        raise conflict("Something changed since you read this page. Read it again; nothing was done", "changed")
