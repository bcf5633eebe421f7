"""A decided case as lines of text, for the terminal."""

from collections.abc import Iterator

from mis.law.explain import ConditionWords, Explanation, StepWords
from mis.law.wording import words


def as_lines(told: Explanation) -> Iterator[str]:
    """The explanation, a line each for outcome, law, conditions and the steps of the amount."""
    yield f"{told.benefit}: {told.outcome}. {told.law_day}"
    for condition in told.conditions:
        yield f"  {condition.result}: {condition.whole}: {condition.found}. {_written(told, condition)}"
        if condition.note:
            yield f"    {condition.note}"
    for period in told.periods:
        yield f"  {period.first} - {period.last}: {told.currency} {period.amount}"
        for step in period.steps:
            yield f"    {step.label} = {step.how} = {step.value} {_written(told, step)}"
        yield from (f"    {person}: {told.currency} {amount}" for person, amount in period.shares)
    if told.coverage:
        yield f"  {', '.join(told.coverage.services)} ({told.coverage.until}; {told.coverage.cost_share})"
    if told.missing:
        yield f"  {words(told.language)['explain']['missing'].format(missing=', '.join(told.missing))}"


def _written(told: Explanation, part: ConditionWords | StepWords) -> str:
    """Where it is written, and how surely that is known where it is not confirmed."""
    unsure = words(told.language)["confidences"].get(part.confidence)
    return f"[{part.law}] ({unsure})" if unsure else f"[{part.law}]"
