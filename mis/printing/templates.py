"""Letters from text files: paragraphs with named places and blocks, per letter and language; no Python in them.

A file is paragraphs parted by empty lines. The first is `Subject: ...`. A line `== ...` is a heading; lines that begin
with `- ` are a list; `[if name]` before a paragraph prints it only when that value is given; `{name}` is a place;
`{conditions}` and the like alone in a paragraph are a block; a line that begins with `#` is a note to who edits.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, partial
from pathlib import Path

from mis.errors import refuse
from mis.folders import folder
from mis.printing.letter import (
    Arithmetic,
    Block,
    ConditionLine,
    Conditions,
    Facts,
    Heading,
    Institution,
    Items,
    Letter,
    Panel,
    Paragraph,
    Recipient,
    Signatory,
    StepLine,
)
from mis.printing.wording import day_words

LETTERS = folder("templates") / "letters"
APPEAL = "appeal"
_PLACE = re.compile(r"\{([a-z_]*)\}")
_ONLY_IF = re.compile(r"\[if ([a-z_]+)\]\s*", re.ASCII)


@dataclass(frozen=True)
class Envelope:
    """What every letter carries around its words.

    `references` are pairs such as ("claim", "CL-..."), whose label comes from the words of the letter's language.
    """

    number: str
    day: date
    institution: Institution
    signatory: Signatory
    recipient: Recipient
    references: tuple[tuple[str, str], ...] = ()
    code: str | None = None
    copy: bool = False
    draft: bool = False


@dataclass(frozen=True)
class Tables:
    """What the named blocks of a letter are made from; `payment` are pairs like the references."""

    conditions: tuple[ConditionLine, ...] = ()
    arithmetic: tuple[StepLine, ...] = ()
    payment: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()


BLOCK_NAMES = frozenset({field.name for field in fields(Tables)} | {"reasons", APPEAL})


@dataclass(frozen=True)
class Part:
    """One paragraph of a template: its text, the line it begins at, and the value without which it is left out."""

    line: int
    text: str
    only_if: str | None


def available(kind: str, folder: Path = LETTERS) -> list[str]:
    """The languages in which there is such a letter."""
    return sorted(path.name.split(".")[1] for path in folder.glob(f"{kind}.*.txt"))


def compose(
    kind: str,
    language: str,
    envelope: Envelope,
    values: Mapping[str, str | date],
    tables: Tables | None = None,
    folder: Path = LETTERS,
) -> Letter:
    """The letter of a kind in a language, its places filled; days are written in the language.

    Refused: no such letter; a place that no letter has (naming file and line); a place without a value.
    """
    parts = read_template(kind, language, folder)
    words = fixed_words(language, folder)
    filled = {name: _value(value, language) for name, value in values.items()}
    subject, *rest = parts
    source = f"{kind}.{language}.txt"
    blocks = _blocks(rest, filled, tables or Tables(), words, source)
    if any(part.text == f"{{{APPEAL}}}" for part in rest):
        appeal = _blocks(read_template(APPEAL, language, folder), filled, Tables(), words, f"{APPEAL}.{language}.txt")
        blocks = [Panel(tuple(appeal)) if block is _APPEAL_HERE else block for block in blocks]
    return Letter(
        kind=kind,
        language=language,
        number=envelope.number,
        day=envelope.day,
        date_words=day_words(envelope.day, language),
        institution=envelope.institution,
        signatory=envelope.signatory,
        recipient=envelope.recipient,
        references=_labelled(envelope.references, words),
        subject=_fill(subject.text, filled, source, subject.line),
        blocks=tuple(blocks),
        words=words,
        code=envelope.code,
        copy=envelope.copy,
        draft=envelope.draft,
    )


_APPEAL_HERE = Panel(())


def places_of(parts: list[Part]) -> set[str]:
    """The places and blocks that a template names."""
    named = {name for part in parts for name in _PLACE.findall(part.text)}
    return named | {part.only_if for part in parts if part.only_if}


@cache
def fixed_words(language: str, folder: Path = LETTERS) -> Mapping[str, str]:
    """The words around every letter in a language: heads of tables, labels, marks."""
    return tomllib.loads(_read(folder / f"words.{language}.toml"))


@cache
def known_places(folder: Path = LETTERS) -> frozenset[str]:
    """Every place that a letter may name, as places.toml explains them."""
    return frozenset(tomllib.loads(_read(folder / "places.toml")))


@cache
def read_template(kind: str, language: str, folder: Path = LETTERS) -> list[Part]:
    """The parts of a template, the subject first; a place that no letter has is refused by file and line."""
    if not re.fullmatch(r"[a-z]+", kind) or not re.fullmatch(r"[a-z]{2,3}", language):
        raise refuse("letter", "There is no letter “%(kind)s” in this language", "no-letter", kind=kind)
    path = folder / f"{kind}.{language}.txt"
    parts = list(_parts(_read(path)))
    for part in parts:
        for name in places_of([part]) - known_places(folder) - BLOCK_NAMES:
            raise _wrong(path.name, part.line, "there is no place “%(name)s”", name)
    if kind != APPEAL:
        if not parts or not parts[0].text.startswith("Subject:"):
            raise _wrong(path.name, 1, "the first paragraph begins with “Subject:”")
        parts[0] = Part(parts[0].line, parts[0].text.removeprefix("Subject:").strip(), None)
    return parts


def _parts(text: str) -> Iterator[Part]:
    """The paragraphs with the line each begins at, notes left out."""
    gathered: list[str] = []
    begins = 0
    for at, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith("#"):
            continue
        if line.strip():
            begins = begins if gathered else at
            gathered.append(line.rstrip())
        elif gathered:
            condition = _ONLY_IF.match(gathered[0])
            whole = "\n".join(gathered)
            yield Part(begins, whole[condition.end() :].strip() if condition else whole, condition[1] if condition else None)
            gathered = []


def _blocks(parts: list[Part], values: Mapping[str, str], tables: Tables, words: Mapping[str, str], source: str) -> list[Block]:
    """The blocks of a letter's body in order; an empty table leaves no trace."""
    made: list[Block | None] = []
    for part in parts:
        if part.only_if and not (values.get(part.only_if) or getattr(tables, part.only_if, None)):
            continue
        name = part.text[1:-1]
        if part.text == f"{{{name}}}" and name in BLOCK_NAMES:
            made.append(_table(name, tables, words))
        else:
            made.append(_prose(part, partial(_fill, values=values, source=source, line=part.line)))
    return [block for block in made if block is not None]


