"""The languages of the office: whose words an officer reads, and whose way of writing numbers and days."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, Domain, force_locale, get_locale, gettext

LANGUAGES = {"en": "English", "pt": "Português", "tet": "Tetun (draft)"}
# Babel knows no Tetum: it is written with the numbers and months of Portuguese in Timor-Leste, which no other language uses.
LOCALES = {"en": "en", "pt": "pt_PT", "tet": "pt_TL"}
CODES = {locale: code for code, locale in LOCALES.items()} | {"pt": "pt"}
# A translation that no speaker has confirmed says so on every page, in its own words and in English.
DRAFTS = {
    "tet": (
        "Tradusaun tetun ne'e mak raskuñu: seidauk iha ema ne'ebé koalia tetun konfirma.",
        "This Tetum translation is a draft: no speaker has confirmed it yet.",
    )
}
CODE_BEHIND = re.compile(r"(.+) (\([A-Z0-9]+\))", re.DOTALL)
CATALOGUES = Path(__file__).parent / "translations"


class Catalogues(Domain):
    """The words of every language, compiled in memory when the office opens."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.by_code = {code: compiled(folder / code / "LC_MESSAGES" / "messages.po") for code in LANGUAGES if code != "en"}

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language in use; English stands in the program itself."""
        return self.by_code.get(current_language()) or NullTranslations()


def compiled(path: Path) -> Translations:
    """A catalogue ready for use from its .po file; what is not translated yet stays English."""
    with path.open("rb") as source:
        catalogue = read_po(source)
    made = BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    return Translations(made)


def current_language() -> str:
    """The code of the language in use: the officer's in a request, English elsewhere."""
    return CODES.get(str(get_locale()), "en")


def translate(message: str) -> str:
    """The message in the language in use, its places not yet filled."""
    return gettext(message)


def translate_kept(text: str) -> str:
    """A sentence that was kept in English, in the language in use; a code in brackets at its end stays, other text too."""
    if not text:
        return ""
    found = CODE_BEHIND.fullmatch(text)
    return f"{translate(found[1])} {found[2]}" if found else translate(text)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speaks another language for a while, as for a letter to somebody who reads Tetum."""
    with force_locale(LOCALES[code]):
        yield


def init_language(
    app: Flask, language_of_officer: Callable[[], str | None], timezone_of_office: Callable[[], str] = lambda: "UTC"
) -> None:
    """Gives every page its language and the office's time zone, both asked once a request; an unknown language is English."""
    babel = Babel()
    babel.init_app(
        app,
        locale_selector=lambda: LOCALES.get(language_of_officer() or "en", "en"),
        timezone_selector=timezone_of_office,
    )
    babel.domain_instance = Catalogues(CATALOGUES)
    app.context_processor(_language_and_direction)


def _language_and_direction() -> dict[str, str | tuple[str, str] | None]:
    """What a page says of its language: on the html element, and in the footer when the translation is a draft."""
    locale = get_locale()
    code = current_language()
    return {"language": code, "direction": locale.text_direction if locale else "ltr", "draft": DRAFTS.get(code)}
