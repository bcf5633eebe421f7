"""A report's values as text: plain for machines, in words for people, and how the report was made."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from mis.money import plain
from mis.printing.wording import day_words, moment_words, month_words, number_words
from mis.reporting.report import NUMERIC, Asked, Column, Result

NOT_APPLICABLE = "–"


def machine_text(value: Any, column: Column, asked: Asked) -> str:
    """A value as CSV and JSON write it: amounts exact and ungrouped, days 2024-05-31, months 2024-05, nothing empty."""
    if value is None:
        return ""
    if column.kind == "money":
        return _exact(value, asked)
    if column.kind in NUMERIC:
        return f"{Decimal(value):f}"
    if column.kind == "month" and isinstance(value, date):
        return f"{value:%Y-%m}"
    return value.isoformat() if isinstance(value, date) else str(value)


def reader_text(value: Any, column: Column, asked: Asked) -> str:
    """A value as a reader of the language writes it; – where there is none."""
    if value is None:
        return NOT_APPLICABLE
    if column.kind == "money":
        return number_words(Decimal(_exact(value, asked)), asked.language, asked.currency.decimals)
    if column.kind == "percent":
        return number_words(round(Decimal(value) * 100, 1), asked.language, 1)
    if column.kind == "number":
        number = Decimal(value)
        return number_words(number, asked.language, max(0, -int(number.as_tuple().exponent)))
    if column.kind == "day" and isinstance(value, date):
        return day_words(value, asked.language, short=True)
    if column.kind == "month" and isinstance(value, date):
        return month_words(value, asked.language)
    return str(value)


def reader_texts(result: Result, row: tuple, closing: bool = False) -> list[str]:
    """A row in words; the closing row is called Total where it has no name, and is empty where a column has no sum."""
    pairs = zip(row, result.report.columns, strict=True)
    texts = ["" if closing and value is None else reader_text(value, column, result.asked) for value, column in pairs]
    return [texts[0] or _("Total"), *texts[1:]] if closing else texts


def heading(column: Column, asked: Asked) -> str:
    """The column's title with its unit: money names its currency, shares are in per cent."""
    if column.kind == "money":
        return f"{column.title} ({asked.currency.code})"
    return f"{column.title}, %" if column.kind == "percent" else str(column.title)


def how_made(result: Result) -> list[tuple[str, str]]:
    """What every form of a report says of itself: the day, as known when, the filters, the law."""
    report, asked = result.report, result.asked
    told = [item for item in report.filters if item.name != "on"]  # the day stands on a line of its own
    chosen = "; ".join(f"{item.title}: {asked.shown.get(item.name) or _('all')}" for item in told)
    facts = [
        (_("On"), day_words(asked.day, asked.language)),
        (_("Counted from"), _("Registers as known on %(moment)s", moment=moment_words(asked.known_at, asked.language))),
        (_("Filters"), chosen or _("None")),
    ]
    return [*facts, (_("Law"), _("Digest %(digest)s", digest=grouped(result.law)))] if result.law else facts


def grouped(digest: str) -> str:
    """A digest in groups of eight, which an eye can compare and a narrow page can break."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def definitions(result: Result) -> list[tuple[str, str]]:
    """The report's terms and what they mean, in the reader's language."""
    return [(str(term), str(words)) for term, words in result.report.definitions]


def _exact(value: Any, asked: Asked) -> str:
    """The amount in the currency's places; more places than it has would be rounded away, and are an error."""
    amount = Decimal(value)
    text = plain(amount, asked.currency.decimals)
    if Decimal(text) != amount:
        raise ValueError(f"{amount} has more places than {asked.currency.code}")
    return text
