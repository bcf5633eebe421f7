"""The forms of a claim before it is decided, and the words for its states and papers."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from mis.fields.days import MonthField
from mis.forms import (
    AmountField,
    ChoiceField,
    DayField,
    FilterForm,
    ListField,
    Needed,
    OnceField,
    ReferenceField,
    TextField,
    YesNoField,
)
from mis.law.book import Sheet
from mis.law.facts import DECIMALS_MAX, Fact
from mis.law.languages import said_in
from registries.claims.rules import Paper

STATE_WORDS = {
    "received": ("waiting", _l("Waiting for the first officer")),
    "certified": ("waiting", _l("Waiting for the second officer")),
    "granted": ("approved", _l("Granted")),
    "refused": ("refused", _l("Refused")),
    "withdrawn": ("draft", _l("Withdrawn")),
}
PAPER_STATES = [
    ("given", _l("Given")),
    ("substitute", _l("Something else instead")),
    ("missing", _l("Missing")),
    ("not-needed", _l("Not needed here")),
]
PAPER_TAGS = {"given": "met", "substitute": "met", "missing": "waiting", "not-needed": "draft"}
WHY = _l("One or two sentences that an auditor will understand.")


class ListForm(FilterForm):
    """Which claims."""

    state = ListField(_l("State"), choices=[("", _l("All")), *((name, words[1]) for name, words in STATE_WORDS.items())])
    benefit = ListField(_l("Benefit"))
    overdue = ListField(_l("Deadline"), choices=[("", _l("All")), ("yes", _l("Only those past it"))])


class BeginForm(FilterForm):
    """For what and for whom a claim is handed in."""

    benefit = ListField(_l("Benefit"), [Needed()])
    person = ReferenceField(_l("Person"), [Needed()], most=40, description=_l("The reference of the person, as PE-…."))


class PapersForm(FlaskForm):
    """The papers of a benefit, each as it was found."""

    def papers(self) -> list[Paper]:
        """The papers as the act takes them."""
        places = sum(1 for field in self if field.name.startswith("document_"))
        return [Paper(at, self[f"document_{at}"].data or "missing", self[f"note_{at}"].data or "") for at in range(places)]


class ReceiveForm(PapersForm):
    """A claim at the counter."""

    received_on = DayField(_l("Received on"), [Needed()])
    contingency_on = DayField(
        _l("What happened on"), description=_l("The day from which the person had the need, when the law asks it.")
    )
    household = ReferenceField(_l("Household"), most=40)
    helped_by = TextField(
        _l("Who helped to fill in the form"), most=200, description=_l("An officer or somebody else, when the person could not.")
    )
    once = OnceField()


class NotePapersForm(PapersForm):
    """The papers as they are now."""

    once = OnceField()


def with_papers(form: type[PapersForm], sheet: Sheet, language: str, kept: Sequence[dict[str, Any]] = ()) -> type[PapersForm]:
    """The form with a question for each paper of the benefit's checklist."""
    fields: dict[str, Any] = {}
    for place, paper in enumerate(sheet.documents):
        held = kept[place] if place < len(kept) else {"state": None, "note": ""}
        name = said_in(paper["name"], language)
        fields[f"document_{place}"] = ChoiceField(name, [Needed()], choices=PAPER_STATES, default=held["state"])
        fields[f"note_{place}"] = TextField(_l("What was shown instead"), most=300, default=held["note"])
    return type("Papers", (form,), fields)


class WithdrawForm(FlaskForm):
    """Why a claim is taken back."""

    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    sure = BooleanField(_l("The person asked for it"), [Needed()])
    once = OnceField()


class FactForm(FlaskForm):
    """A fact that no register answers; its value is asked as its type is."""

    since = DayField(_l("So since"), [Needed()])
    document = ReferenceField(_l("Document"), most=40, description=_l("The reference of a paper that was seen, as DO-…."))
    reason = TextField(_l("Or why it is believed"), most=500, lines=True, description=_l("Needed when there is no document."))
    once = OnceField()

    def given(self) -> Any:
        """The value as the law takes it."""
        field = self["value"]
        return field.answer if isinstance(field, YesNoField) else field.data


def asking(fact: Fact, language: str) -> type[FactForm]:
    """The form that asks for one fact."""
    label = said_in(fact.question, language)
    return type("Asking", (FactForm,), {"value": _value_field(fact, label, language)})


def _value_field(fact: Fact, label: str, language: str) -> Any:
    if fact.type == "boolean":
        return YesNoField(label, [Needed()])
    if fact.type == "choice":
        said = said_in(fact.words, language) or {}
        return ListField(label, [Needed()], choices=[("", ""), *((choice, said.get(choice, choice)) for choice in fact.choices)])
    if fact.type == "date":
        return DayField(label, [Needed()])
    if fact.type == "month":
        return MonthField(label, [Needed()])
    if fact.type == "number":
        return AmountField(label, [Needed()], decimals=min(fact.decimals, DECIMALS_MAX))
    return TextField(label, [Needed()], most=200)
