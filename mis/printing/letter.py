"""What a letter is: who writes to whom, and its blocks in order; plain values that can be kept and printed again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ConditionLine:
    """One condition of the law as it was decided; `result` is met, notmet or open; `reason` tells the person why not."""

    asked: str
    found: str
    result: str
    law: str
    reason: str = ""


@dataclass(frozen=True)
class StepLine:
    """One step of the arithmetic: words, the amount as it is printed, the provision; `sum` closes on a double line."""

    words: str
    amount: str
    law: str = ""
    sum: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of words."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading within the letter."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list of short points."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Conditions:
    """The conditions one by one."""

    lines: tuple[ConditionLine, ...]


@dataclass(frozen=True)
class Arithmetic:
    """How the amount was worked out."""

    lines: tuple[StepLine, ...]


@dataclass(frozen=True)
class Facts:
    """Facts as pairs of words, such as how and when money is paid."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Panel:
    """A framed part that must not be overlooked, such as the right to appeal."""

    blocks: tuple["Block", ...]


Block = Paragraph | Heading | Items | Conditions | Arithmetic | Facts | Panel


@dataclass(frozen=True)
class Institution:
    """Who writes: the institution's name and the lines of its address."""

    name: str
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signatory:
    """Who signs, and as what."""

    name: str
    title: str


@dataclass(frozen=True)
class Recipient:
    """To whom: the name as the person writes it, and the lines of the address."""

    name: str
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A letter with every word of it, so that a later print says the same.

    `words` are the fixed words around it in the letter's language, `date_words` its date in that language, `code` the
    text of its square code; `copy` and `draft` are marked in the margin and are no part of what is kept.
    """

    kind: str
    number: str
    language: str
    day: date
    date_words: str
    institution: Institution
    signatory: Signatory
    recipient: Recipient
    references: tuple[tuple[str, str], ...]
    subject: str
    blocks: tuple[Block, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    copy: bool = False
    draft: bool = False


def as_json(letter: Letter) -> dict[str, Any]:
    """The letter as it is kept with its number: plain values, the marks of a copy or draft left out."""
    kept = asdict(letter)
    del kept["copy"], kept["draft"]
    kept["day"] = letter.day.isoformat()
    kept["words"] = dict(letter.words)
    kept["blocks"] = [_block_json(block) for block in letter.blocks]
    return kept


def from_json(kept: Mapping[str, Any], copy: bool = False, draft: bool = False) -> Letter:
    """The letter that was kept, to be printed again."""
    read = dict(kept)
    read["day"] = date.fromisoformat(read["day"])
    for name, made in (("institution", Institution), ("recipient", Recipient)):
        read[name] = made(read[name]["name"], tuple(read[name]["address"]))
    read["signatory"] = Signatory(**read["signatory"])
    read["references"] = _pairs(read["references"])
    read["blocks"] = tuple(_block(block) for block in read["blocks"])
    return Letter(**read, copy=copy, draft=draft)


def _block_json(block: Block) -> dict[str, Any]:
    """A block with the name of what it is."""
    if isinstance(block, Panel):
        return {"block": "Panel", "blocks": [_block_json(inner) for inner in block.blocks]}
    return {"block": type(block).__name__, **asdict(block)}


def _block(kept: Mapping[str, Any]) -> Block:
    """A block that was kept."""
    name = kept["block"]
    if name == "Panel":
        return Panel(tuple(_block(inner) for inner in kept["blocks"]))
    if name == "Conditions":
        return Conditions(tuple(ConditionLine(**line) for line in kept["lines"]))
    if name == "Arithmetic":
        return Arithmetic(tuple(StepLine(**line) for line in kept["lines"]))
    if name == "Facts":
        return Facts(_pairs(kept["rows"]))
    if name == "Items":
        return Items(tuple(kept["texts"]))
    return Heading(kept["text"]) if name == "Heading" else Paragraph(kept["text"])


def _pairs(rows: Any) -> tuple[tuple[str, str], ...]:
    """Pairs of words, as JSON gave them."""
    return tuple((label, words) for label, words in rows)
