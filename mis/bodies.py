"""The body of a request from a program: one JSON text in UTF-8, with nothing in it that two readers would read differently."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from flask import Request, abort

from mis.errors import Malformed, Problem

DEPTH_MAX, ITEMS_MAX = 32, 200_000
WHOLE_MAX = 2**63 - 1
TAKEN = ("application/json", "multipart/form-data")
FILES = ("application/octet-stream", "application/xml", "text/csv", "text/xml")


def check_body(request: Request, kinds: Sequence[str] = TAKEN) -> None:
    """Refuse a program's request whose body cannot be read in one way only; 415 for content of none of these kinds."""
    if request.method not in {"POST", "PUT", "PATCH"} or not (request.content_length or "chunked" in _encoding(request)):
        return
    if request.mimetype not in kinds:
        abort(415)
    if request.mimetype == "application/json":
        read_json(request.get_data(cache=True))


def check_query(request: Request) -> None:
    """Refuse figures of other scripts where the address asks for a page: they would be read as ours."""
    for name in ("after", "before", "limit"):
        if not request.args.get(name, "").isascii():
            raise Malformed(Problem(name, "This address is not one of ours", "cursor"))


def _encoding(request: Request) -> str:
    return request.headers.get("Transfer-Encoding", "").lower()


def read_json(body: bytes) -> Any:
    """The value of a JSON text.

    Refused: another encoding than UTF-8, a name given twice, NaN and infinities, text after the value, halves of pairs,
    NUL, whole numbers beyond 63 bits, more than 32 levels; 413 for more than 200,000 items.
    """
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_number)
        _check(value)
    except (ValueError, RecursionError) as error:
        values = {"why": str(error)[:100]}
        raise Malformed(Problem(None, "The body is not JSON that we can read: %(why)s", "not-json", values=values)) from None
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _check(value: Any) -> None:
    """Walk through all of it, level by level."""
    level, seen = [value], 0
    for _depth in range(DEPTH_MAX):
        seen += len(level)
        if seen > ITEMS_MAX:
            abort(413)
        for each in level:
            SIGNS.get(type(each), _nothing)(each)
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise ValueError("it is nested too deeply")


def _inside(value: Any) -> list:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def _nothing(_value: Any) -> None:
    """Nothing can be wrong with true, false and null."""


def _check_text(text: str) -> None:
    text.encode("utf-8")
    if "\0" in text:
        raise ValueError("a text holds NUL")


def _check_whole(number: int) -> None:
    if abs(number) > WHOLE_MAX:
        raise ValueError("a number is too large")


def _check_fraction(number: float) -> None:
    if not math.isfinite(number):
        raise ValueError("a number is too large")


SIGNS: dict[type, Callable[[Any], None]] = {str: _check_text, int: _check_whole, float: _check_fraction}
