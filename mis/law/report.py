"""A decided case as lines of text, for the terminal."""

from collections.abc import Iterator

from mis.law.explain import Explanation


def as_lines(told: Explanation) -> Iterator[str]:
    """The explanation, a line each for outcome, law, conditions and the steps of the amount."""
    yield f"{told.benefit}: {told.outcome}. {told.law_day}"
    for condition in told.conditions:
        yield f"  {condition.result}: {condition.whole}: {condition.found}. [{condition.law}]"
        if condition.note:
            yield f"    {condition.note}"
    for period in told.periods:
        yield f"  {period.first} - {period.last}: {told.currency} {period.amount}"
        for step in period.steps:
            yield f"    {step.label} = {step.how} = {step.value} [{step.law}]"
        yield from (f"    {person}: {told.currency} {amount}" for person, amount in period.shares)
    if told.coverage:
        yield f"  {', '.join(told.coverage.services)} ({told.coverage.until}; {told.coverage.cost_share})"
    if told.missing:
        yield f"  ? {', '.join(told.missing)}"
