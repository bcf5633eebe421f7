"""Which of its texts the law gives a reader: in the reader's language, else in one read beside it, else in English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "pt", "fr", "es", "tet")

# Offices that speak Tetum work in Portuguese too: their law is written in it.
READ_BESIDE: Mapping[str, tuple[str, ...]] = {"tet": ("pt",)}


def preferred(language: str) -> tuple[str, ...]:
    """The languages to look for, best first."""
    return (language, *READ_BESIDE.get(language, ()), "en")


def said_in(texts: Mapping[str, Any], language: str, kind: str = "") -> Any:
    """The text in the best language that it has, None when it has none; `kind` leads the keys, as in asked_en."""
    return next((texts[kind + code] for code in preferred(language) if texts.get(kind + code)), None)


@cache
def glossary() -> Mapping[str, Mapping[str, str]]:
    """The words for lines that many sheets share, by the name of the line."""
    words: dict[str, Mapping[str, str]] = {}
    for entry in sorted(files("mis.law").joinpath("glossary").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            words |= tomllib.loads(entry.read_text(encoding="utf-8"))
    return words
