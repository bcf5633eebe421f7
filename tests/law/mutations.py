"""A sheet of law with one number or date changed, and whether its recorded cases notice."""

import copy
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mis.errors import Refusal
from mis.law.book import Book, Sheet, sheet_of, values_on
from mis.law.contributions import assess_lines
from mis.law.decision import decide_claims
from mis.law.interest import late_charges
from tests.law.recorded import assessment_fits, decision_fits, fits, recorded, values_fit

LAW = ("begins", "decimals", "facts", "conditions", "amount", "weights", "periods", "shares", "coverage")
CASES: dict[str, list[dict]] = {}
for _code, _case in recorded():
    CASES.setdefault(_code, []).append(_case)


@dataclass(frozen=True)
class Mutation:
    """One number or date of a sheet, and what it is changed to."""

    code: str
    path: tuple
    was: Any
    now: Any

    def __str__(self) -> str:
        return f"{self.code} {'.'.join(map(str, self.path))}: {self.was} -> {self.now}"


def mutations_of(sheet: Sheet) -> Iterator[Mutation]:
    """Every number and date of a sheet, a step up each: of a number its last place, of a date a day, or the month that decides.

    The last day of a line is put a step back: put forward, the line that follows would cover it.
    """
    raw = tomllib.loads(sheet.text, parse_float=Decimal)
    step = 31 if sheet.kind == "contributions" else 1
    for word in LAW:
        if word == "decimals" and (sheet.status == "incomplete" or sheet.coverage is not None):
            continue  # no sum is decided
        if word == "begins" and not sheet.lines:
            continue  # nothing of it has been read
        for path, was in _leaves(raw.get(word), (word,)):
            yield Mutation(sheet.code, path, was, _changed(was, -step if path[-1] == "until" else step))


def _leaves(value: Any, path: tuple) -> Iterator[tuple[tuple, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _leaves(part, (*path, key))
    if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
        yield path, value


def _changed(value: Any, days: int) -> Any:
    if isinstance(value, date):
        return value + timedelta(days=days)
    return value + (1 if isinstance(value, int) else Decimal(1).scaleb(value.as_tuple().exponent))


def mutated(sheet: Sheet, mutation: Mutation) -> Sheet:
    """The sheet with that one figure changed; raises Refusal where it is no law any more."""
    raw = copy.deepcopy(tomllib.loads(sheet.text, parse_float=Decimal))
    *way, last = mutation.path
    place = raw
    for key in way:
        place = place[key]
    place[last] = mutation.now
    return sheet_of(sheet.code, raw, sheet.text)


def is_noticed(book: Book, mutation: Mutation) -> bool:
    """Whether a recorded case of the sheet comes out otherwise, or the sheet is refused."""
    sheet = book.sheets[mutation.code]
    try:
        changed = Book({**book.sheets, mutation.code: mutated(sheet, mutation)})
    except Refusal:
        return True
    return not all(is_as_recorded(changed, mutation.code, case) for case in CASES.get(mutation.code, []))


def is_as_recorded(book: Book, code: str, case: dict) -> bool:
    """Whether the law decides, or refuses, a case as it was recorded."""
    try:
        fitting = _fits(book, code, case)
    except Refusal as refusal:
        return "refused" in case and case["refused"] in str(refusal)
    return fitting and "refused" not in case


def _fits(book: Book, code: str, case: dict) -> bool:
    expected = case.get("expect")
    if "interest" in case:
        debt = case["interest"]
        due, paid = date.fromisoformat(debt["due"]), date.fromisoformat(debt["paid"])
        return fits(expected, late_charges(book, code, debt["amount"], due, paid, debt.get("basis")))
    if "show" in case:
        values = values_on(book.sheet(code), date.fromisoformat(case["show"]))
        return values_fit(expected or {}, [asdict(value) for value in values])
    if "lines" in case:
        rows = assess_lines(book, code, date.fromisoformat(f"{case['month']}-01"), case["lines"])
        return assessment_fits(expected or [], rows)
    [result] = decide_claims(book, code, date.fromisoformat(case["on"]), [case["facts"]])
    return decision_fits(expected or {}, result)
