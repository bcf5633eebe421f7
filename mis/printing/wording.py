"""Days, months and amounts in the words of a language."""

from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

MINUS = "−"
NEIGHBOUR = "pt"


def locale_of(language: str) -> Locale:
    """The rules of a language for numbers and dates; Portuguese ones where Babel knows none, as for Tetum."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(NEIGHBOUR)


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
    return format_date(month, "MMMM y", locale_of(language))


def number_words(number: Decimal | int, language: str, decimals: int = 0) -> str:
    """1,240.00 with the language's grouping and point; minus is −."""
    places = "." + "0" * decimals if decimals else ""
    return format_decimal(number, f"#,##0{places}", locale_of(language)).replace("-", MINUS)


def money_words(amount: Decimal, currency: str, decimals: int, language: str) -> str:
    """USD 1,240.00: code, a space that does not break, the amount."""
    return f"{currency}\u00a0{number_words(amount, language, decimals)}"
