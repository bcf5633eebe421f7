"""What a draft's page shows: the rows of the text that it changes, and its trial in figures, groups and steps of cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mis.drawing import Step, Waterfall, draw_waterfall
from mis.law.book import Sheet
from mis.statutes.models import LawDraft
from mis.statutes.wording import branch_words

GROUPS: Mapping[str, Any] = {
    "branch": _l("By branch"), "sex": _l("By sex"), "area": _l("By area"), "age": _l("By age"),
}  # fmt: skip
SEXES: Mapping[str, Any] = {"f": _l("Women"), "m": _l("Men"), "x": _l("Another sex")}
CHANGES_SHOWN = 200


@dataclass(frozen=True)
class Change:
    """A row of the text that the draft adds or takes away."""

    row: int
    added: bool
    text: str


@dataclass(frozen=True)
class GroupRow:
    """One group of people in a trial: what they cost a month before and after, and how many gain, lose, start and stop."""

    name: str
    before: Decimal
    after: Decimal
    gain: int
    lose: int
    start: int
    stop: int

    @property
    def difference(self) -> Decimal:
        """What the draft adds to the cost of this group."""
        return self.after - self.before


@dataclass(frozen=True)
class Trial:
    """What a dry run showed, ready for a page."""

    counts: Mapping[str, int]
    on: date
    currency: str
    decimals: int
    month: tuple[Decimal, Decimal]
    year: tuple[Decimal, Decimal]
    groups: Mapping[str, Sequence[GroupRow]]
    drawn: Waterfall


def changes(row: LawDraft, before: str | None) -> list[Change]:
    """The rows of text that differ from the law in force; all of them for a new law, none once the draft is closed."""
    if before is None and row.base is not None:
        return []
    old, new = (before or "").splitlines(), row.text.splitlines()
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [Change(at + 1, False, old[at]) for at in range(a, b)]
            found += [Change(at + 1, True, new[at]) for at in range(c, d)]
    return found[:CHANGES_SHOWN]


def trial_of(row: LawDraft, sheet: Sheet) -> Trial | None:
    """The trial of a draft as its page shows it; None before it was tried."""
    figures = row.figures
    if figures is None:
        return None
    counts = {name: int(figures.get(name, 0)) for name in COUNTS}
    groups = {name: [_group(name, each) for each in listed] for name, listed in figures.get("groups", {}).items()}
    month, year = (_pair(figures, span) for span in ("month", "year"))
    drawn = draw_waterfall(_steps(month, groups))
    on, currency = date.fromisoformat(figures["on"]), figures.get("currency", sheet.currency)
    return Trial(counts, on, currency, sheet.decimals, month, year, groups, drawn)


COUNTS = ("examined", "gain", "lose", "start", "stop", "unchanged", "undecided")


def _pair(figures: Mapping[str, Any], span: str) -> tuple[Decimal, Decimal]:
    return Decimal(figures.get(f"cost_{span}_before", "0")), Decimal(figures.get(f"cost_{span}_after", "0"))


def _group(kind: str, told: Mapping[str, Any]) -> GroupRow:
    name = str(told["name"])
    words = {"branch": branch_words, "sex": lambda code: str(SEXES.get(code, code))}.get(kind, str)(name)
    moved = {each: int(told.get(each, 0)) for each in ("gain", "lose", "start", "stop")}
    return GroupRow(words, Decimal(told["before"]), Decimal(told["after"]), **moved)


def _steps(month: tuple[Decimal, Decimal], groups: Mapping[str, Sequence[GroupRow]]) -> list[Step]:
    """From the cost of a month now to the cost with the draft, by age; what no age explains is told."""
    before, after = month
    changed = [each for each in groups.get("age", ()) if each.difference]
    steps = [Step(_("Aged %(ages)s", ages=each.name), each.difference) for each in changed]
    rest = after - before - sum((each.difference for each in changed), Decimal(0))
    if rest:
        steps.append(Step(_("Age not known"), rest))
    first, last = Step(_("A month by the law in force"), before, total=True), Step(_("A month by the draft"), after, total=True)
    return [first, *steps, last]
