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


def fingerprint(decision: Mapping[str, Any]) -> str:
    """SHA-256 of all that a signature is given to: facts, conditions, outcome, amounts, law."""
    signed = {name: value for name, value in decision.items() if name != "id"}
    return hashlib.sha256(json.dumps(signed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def demand_same(seen: str | None, decision: Mapping[str, Any]) -> None:
    """Refuse a signature given to something that has changed since it was read."""
    if seen is not None and seen != fingerprint(decision):
        raise conflict("Something changed since you read this page. Read it again; nothing was done", "changed")
