"""What a sheet of law must mean: figures that facts can have, units that agree, no two versions of a day, nothing used edited."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mis.errors import Problem
from mis.law.book import Line, Sheet
from mis.law.facts import Fact, catalogue
from mis.statutes.writing import problem

COMPARED = ("at_least", "at_most", "above", "below", "equals")
UNITS_OF_SHAPES = {"years_from": "years", "months_from": "months", "days_from": "days"}
SAME_UNIT = ("round", "least", "greatest", "sum", "excess")


def meaning_problems(sheet: Sheet) -> Iterator[Problem]:
    """All that is wrong with what the sheet says."""
    yield from _twice(sheet)
    yield from _ranges(sheet)
    yield from _units(sheet)
    yield from _words(sheet)


def _twice(sheet: Sheet) -> Iterator[Problem]:
    """Two versions of one line that begin on one day: nobody could say which holds."""
    seen = set()
    for line in sheet.lines:
        if (line.name, line.since) in seen:
            yield problem("Line %(line)s since %(since)s overlaps: another version of it begins on the same day", line)
        seen.add((line.name, line.since))


def _tests(body: Any) -> Iterator[Mapping[str, Any]]:
    """Every shape in a body of law, nested ones too."""
    if isinstance(body, Mapping):
        yield body
    for inner in body.values() if isinstance(body, Mapping) else body if isinstance(body, list) else ():
        yield from _tests(inner)


def _facts_named(line: Line) -> Mapping[str, Fact]:
    """What the names in a line mean: facts, and the fields of the list that it measures."""
    listed = catalogue().get(str(line.body.get("items")))
    fields = {field.name: field for field in listed.fields} if listed else {}
    return {**catalogue(), **fields}


def _ranges(sheet: Sheet) -> Iterator[Problem]:
    """Figures that a fact can never have, and choices that it does not offer."""
    for line in sheet.lines:
        facts = _facts_named(line)
        for test in _tests(line.body):
            fact = facts.get(test["of"]) if isinstance(test.get("of"), str) else None
            fact = fact or (facts.get(test["by"]) if isinstance(test.get("by"), str) else None)
            for found in _impossible(fact, test) if fact else ():
                words = "Line %(line)s since %(since)s: “%(found)s” is a value that %(fact)s never has"
                yield problem(words, line, found=found, fact=fact.name)  # type: ignore[union-attr]


def _impossible(fact: Fact, test: Mapping[str, Any]) -> Iterator[Any]:
    figures = [test[word] for word in COMPARED if word in test]
    figures += [band[edge] for band in test.get("bands", []) for edge in ("from", "to") if edge in band]
    for figure in figures:
        if isinstance(figure, int | Decimal) and not isinstance(figure, bool) and fact.type == "number" and figure > fact.most:
            yield figure
    if fact.choices:
        named = [*test.get("one_of", []), *test.get("none_of", []), *test.get("table", {})]
        named += [test["equals"]] if "equals" in test else []
        yield from (choice for choice in named if choice not in fact.choices)


def _units(sheet: Sheet) -> Iterator[Problem]:
    """Months compared with years, or added to money."""
    for line in sheet.lines:
        facts = _facts_named(line)
        for test in _tests(line.body):
            word = next((word for word in (*COMPARED, *SAME_UNIT) if word in test), None)
            if word is None:
                continue
            named = test[word] if isinstance(test[word], list) else [test[word]]
            named = [*named, *(test[beside] for beside in ("of", "over") if beside in test)]
            units = {unit for name in named if (unit := _unit(name, sheet, facts, 0))}
            if len(units) > 1:
                words = "Line %(line)s since %(since)s: %(units)s cannot be held against each other"
                yield problem(words, line, units=", ".join(sorted(units)))


def _unit(name: Any, sheet: Sheet, facts: Mapping[str, Fact], depth: int) -> str | None:
    """In what a fact or line is counted; None where nothing says it."""
    if not isinstance(name, str) or depth > 20:
        return None
    if name in facts:
        return facts[name].unit
    body = next((line.body for line in sheet.lines if line.name == name), {})
    shape = next((UNITS_OF_SHAPES[word] for word in UNITS_OF_SHAPES if word in body), None)
    inner = next((body[word] for word in SAME_UNIT if word in body), None)
    parts = inner if isinstance(inner, list) else [inner]
    return shape or next((unit for part in parts if (unit := _unit(part, sheet, facts, depth + 1))), None)


def _words(sheet: Sheet) -> Iterator[Problem]:
    """Words for what is no line and no fact."""
    known = {line.name for line in sheet.lines} | set(catalogue())
    for name in sheet.words:
        if name not in known:
            yield problem("words: “%(name)s” is neither a line nor a fact", name=name[:60])


def used_problems(sheet: Sheet, before: Sheet, used: frozenset[str]) -> Iterator[Problem]:
    """Lines that have decided something and would be changed or taken away: they are only followed."""
    decided = [edition for edition in before.editions if edition.digest in used]
    kept = [vars(line) for line in sheet.lines]
    lines = dict.fromkeys(line for edition in decided for line in edition.lines)
    changed = [line for line in lines if vars(line) not in kept]
    words = "Line %(line)s since %(since)s has decided claims: it is not edited. Write a new line that begins later"
    yield from (problem(words, line) for line in changed)
    now = {edition.digest for edition in sheet.editions}
    if not changed and any(edition.digest not in now for edition in decided):
        yield problem("What has decided claims would be read in another way. Write new lines that begin later")
