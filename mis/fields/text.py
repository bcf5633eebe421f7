"""Answers in words and figures: clean text, names, references and amounts."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from babel import numbers
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

from mis.errors import Refusal
from mis.identifiers import read_reference
from mis.language import translate
from mis.money import parse_amount

INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
EDGES = " \t\r\n\f\v\u00a0\u200c\u200d\u3000"


def in_words(message: Any, field: Field, **values: object) -> str:
    """A message with the field's label and other values in their places."""
    return str(message) % {"label": str(field.label.text), **values}


def said_of(field: Field, refusal: Refusal) -> str:
    """What was refused, beginning with the field's own name instead of the kind of value ("Date: …", "Amount: …")."""
    words = refusal.problems[0].words(translate)
    _kind, colon, rest = words.partition(": ")
    return f"{field.label.text}: {rest}" if colon else words


def tidy(text: str) -> str:
    """The text without what nobody can see, in one form of Unicode."""
    return unicodedata.normalize("NFC", text.translate(INVISIBLE)).strip(EDGES)


def _unreadable(text: str, lines: bool) -> bool:
    """Whether it holds signs that are no letters: control characters, halves of pairs, marks of broken text."""
    allowed = "\r\n\t" if lines else ""
    return any(sign not in allowed and (unicodedata.category(sign) in ("Cc", "Cs") or sign == "\ufffd") for sign in text)


class TextField(StringField):
    """One line of text, at most `most` characters; with `lines`, several lines."""

    def __init__(
        self, label: Any = None, validators: Sequence[Callable] = (), most: int = 200, lines: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.most, self.lines = most, lines
        if lines:
            self.widget = TextArea()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Cleans what was typed; refuses what cannot be read or is too long."""
        if not valuelist:
            return
        text = tidy(valuelist[0])
        self.data = "".join(sign for sign in text if not _unreadable(sign, self.lines))[: self.most]
        if _unreadable(text, self.lines):
            raise ValueError(in_words(_l("%(label)s: it has signs that are not letters; type it again"), self))
        if len(text) > self.most:
            raise ValueError(
                in_words(_l("%(label)s: at most %(most)d characters, it has %(found)d"), self, most=self.most, found=len(text))
            )


class NameField(TextField):
    """A name as the person writes it, in one field; one letter is enough."""

    missing = _l("%(label)s: write at least one letter")

    def pre_validate(self, _form: Form) -> None:
        """Refuses a name without any letter."""
        if self.data and not any(unicodedata.category(sign)[0] == "L" for sign in self.data):
            raise StopValidation(in_words(self.missing, self))


class ReferenceField(TextField):
    """A public reference as on a letter, however it was typed; `data` is the reference as it should be written."""

    def pre_validate(self, _form: Form) -> None:
        """Refuses what cannot be a reference."""
        reference = read_reference(self.data or "")
        if self.data and reference is None:
            message = _l("%(label)s: “%(found)s” is not a reference; compare it with the letter, sign by sign")
            raise StopValidation(in_words(message, self, found=self.data[:40]))
        self.data = reference or ""


class ReadField(TextField):
    """Text that is read as a value: what was typed stays in the field, `data` is the value or None."""

    data: Any

    def read(self, text: str) -> Any:
        """The value of the text; raises a Refusal in words."""
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the value."""
        try:
            super().process_formdata(valuelist)
            self.data = self.read(self.data) if valuelist and self.data else None
        except Refusal as refusal:
            self.data = None
            raise ValueError(said_of(self, refusal)) from None
        except ValueError:
            self.data = None
            raise

    def _value(self) -> str:
        """What was typed, or the value as it is typed."""
        if self.raw_data:
            return tidy(str(self.raw_data[0]))[: self.most]
        return self.write(self.data) if self.data is not None else ""

    def write(self, value: Any) -> str:
        """The value as an officer would type it."""
        return str(value)


class AmountField(ReadField):
    """Money, exact, in the currency's decimals; grouping and point may be written as the language does."""

    def __init__(self, label: Any = None, validators: Sequence[Callable] = (), decimals: int = 2, **kwargs: Any) -> None:
        super().__init__(label, validators, most=40, **kwargs)
        self.decimals = decimals

    def read(self, text: str) -> Any:
        """The amount as a Decimal."""
        return parse_amount(_ungrouped(text), self.decimals, self.name)


def _ungrouped(text: str) -> str:
    """A number in the language's own grouping as plain digits and a point; anything else as it is."""
    locale = str(get_locale() or "en")
    group, point = re.escape(numbers.get_group_symbol(locale)), re.escape(numbers.get_decimal_symbol(locale))
    if group.strip("\\\u00a0\u202f ") == "":
        group = "[ \u00a0\u202f]"
    if not re.fullmatch(rf"([0-9]{{1,3}}({group}[0-9]{{3}})+|[0-9]+)({point}[0-9]+)?", text, re.ASCII):
        return text
    return re.sub(point, ".", re.sub(group, "", text))
