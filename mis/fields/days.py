"""Answers that are days and months, in the order in which the office's languages write them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.utils import unset_value

from mis.dates import make_day, make_month, parse_month
from mis.errors import Refusal, refuse
from mis.fields.text import ReadField, in_words, said_of, tidy

DIGITS = re.compile(r"[0-9]{1,4}", re.ASCII)


class MonthField(ReadField):
    """A month written 2024-05 or 5 2024; `data` is its first day."""

    def read(self, text: str) -> date:
        """The first day of the month."""
        short = re.fullmatch(r"([0-9]{1,2})[ /.-]+([0-9]{4})", text, re.ASCII)
        return make_month(int(short[2]), int(short[1]), self.name) if short else parse_month(text, self.name)

    def write(self, value: date) -> str:
        """2024-05."""
        return f"{value:%Y-%m}"


class DayTextField(ReadField):
    """A single day in a filter, written day month year (30 9 2026) or 2026-09-30."""

    def read(self, text: str) -> date:
        """The day."""
        parts = [int(part) for part in re.findall(r"[0-9]+", text, re.ASCII) if len(part) <= 4]
        if not re.fullmatch(r"[0-9]+[ /.-]+[0-9]+[ /.-]+[0-9]+", text, re.ASCII) or len(parts) != 3:
            raise refuse(self.name, "Date: “%(found)s” is not a day such as 30 9 2026", "not-a-day", found=text[:40])
        year, month, day = parts if parts[0] > 31 else reversed(parts)
        return make_day(year, month, day, self.name)

    def write(self, value: date) -> str:
        """30 9 2026."""
        return f"{value.day} {value.month} {value.year}"


@dataclass(frozen=True)
class DayPart:
    """One of the three inputs of a day."""

    name: str
    id: str
    label: Any
    value: str
    width: str
    wrong: bool


class DayField(Field):
    """A day in three inputs: `data` is a date.

    With `partial` the day, or day and month, may be left empty for births: `data` is then (date, precision), the
    precision "day", "month" or "year" and what is unknown counted as the first.
    """

    missing = _l("%(label)s: write day, month and year")
    PARTS = (("day", _l("Day"), "w-short"), ("month", _l("Month"), "w-short"), ("year", _l("Year"), "w-mid"))

    def __init__(self, label: Any = None, validators: Sequence[Callable] = (), partial: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.partial = partial
        self.typed: dict[str, str] = {}
        self.wrong: set[str] = set()

    @property
    def anchor(self) -> str:
        """The id of the first input that is wrong."""
        return next((part.id for part in self.parts if part.wrong), f"{self.id}-day")

    @property
    def parts(self) -> list[DayPart]:
        """The three inputs with what was typed."""
        typed = self.typed or self._typed_from_data()
        return [
            DayPart(
                f"{self.name}-{name}", f"{self.id}-{name}", label, typed.get(name, ""), width,
                bool(self.errors) and (not self.wrong or name in self.wrong),
            )
            for name, label, width in self.PARTS
        ]  # fmt: skip

    def process(self, formdata: Any, data: Any = None, **_more: Any) -> None:
        """Reads the three inputs, or the day to show at first."""
        self.process_errors = []
        self.data = self.default if data is None or data is unset_value else data
        names = [f"{self.name}-{name}" for name, *_rest in self.PARTS]
        if formdata is None or not any(name in formdata for name in names):
            return
        self.typed = {name: tidy(formdata.get(f"{self.name}-{name}", ""))[:10] for name, *_rest in self.PARTS}
        try:
            self.data = self._read()
        except Refusal as refusal:
            self.data = None
            self.process_errors.append(said_of(self, refusal))
        except ValueError as error:
            self.data = None
            self.process_errors.append(str(error))

    def _read(self) -> Any:
        """The day typed, None when nothing was."""
        typed = {name: text for name, text in self.typed.items() if text}
        if not typed:
            return None
        self.wrong = {name for name, text in typed.items() if not DIGITS.fullmatch(text)}
        if self.wrong:
            found = next(text for name, text in typed.items() if name in self.wrong)
            raise ValueError(in_words(_l("%(label)s: “%(found)s” is not a number"), self, found=found))
        precision = "day" if "day" in typed else "month" if "month" in typed else "year"
        needs = {"day", "month", "year"} if not self.partial or precision == "day" else {"year"}
        self.wrong = needs - set(typed)
        if self.wrong:
            words = self.missing if not self.partial else _l("%(label)s: write the year, and the month when there is a day")
            raise ValueError(in_words(words, self))
        year, month, day = (int(typed.get(name, "1")) for name in ("year", "month", "day"))
        made = make_day(year, month, day, self.name)
        return (made, precision) if self.partial else made

    def _typed_from_data(self) -> dict[str, str]:
        """The inputs of a day that is known."""
        if not self.data:
            return {}
        known, precision = self.data if self.partial else (self.data, "day")
        shown = {"day": ("day", "month", "year"), "month": ("month", "year"), "year": ("year",)}[precision]
        return {name: str(getattr(known, name)) for name in shown}
