"""What a report is: its question, columns, filters and definitions; what was asked, and the rows that answer it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy.orm import Session

from mis.money import Currency

KINDS = frozenset({"text", "number", "money", "day", "month", "reference", "percent"})
NUMERIC = frozenset({"number", "money", "percent"})
FILTER_KINDS = frozenset({"choice", "text", "day", "month"})
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Column:
    """A column: its name in files, its title on pages, what it holds, and whether its sum closes the table.

    `kind` is text, number, money, day, month (a first day), reference or percent (a share of one).
    """

    name: str
    title: Any
    kind: str = "text"
    summed: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no kind of column {self.kind}")


@dataclass(frozen=True)
class Filter:
    """What one may choose: `kind` is choice, text, day or month.

    `choices` are pairs of value and words, or a question to the database that gives them; none chosen means all.
    """

    name: str
    title: Any
    kind: str = "choice"
    choices: Choices | Callable[[Session], Choices] = ()
    required: bool = False

    def __post_init__(self) -> None:
        if self.kind not in FILTER_KINDS:
            raise ValueError(f"no kind of filter {self.kind}")

    def offered(self, session: Session | None = None) -> list[tuple[str, str]]:
        """The choices as they stand."""
        pairs = self.choices(session) if callable(self.choices) else self.choices  # type: ignore[arg-type]
        return [(value, str(words)) for value, words in pairs]


@dataclass(frozen=True)
class Asked:
    """What was asked, by whom it may be seen, in which money and words, and as known when.

    `offices` are the ids of the offices in scope (None for all); `known_at` is the instant of the snapshot;
    `shown` holds the words of the chosen filters.
    """

    filters: Mapping[str, Any]
    offices: frozenset[int] | None
    currency: Currency
    day: date
    known_at: datetime
    language: str = "en"
    shown: Mapping[str, str] = field(default_factory=dict)


Rows = pl.DataFrame | Sequence[tuple]


@dataclass(frozen=True)
class Report:
    """A question of the office and how it is answered.

    `definitions` are pairs of term and words; `read(session, asked)` gives the rows in the order of the columns;
    `drawn` names the column drawn as bars, or the two columns of shares drawn on one line; `last_is_total` when the
    last row already closes the table (as where people count once); `law(session, asked)` gives the digest of the law.
    """

    name: str
    title: Any
    question: Any
    columns: tuple[Column, ...]
    permission: str
    read: Callable[[Session, Asked], Rows]
    filters: tuple[Filter, ...] = ()
    definitions: tuple[tuple[Any, Any], ...] = ()
    drawn: str | tuple[str, str] | None = None
    last_is_total: bool = False
    law: Callable[[Session, Asked], str] | None = None
    note: Any = ""

    def __post_init__(self) -> None:
        drawn = (self.drawn,) if isinstance(self.drawn, str) else self.drawn or ()
        if missing := set(drawn) - {column.name for column in self.columns}:
            raise ValueError(f"report {self.name} draws columns it has not: {sorted(missing)}")


@dataclass(frozen=True)
class Result:
    """The rows that answered, and the row that closes them (nothing where a column has no sum)."""

    report: Report
    asked: Asked
    rows: tuple[tuple, ...]
    totals: tuple | None
    law: str | None = None


def run(report: Report, session: Session, asked: Asked) -> Result:
    """The report's answer; the caller's transaction is its one snapshot."""
    read = report.read(session, asked)
    rows = tuple(read.rows()) if isinstance(read, pl.DataFrame) else tuple(map(tuple, read))
    wrong = next((row for row in rows if len(row) != len(report.columns)), None)
    if wrong is not None:
        raise ValueError(f"report {report.name} has {len(report.columns)} columns and a row of {len(wrong)} values")
    law = report.law(session, asked) if report.law else None
    if report.last_is_total and rows:
        return Result(report, asked, rows[:-1], rows[-1], law)
    return Result(report, asked, rows, _sums(report.columns, rows), law)


def _sums(columns: tuple[Column, ...], rows: tuple[tuple, ...]) -> tuple | None:
    """The exact sums of the columns that have one."""
    if not any(column.summed for column in columns):
        return None
    return tuple(_sum(rows, at) if column.summed else None for at, column in enumerate(columns))


def _sum(rows: tuple[tuple, ...], at: int) -> Decimal | int:
    """The sum of a column, what is unknown left out."""
    return sum((row[at] for row in rows if row[at] is not None), Decimal(0))
