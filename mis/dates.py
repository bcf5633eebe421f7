"""Days and months of the office; no rule here asks the clock."""

import re
from calendar import monthrange
from datetime import date, timedelta

from mis.errors import refuse

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


def parse_day(text: str, field: str | None = None) -> date:
    """A day written YYYY-MM-DD, between 1850 and 2200; anything else is refused."""
    text = text.strip()
    if not _DAY.fullmatch(text):
        raise refuse(field, "Date: “%(found)s” is not written as 2024-05-31", "not-a-day", found=text[:40])
    return make_day(int(text[:4]), int(text[5:7]), int(text[8:]), field)


def make_day(year: int, month: int, day: int, field: str | None = None) -> date:
    """A day that the calendar has."""
    try:
        made = date(year, month, day)
    except ValueError:
        written = f"{day} {month} {year}"
        raise refuse(field, "Date: %(found)s is not in the calendar", "no-such-day", found=written) from None
    if not 1850 <= made.year <= 2200:
        raise refuse(field, "Date: the year %(found)d cannot be right", "year-out-of-range", found=made.year)
    return made


def parse_month(text: str, field: str | None = None) -> date:
    """A month written YYYY-MM, as its first day."""
    text = text.strip()
    if not _MONTH.fullmatch(text):
        raise refuse(field, "Month: “%(found)s” is not written as 2024-05", "not-a-month", found=text[:40])
    return make_month(int(text[:4]), int(text[5:]), field)


def make_month(year: int, month: int, field: str | None = None) -> date:
    """A month that the calendar has, as its first day."""
    if not 1 <= month <= 12:
        written = f"{year:04}-{month:02}"
        raise refuse(field, "Month: %(found)s is not in the calendar; a month is 01 to 12", "no-such-month", found=written)
    if not 1850 <= year <= 2200:
        raise refuse(field, "Month: the year %(found)d cannot be right", "year-out-of-range", found=year)
    return date(year, month, 1)


def month_start(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(month: date, months: int) -> date:
    """The first day of the month so many months later (or earlier)."""
    years, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(years, index + 1, 1)


def months_from(first: date, last: date) -> list[date]:
    """Every month from the first to the last, both included, as first days; empty when the last lies before."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, step) for step in range(max(count, 0))]


def birthday(born: date, years: int) -> date:
    """The day on which so many years are completed; 29 February counts as 1 March in common years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Completed years on the day."""
    years = day.year - born.year
    return years - (birthday(born, years) > day)


def day_before(day: date) -> date:
    """Yesterday's date, seen from the day."""
    return day - timedelta(days=1)


def month_text(month: date) -> str:
    """The month as files and the API write it: 2024-05."""
    return f"{month:%Y-%m}"
