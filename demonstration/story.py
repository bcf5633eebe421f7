"""The order of the demonstration: each step's words and what it does."""

from collections.abc import Callable

from demonstration import opening, registering
from demonstration.stage import Stage
from demonstration.terminal import Progress, step

Step = tuple[str, Callable[[Stage, Progress], None]]
STEPS: tuple[Step, ...] = (
    ("Opening the office", opening.open_the_office),
    ("Adding officers", opening.add_officers),
    ("Registering people", registering.register_people),
    ("Opening accounts", registering.give_accounts),
    ("Registering households", registering.register_homes),
    ("Registering employers", registering.register_firms),
    ("Registering some a second time", registering.register_again),
)


def play(stage: Stage) -> None:
    """Every step in its order; those that were done are recognised and pass at once."""
    for title, work in STEPS:
        with step(title) as progress:
            work(stage, progress)
