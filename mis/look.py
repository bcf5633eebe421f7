"""How values look on a page: money, days and counts in the officer's language, and the macros that write the pages."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

from babel import dates, numbers
from flask import Flask, flash
from flask_babel import get_locale, get_timezone, to_user_timezone

from mis.drawing import Step, draw_waterfall, month_marks, pair_at, share_bar
from mis.forms import error_links
from mis.language import current_language, translate, translate_kept
from mis.static_files import init_static

MACROS = ("page", "table", "form", "list", "chart")
NOT_APPLICABLE = "–"
MINUS = "\N{MINUS SIGN}"
LONG_DAY = {"en": "d MMMM y", "pt": "d 'de' MMMM 'de' y", "tet": "d 'de' MMMM 'de' y"}


@dataclass(frozen=True)
class Column:
    """A column of a table on a page.

    `num` is set right and in figures; `wide` takes a line of its own on a phone; `draw` holds a drawing;
    `phone` is a shorter label there; `width` is "third" or "narrow"; `style` adds classes to its cells;
    `hidden` keeps the heading for those who listen.
    """

    key: str
    label: str
    num: bool = False
    wide: bool = False
    draw: bool = False
    phone: str = ""
    width: str = ""
    style: str = ""
    hidden: bool = False


def money(amount: Decimal | None, currency: str = "", decimals: int = 2, sign: bool = False) -> str:
    """The amount in the language's grouping, never rounded: with its code before it, and + when `sign` asks for it.

    Raises TypeError for a float, which is no money.
    """
    if amount is None:
        return NOT_APPLICABLE
    if isinstance(amount, float):
        raise TypeError("money is a Decimal")
    written = _number(Decimal(amount), decimals, sign)
    return f"{currency}\N{NO-BREAK SPACE}{written}" if currency else written


def count(number: int | None, sign: bool = False) -> str:
    """A whole number, grouped."""
    return NOT_APPLICABLE if number is None else _number(Decimal(number), 0, sign)


def percent(share: Decimal | None, places: int = 1, sign: bool = False) -> str:
    """A share of one as per cent, rounded to places."""
    if share is None:
        return NOT_APPLICABLE
    hundredths = round(Decimal(share) * 100, places)
    return f"{_number(hundredths, places, sign)}%"


def _number(number: Decimal, places: int, sign: bool) -> str:
    """Grouped by the language, with a true minus, and never fewer places than the number has."""
    exact = number.normalize().as_tuple().exponent
    places = max(places, -exact if isinstance(exact, int) else 0)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    written = numbers.format_decimal(abs(number), pattern, locale=_locale())
    return (MINUS if number < 0 else "+" if sign and number else "") + written


def day(value: date | None) -> str:
    """A day in a table: 21 Nov 2026."""
    return NOT_APPLICABLE if value is None else dates.format_date(_local(value), "d MMM y", locale=_locale())


def long_day(value: date | None) -> str:
    """A day in a sentence: 21 November 2026."""
    return NOT_APPLICABLE if value is None else dates.format_date(_local(value), LONG_DAY[current_language()], locale=_locale())


def month(value: date | None) -> str:
    """A month: November 2026."""
    return NOT_APPLICABLE if value is None else dates.format_date(value, "LLLL y", locale=_locale())


def clock(value: datetime | None) -> str:
    """The time of an instant in the office's zone, 24 hours: 09:30."""
    return NOT_APPLICABLE if value is None else f"{_local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """Day and time of an instant in the office's zone: 21 Nov 2026 09:30."""
    return NOT_APPLICABLE if value is None else f"{day(value)} {clock(value)}"


def groups(text: str, size: int = 8) -> str:
    """A fingerprint in groups that an eye can compare."""
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def masked(text: str, shown: int = 3) -> str:
    """A number of which only the end may be seen; a short one shows nothing."""
    end = text[-shown:] if len(text) > shown * 2 else ""
    return f"•••• {end}".rstrip()


def iso(value: date) -> str:
    """A day or an instant as machines read it."""
    return value.isoformat()


def tell(kind: str, heading: str, text: str = "") -> None:
    """Says on the next page what was done ("done"), needs a look ("look"), was not done ("wrong") or is to know ("know")."""
    flash((heading, text), kind)  # type: ignore[arg-type]


def _local(value: date) -> date:
    """An instant as the office's own day and time; a day stays as it is."""
    return to_user_timezone(value) if isinstance(value, datetime) else value


def _locale() -> str:
    return str(get_locale() or "en")


def _frame() -> dict[str, object]:
    """When this page was made, for paper."""
    return {"printed_at": datetime.now(get_timezone())}


FILTERS = {
    "money": money, "count_of": count, "percent": percent, "day": day, "long_day": long_day, "month": month,
    "clock": clock, "moment": moment, "groups": groups, "masked": masked, "iso": iso, "kept_words": translate_kept,
}  # fmt: skip


def init_look(app: Flask) -> None:
    """Makes filters, stylesheets and the macros (as `look`) known to every template; call it after init_language."""
    init_static(app)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_frame)
    look = SimpleNamespace(
        column=Column, error_links=error_links, translate=translate, draw_waterfall=draw_waterfall,
        step=Step, share_bar=share_bar, pair_at=pair_at, month_marks=month_marks,
    )  # fmt: skip
    app.jinja_env.globals["look"] = look
    for name in MACROS:
        module = app.jinja_env.get_template(f"macros/{name}.html").module
        vars(look).update({key: value for key, value in vars(module).items() if not key.startswith("_")})
