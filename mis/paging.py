"""Paging by key: fifty rows a page, no row skipped or repeated while others are added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mis.errors import Malformed, Problem

ROWS = 50
ROWS_MAX = 200


@dataclass(frozen=True)
class Page:
    """Some rows of a list: where they stand in it, and the keys that lead on and back."""

    rows: Sequence[Any]
    first: int
    last: int
    total: int
    after: int | None
    before: int | None


def page_of(
    session: Session, question: Select, key: InstrumentedAttribute[int], after: int | None, before: int | None, rows: int = ROWS
) -> Page:
    """The page after (or before) a key, newest first; `question` selects rows that have the key as `.id` or first column.

    `total` counts the whole list; `first` and `last` are places in it.
    """
    rows = max(1, min(rows, ROWS_MAX))
    total = session.scalar(select(func.count()).select_from(question.order_by(None).subquery())) or 0
    backwards = before is not None and after is None
    wanted = question
    if after is not None:
        wanted = wanted.where(key < after)
    elif before is not None:
        wanted = wanted.where(key > before)
    wanted = wanted.order_by(None).order_by(key.asc() if backwards else key.desc()).limit(rows + 1)
    found = list(session.execute(wanted.add_columns(key.label("page_key"))).all())
    more, found = len(found) > rows, found[:rows]
    if backwards:
        found.reverse()
    if not found:
        return Page((), 0, 0, total, None, None)
    newest, oldest = found[0].page_key, found[-1].page_key
    above = session.scalar(select(func.count()).select_from(question.where(key > newest).order_by(None).subquery())) or 0
    follows = more if not backwards else True
    values = [row[0] if len(row) == 2 else row for row in found]
    return Page(values, above + 1, above + len(found), total, oldest if follows else None, newest if above else None)


def cursor(text: str | None, name: str) -> int | None:
    """A key from the address; refused when it cannot be one."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Malformed(Problem(name, "This address is not one of ours", "cursor"))
    return int(text)
