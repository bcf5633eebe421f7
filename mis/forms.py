"""Forms of the pages: the fields to build them from, and what is wrong with the answers."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, Form, FormField, HiddenField, RadioField
from wtforms.validators import StopValidation

from mis.errors import Problem, Refusal
from mis.fields.choices import ChoiceField, ListField, OnceField, YesNoField
from mis.fields.days import DayField, DayTextField, MonthField
from mis.fields.text import AmountField, NameField, ReferenceField, TextField, in_words
from mis.language import translate

__all__ = [
    "AmountField", "ChoiceField", "DayField", "DayTextField", "FilterForm", "ListField", "MonthField", "NameField", "Needed",
    "OnceField", "ReferenceField", "TextField", "YesNoField", "carried_out", "error_links", "form_problems",
]  # fmt: skip


class FilterForm(FlaskForm):
    """Questions asked of a list by GET: nothing changes, so nothing is guarded."""

    class Meta:
        csrf = False


class Needed:
    """An answer without which the form cannot go on."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Form, field: Field) -> None:
        """Stops with the field's own words for a missing answer."""
        if field.errors:
            raise StopValidation()
        if field.data is False or field.data in (None, "", [], ()):
            asked = _l("%(label)s: tick this, or leave the page") if field.data is False else _l("%(label)s: write an answer")
            raise StopValidation(in_words(getattr(field, "missing", asked), field))


def form_problems(form: Form, refusal: Refusal) -> None:
    """Puts what was refused at the fields it is about, and the rest above the form."""
    for problem in refusal.problems:
        field = form[problem.field] if problem.field and problem.field in form else None
        words = problem.words(translate)
        words = _("Line %(row)d: %(words)s", row=problem.row, words=words) if problem.row else words
        if field is None or isinstance(field, FormField):
            form.form_errors = [*form.form_errors, words]
        else:
            field.errors = [*field.errors, words]


def carried_out(form: FlaskForm, act: Callable[[], Any]) -> bool:
    """Whether the answers were good and the act was done; what was refused stands at its field.

    Only what the officer can correct is kept on the page: a missing permission or a changed record is raised on.
    """
    if not form.validate_on_submit():
        return False
    try:
        act()
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        form_problems(form, refusal)
        return False
    return True


def error_links(form: Form | None, problems: Iterable[Problem] | None = None) -> list[tuple[str, str]]:
    """What is wrong, each with the id of the field to go to ("" when it is about no field)."""
    links = [("", words) for words in (form.form_errors if form is not None else ())]
    for rows in form or ():
        if isinstance(rows, FieldList):
            links += [(_anchor(next(_leaves(rows), rows)), str(words)) for words in rows.errors if not isinstance(words, dict)]
    for field in _leaves(form or ()):
        links += [(_anchor(field), str(words)) for words in field.errors]
    for problem in problems or ():
        words = problem.words(translate)
        links.append(("", _("Line %(row)d: %(words)s", row=problem.row, words=words) if problem.row else words))
    return links


def _anchor(field: Field) -> str:
    """The id of the input to go to; a hidden one cannot be gone to."""
    if isinstance(field, HiddenField):
        return ""
    return getattr(field, "anchor", f"{field.id}-0" if isinstance(field, RadioField) else field.id)


def _leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """Every field that an officer fills, also those inside others."""
    for field in fields:
        if isinstance(field, FieldList | FormField):
            yield from _leaves(field)
        else:
            yield field
