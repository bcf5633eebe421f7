"""The steps of a run, its parts, and whether it is still what somebody saw."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mis.errors import Conflict, Problem, conflict
from mis.money import plain

KINDS = ("regular", "supplementary")
STATES = ("drafted", "generated", "submitted", "approved", "sending", "sent", "settled", "cancelled")
NOT_NOW = {
    "drafted": "This run is a draft: that cannot be done now",
    "generated": "This run is not submitted yet: that cannot be done now",
    "submitted": "This run waits for approval: that cannot be done now",
    "approved": "This run is approved: that cannot be done now",
    "sending": "This run is being sent: that cannot be done now",
    "sent": "This run is sent: that cannot be done now",
    "settled": "This run is settled: that cannot be done now",
    "cancelled": "This run is cancelled: that cannot be done now",
}
CANCELLABLE = ("drafted", "generated", "submitted", "approved")
UNDERWAY = ("drafted", "generated", "submitted", "approved")
AWARDS_PER_SLICE = 20_000
ATTEMPTS_MAX = 3


@dataclass(frozen=True)
class Content:
    """What somebody saw of a run, and approves: its fingerprint, how many payments, and their total."""

    sha256: str
    count: int
    total: Decimal


@dataclass(frozen=True)
class Selected:
    """A person and how many awards a run looks at for her."""

    person_id: int
    awards: int


@dataclass(frozen=True)
class PersonRange:
    """The persons of one slice, from the first to the last, and how many awards they have."""

    first: int
    last: int
    awards: int


def new_seed() -> str:
    """A secret of 256 bits for a run."""
    return secrets.token_hex(32)


def demonstration_seed(scheme: str, period: date, kind: str, runs_before: int) -> str:
    """The seed of a run of a demonstration, the same on every machine."""
    return f"demonstration|{scheme}|{period:%Y-%m}|{kind}|{runs_before}"


def demand_step(state: str, *allowed: str) -> None:
    """Refuse an act for which the run is not (or no longer) in the right state."""
    if state not in allowed:
        raise conflict(NOT_NOW[state], "wrong-state")


def demand_same(seen: Content, is_now: Content, decimals: int) -> None:
    """Refuse to approve anything else than what was seen, saying what changed."""
    pairs = (
        ("count", str(seen.count), str(is_now.count)),
        ("total", plain(seen.total, decimals), plain(is_now.total, decimals)),
        ("sha256", seen.sha256.strip().lower().replace(" ", ""), is_now.sha256),
    )
    words = {
        "count": "Payments: you saw %(seen)s, the run has %(found)s",
        "total": "Total: you saw %(seen)s, the run has %(found)s",
        "sha256": "Fingerprint: it is not the one of this run",
    }
    changed = [
        Problem(field, words[field], "changed", values={"seen": saw[:80], "found": found})
        for field, saw, found in pairs
        if saw != found
    ]
    if changed:
        raise Conflict(*changed)


def cut(selected: Sequence[Selected], awards_per_slice: int) -> list[PersonRange]:
    """The persons in order, cut into slices of about so many awards; a person is never cut."""
    ranges: list[PersonRange] = []
    for each in selected:
        if ranges and ranges[-1].awards + each.awards <= awards_per_slice:
            last = ranges[-1]
            ranges[-1] = PersonRange(last.first, each.person_id, last.awards + each.awards)
        else:
            ranges.append(PersonRange(each.person_id, each.person_id, each.awards))
    return ranges
