"""Every word of the office has its Portuguese; a language that is not finished says that it is a draft."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from mis.language import CATALOGUES, LANGUAGES, compiled

ROOT = Path(__file__).parents[2]
TRANSLATED = [code for code in LANGUAGES if code != "en"]
FINISHED = ["pt"]
PLACE = re.compile(r"%\((\w+)\)([sd])|\{(\w+)\}")


def path_of(code: str) -> Path:
    return CATALOGUES / code / "LC_MESSAGES" / "messages.po"


def catalogue(code: str) -> Catalog:
    with path_of(code).open("rb") as source:
        return read_po(source)


def messages(code: str) -> list[Message]:
    """The catalogue's messages; the nameless one is its header."""
    return [message for message in catalogue(code) if message.id]


def forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    """The one form of a sentence, or all its plural forms."""
    return [words] if isinstance(words, str) else list(words)


def said(message: Message) -> list[tuple[str, str]]:
    """Each translated form beside the English it stands for: the first form beside the singular, the others beside the plural."""
    asked = forms(message.id)
    return [(asked[min(at, len(asked) - 1)], words) for at, words in enumerate(forms(message.string)) if words]


def key(message: Message) -> str:
    return forms(message.id)[0]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the tree says today, read as `make words` reads it."""
    to = tmp_path_factory.mktemp("words") / "messages.pot"
    options = re.findall(r"-k \S+", (ROOT / "Makefile").read_text(encoding="utf-8"))
    words = [word for option in options for word in option.split()]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", *words, "-o", str(to), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    with to.open("rb") as source:
        return read_po(source)


def test_the_extraction_reads_the_whole_tree(extracted: Catalog) -> None:
    for words in ("Approve", "Register a person", "Month: “%(found)s” is not written as 2024-05", "There is no such payment"):
        assert words in extracted, words


@pytest.mark.parametrize("code", FINISHED)
def test_no_word_of_the_office_is_missing_from_a_catalogue(extracted: Catalog, code: str) -> None:
    held = catalogue(code)
    assert [key(message) for message in extracted if message.id and key(message) not in held] == []


@pytest.mark.parametrize("code", FINISHED)
def test_no_catalogue_keeps_words_that_nobody_says(extracted: Catalog, code: str) -> None:
    assert [key(message) for message in messages(code) if key(message) not in extracted] == []


@pytest.mark.parametrize("code", FINISHED)
def test_every_message_is_translated_in_all_its_forms_and_none_is_a_guess(code: str) -> None:
    plurals = catalogue(code).num_plurals
    for message in messages(code):
        wanted = 1 if isinstance(message.id, str) else plurals
        assert [words.strip() != "" for words in forms(message.string)] == [True] * wanted, key(message)
        assert not message.fuzzy, key(message)


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_places_of_its_message(code: str) -> None:
    for message in messages(code):
        for asked, words in said(message):
            assert sorted(PLACE.findall(words)) == sorted(PLACE.findall(asked)), words
            assert "%" not in PLACE.sub("", words) or "%" in PLACE.sub("", asked), words


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_begins_and_ends_as_its_message(code: str) -> None:
    for message in messages(code):
        for asked, words in said(message):
            assert edges(words) == edges(asked), words


def edges(words: str) -> tuple[str, str, str]:
    """The spaces around a sentence, and the stop at its end."""
    bare = words.strip()
    return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :], bare[-1:] if bare[-1:] in ".:?" else ""


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_compiles_and_speaks(code: str) -> None:
    spoken = compiled(path_of(code))
    for message in messages(code):
        translated = said(message)
        if isinstance(message.id, str) and translated:
            assert spoken.gettext(message.id) == translated[0][1]


def test_portuguese_counts_as_europe_does() -> None:
    spoken = compiled(path_of("pt"))
    counted = [spoken.ngettext("%(num)d payment", "%(num)d payments", num) % {"num": num} for num in (0, 1, 2)]
    assert counted == ["0 pagamentos", "1 pagamento", "2 pagamentos"]


def test_an_unfinished_language_is_marked_as_a_draft_for_translators_and_for_officers() -> None:
    for code in TRANSLATED:
        unfinished = code not in FINISHED
        assert ("# Draft:" in catalogue(code).header_comment.splitlines()[1]) == unfinished, code
        assert ("draft" in LANGUAGES[code]) == unfinished, code
