"""The life of a draft of law and of a second reading: the steps, what binds an approval, what a line's words are bound to."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from mis.errors import conflict, refuse
from mis.law.book import Line
from mis.law.results import text as plain

DRAFT, SUBMITTED, APPROVED, WITHDRAWN = "draft", "submitted", "approved", "withdrawn"
OPEN = (DRAFT, SUBMITTED)
NOT_NOW = {
    DRAFT: "This draft is not handed on yet: that cannot be done now",
    SUBMITTED: "This draft waits for approval: that cannot be done now",
    APPROVED: "This draft is law already: that cannot be done any more",
    WITHDRAWN: "This draft was withdrawn: that cannot be done any more",
}
NOTE_MAX = 500


def digest_of(text: str) -> str:
    """SHA-256 of a sheet's text, byte for byte."""
    return hashlib.sha256(text.encode()).hexdigest()


def line_digest(code: str, line: Line) -> str:
    """SHA-256 of what one line of a sheet says, its days and its source: a second reading is bound to it."""
    said = {name: plain(value) for name, value in vars(line).items() if value not in (None, False)}
    return hashlib.sha256(_canonical({"code": code, **said})).hexdigest()


def trial_digest(figures: Mapping[str, Any], draft_digest: str, day: date) -> str:
    """SHA-256 over what a dry run showed, of which text, on which day of the registers."""
    return hashlib.sha256(_canonical({"figures": figures, "draft": draft_digest, "day": day.isoformat()})).hexdigest()


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def demand_step(state: str, *allowed: str) -> None:
    """Refuse an act that the state of the draft does not allow."""
    if state not in allowed:
        raise conflict(NOT_NOW[state], "state")


def demand_maker(officer_id: int, made_by: int) -> None:
    """Refuse to change the draft of somebody else: she makes her own from the same text."""
    if officer_id != made_by:
        raise conflict("Another officer made this draft. Only she changes it; you can make your own", "not-maker")


def demand_tried(digest: str, trial_of: str | None) -> None:
    """Refuse to hand on or approve a text that has not been tried on the registers as it stands."""
    if trial_of is None:
        raise conflict("This draft has not been tried on the registers. Try it first", "no-trial")
    if trial_of != digest:
        raise conflict("The text has changed since it was tried. Try it again", "stale-trial")


def demand_seen(seen: tuple[str, str], now: tuple[str, str | None]) -> None:
    """Refuse an approval of something else than what was seen: the text's digest, then the trial's."""
    if seen[0] != now[0]:
        raise conflict("The text of the draft has changed since you opened this page. Nothing was approved", "stale-draft")
    if seen[1] != now[1]:
        raise conflict("The draft was tried again since you opened this page. Nothing was approved", "stale-trial")


def check_note(note: str) -> str:
    """Why, or where it was read, in one line; refused when it is empty or too long."""
    note = " ".join(note.split())
    if not note or len(note) > NOTE_MAX:
        raise refuse("note", "Write where it stands, in at most %(most)d characters", "note", most=NOTE_MAX)
    return note