def _table(name: str, tables: Tables, words: Mapping[str, str]) -> Block | None:
    """The block of that name, or nothing when there is nothing to show in it."""
    if name == APPEAL:
        return _APPEAL_HERE
    if name == "reasons":
        lacking = [line for line in tables.conditions if line.result == "notmet"]
        return Items(tuple(map(_reason, lacking))) if lacking else None
    lines = getattr(tables, name)
    if not lines:
        return None
    if name == "conditions":
        return Conditions(lines)
    if name == "arithmetic":
        return Arithmetic(lines)
    return Facts(_labelled(lines, words)) if name == "payment" else Items(lines)


def _reason(line: ConditionLine) -> str:
    """Why not, as the sheet of law tells the person; or else what was asked and found."""
    why = line.reason or f"{line.asked}: {line.found}"
    return f"{why} ({line.law})"


def _prose(part: Part, fill: Callable[[str], str]) -> Block:
    """A heading, a list or a paragraph, as the template means it; a value cannot turn into another."""
    if part.text.startswith("== "):
        return Heading(fill(part.text[3:]))
    if part.text.startswith("- "):
        return Items(tuple(fill(_one_line(item)) for item in re.split(r"^- ", part.text, flags=re.MULTILINE)[1:]))
    return Paragraph(fill(_one_line(part.text)))


def _one_line(text: str) -> str:
    """The lines of a template's paragraph as one."""
    return " ".join(text.split())


def _fill(text: str, values: Mapping[str, str], source: str, line: int) -> str:
    """The text with its places filled; braces in a value are only text."""

    def value(place: re.Match) -> str:
        if not values.get(place[1]):
            raise _wrong(source, line, "the place “%(name)s” has no value here", place[1])
        return values[place[1]]

    return _PLACE.sub(value, text)


def _value(value: str | date, language: str) -> str:
    """A value as the letter writes it."""
    return day_words(value, language) if isinstance(value, date) else value


def _labelled(rows: tuple[tuple[str, str], ...], words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Pairs whose label is in the letter's language."""
    unknown = [key for key, _ in rows if f"label_{key}" not in words]
    if unknown:
        raise refuse("letter", "Letters have no words for “%(name)s”", "no-label", name=unknown[0])
    return tuple((words[f"label_{key}"], value) for key, value in rows)


def _read(path: Path) -> str:
    """A file of the letters' folder."""
    if not path.is_file():
        raise refuse("letter", "There is no file %(file)s among the letters", "no-letter", file=path.name)
    return path.read_text(encoding="utf-8")


def _wrong(source: str, line: int, what: str, name: str = "") -> Exception:
    """A template that cannot be used, by file and line."""
    return refuse("letter", "%(file)s, line %(line)d: " + what, "template", file=source, line=line, name=name)
