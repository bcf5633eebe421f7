"""Days, months and amounts in the words of a language."""

from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from mis.language import LOCALES

MINUS = "\N{MINUS SIGN}"


def locale_of(language: str) -> Locale:
    """The rules of a language of the office for numbers and days; English ones for a language it does not speak."""
    return Locale.parse(LOCALES.get(language, "en"))


def day_words(day: date, language: str, short: bool = False) -> str:
    """21 November 2026 in text and letters, 21 Nov 2026 in tables."""
    locale = locale_of(language)
    if short:
        return format_date(day, "d MMM y", locale)
    return format_date(day, "d MMMM y" if locale.language == "en" else "long", locale)


def moment_words(moment: date, language: str) -> str:
    """21 Nov 2026 09:30."""
    return format_datetime(moment, "d MMM y HH:mm", locale=locale_of(language))


def month_words(month: date, language: str) -> str:
    """November 2026."""
    return format_date(month, "LLLL y", locale_of(language))


def number_words(number: Decimal | int, language: str, decimals: int = 0) -> str:
    """1,240.00 with the language's grouping and point; minus is −."""
    places = "." + "0" * decimals if decimals else ""
    return format_decimal(number, f"#,##0{places}", locale_of(language)).replace("-", MINUS)
