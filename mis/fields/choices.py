"""Answers chosen from those offered, and the key by which a form sent twice acts once."""

import re
from collections.abc import Callable, Sequence
from secrets import token_urlsafe
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from mis.fields.text import in_words

ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


class ChoiceField(RadioField):
    """Up to seven choices, as radios."""

    missing = _l("%(label)s: choose one")

    def pre_validate(self, _form: Form) -> None:
        """Refuses what is not among the choices."""
        _check_choice(self)


class ListField(SelectField):
    """More choices, as a list."""

    missing = _l("%(label)s: choose one")

    def pre_validate(self, _form: Form) -> None:
        """Refuses what is not among the choices."""
        _check_choice(self)


def _check_choice(field: SelectField) -> None:
    """Says in our words that the answer is not one of those offered."""
    offered = {str(value) for value, *_rest in field.iter_choices()}
    if field.data not in (None, "", "None") and str(field.data) not in offered:
        raise ValidationError(in_words(_l("%(label)s: choose one of those offered"), field))


class YesNoField(ChoiceField):
    """A fact that is so or is not; `unknown` adds a third choice. `answer` is True, False or None."""

    def __init__(self, label: Any = None, validators: Sequence[Callable] = (), unknown: bool = False, **kwargs: Any) -> None:
        choices = [("yes", _l("Yes")), ("no", _l("No"))] + ([("unknown", _l("Not known"))] if unknown else [])
        super().__init__(label, validators, choices=choices, **kwargs)

    @property
    def answer(self) -> bool | None:
        """What the officer said of it."""
        return {"yes": True, "no": False}.get(str(self.data))


class OnceField(HiddenField):
    """The key of one act: a form sent twice acts once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=lambda: token_urlsafe(16), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """The key that was sent; a form sent without one has none."""
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, _form: Form) -> None:
        """Refuses a key that we did not make."""
        if not ONCE.fullmatch(str(self.data or "")):
            raise ValidationError(_("Open this page again: its key is missing"))
