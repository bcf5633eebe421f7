"""Where the marks of a drawn column lie, in per cent of its width; pure sums, no words and no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Bar:
    """A bar from `at` over `width`, joined by hairlines to the row above at `above` and to the row below at `below`."""

    at: str
    width: str
    kind: str
    above: str | None = None
    below: str | None = None
    torn: bool = False


@dataclass(frozen=True)
class Step:
    """A total, or a change between two totals: its words, money, how many, and where its list is."""

    words: str
    amount: Decimal
    count: int | None = None
    url: str = ""
    total: bool = False


@dataclass(frozen=True)
class DrawnStep:
    """A step and its bar."""

    step: Step
    bar: Bar

    @property
    def total(self) -> bool:
        """Whether the step is a total."""
        return self.step.total


@dataclass(frozen=True)
class Waterfall:
    """The drawn steps, and the amount with which the scale begins."""

    begins: Decimal
    steps: list[DrawnStep]


def share_bar(share: Decimal, most: Decimal = Decimal(1)) -> Bar:
    """One bar for a share of the most there is; nothing when there is nothing to compare with."""
    part = min(max(Decimal(share) / most, Decimal(0)), Decimal(1)) if most else Decimal(0)
    return Bar(_percent(Decimal(2)), _percent(part * 96), "total")


def pair_at(share: Decimal) -> str:
    """The place of a share of one on a line from 0 to 100."""
    return _percent(3 + min(max(Decimal(share), Decimal(0)), Decimal(1)) * 94)


def month_marks(months: Sequence[bool]) -> list[tuple[int, bool]]:
    """The place in pixels of each month's square, and whether it is filled."""
    return [(at * 9, full) for at, full in enumerate(months)]


def draw_waterfall(steps: Sequence[Step]) -> Waterfall:
    """The bars of totals and of the changes between them.

    The scale is cut above nothing when the changes are small beside the totals, at a round amount that is told.
    """
    levels = _levels(steps)
    reached = [level for pair in levels for level in pair]
    begins = _beginning(min(reached, default=Decimal(0)), max(reached, default=Decimal(0)))
    span = (max(reached, default=Decimal(0)) - begins) * Decimal("1.08") or Decimal(1)
    places = [((before - begins) / span * 100, (after - begins) / span * 100) for before, after in levels]
    nothing = max(-begins / span * 100, Decimal(0))
    drawn = []
    for row, (step, (before, after)) in enumerate(zip(steps, places, strict=True)):
        foot = nothing if step.total else before
        bar = Bar(
            at=_percent(min(foot, after)),
            width=_percent(abs(after - foot)),
            kind="total" if step.total else "more" if step.amount >= 0 else "less",
            above=_percent(places[row - 1][1]) if row else None,
            below=_percent(after) if row < len(places) - 1 else None,
            torn=step.total and begins > 0,
        )
        drawn.append(DrawnStep(step, bar))
    return Waterfall(begins, drawn)


def _levels(steps: Sequence[Step]) -> list[tuple[Decimal, Decimal]]:
    """The level before and after each step."""
    levels, now = [], Decimal(0)
    for step in steps:
        after = step.amount if step.total else now + step.amount
        levels.append((after if step.total else now, after))
        now = after
    return levels


def _beginning(low: Decimal, high: Decimal) -> Decimal:
    """Nothing, or a round amount below the lowest level when all levels lie close together."""
    spread = high - low
    if low <= 0 or not spread or spread > low:
        return min(low, Decimal(0))
    unit = Decimal(10) ** spread.adjusted()
    return max((low - spread) // unit * unit, Decimal(0))


def _percent(number: Decimal) -> str:
    return f"{number:.2f}%"
