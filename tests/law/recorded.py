"""Cases of law kept as data: what they hold, and whether an answer is the one that they expect."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"


def recorded() -> Iterator[tuple[str, dict]]:
    """Every case, with the code of its sheet."""
    for path in sorted(FOLDER.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield path.stem, case


def fits(expected: Any, found: Any) -> bool:
    """Whether what was found holds all that is expected: of objects the parts named, of lists every item."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(name in found and fits(part, found[name]) for name, part in expected.items())
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(fits, expected, found))
    return expected == found


def decision_fits(expected: dict, result: dict) -> bool:
    """Whether a decided claim is as expected; `met`, `amounts` and `starts` are short for what the result says at length."""
    told = {
        **result,
        "met": {condition["name"]: condition["met"] for condition in result["conditions"]},
        "amounts": [period["amount"] for period in result["periods"]],
        "starts": [period["from"] for period in result["periods"]],
    }
    return fits(expected, told)


def assessment_fits(expected: list[dict], rows: list[dict]) -> bool:
    """Whether each row expected is among those assessed, and none of those that must be absent."""
    found = {(row["line"], row["programme"]): row for row in rows}
    pairs = [(row, found.get((row.get("line", 1), row["programme"]))) for row in expected]
    return all(row is None if wanted.get("absent") else fits(wanted, row) for wanted, row in pairs)


def values_fit(expected: dict, values: list[dict]) -> bool:
    """Whether the provisions in force on a day are as expected, by the name of their line."""
    return fits(expected, {value["name"]: value for value in values})
