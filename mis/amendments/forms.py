"""The forms by which law is drafted: a text, a transfer in an emergency, what binds an approval, a second reading."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import FieldList, Form, FormField, HiddenField

from mis.fields.text import tidy
from mis.forms import AmountField, ChoiceField, DayField, ListField, MonthField, Needed, OnceField, TextField
from mis.statutes.wording import BRANCHES
from mis.statutes.writing import TEXT_MAX

SUBJECTS = [("person", _l("A person")), ("household", _l("A household"))]
TEST_WORDS = {
    "at_least": _l("is at least"),
    "at_most": _l("is at most"),
    "above": _l("is above"),
    "below": _l("is below"),
    "yes": _l("is so"),
    "no": _l("is not so"),
    "one_of": _l("is one of"),
    "none_of": _l("is none of"),
}
SURENESS = [("confirmed", _l("In the law itself")), ("single-source", _l("In one other source, not in the law itself"))]
ROWS = 4


class SheetTextField(TextField):
    """The text of a sheet of law, kept byte for byte; only the browser's own line ends are made ours."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, most=TEXT_MAX, lines=True, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, unchanged."""
        if valuelist:
            self.data = valuelist[0].replace("\r\n", "\n")


class TextForm(FlaskForm):
    """A sheet of law as text: typed, or as a file."""

    note = TextField(_l("What it changes, and by which provision"), [Needed()], most=500)
    file = FileField(_l("File"), description=_l("The sheet as TOML; it is kept byte for byte. Or write it below."))
    text = SheetTextField(_l("Text"))
    once = OnceField()


class EditForm(FlaskForm):
    """Another text for a draft; `seen` is the digest of the one that was opened."""

    text = SheetTextField(_l("Text"), [Needed()])
    seen = HiddenField()
    once = OnceField()


class ActForm(FlaskForm):
    """A step that needs no answer."""


class ApproveForm(FlaskForm):
    """What the second officer saw: the digests of the text and of its trial."""

    draft = HiddenField()
    trial = HiddenField()
    once = OnceField()


class ConfirmForm(FlaskForm):
    """Where a line was read a second time."""

    note = TextField(
        _l("Where you read it"), [Needed()], most=500, description=_l("For example: Official Gazette, Series I, No. 2, page 14.")
    )
    once = OnceField()


class EntitledRow(Form):
    """One thing asked of a claimant; an empty row asks nothing."""

    fact = ListField(_l("Fact"))
    test = ListField(_l("Test"), choices=[("", ""), *TEST_WORDS.items()])
    value = TextField(_l("Value"), most=100)


class BandRow(Form):
    """The amount of one band; an empty row is none."""

    low = TextField(_l("From"), most=20)
    high = TextField(_l("Below"), most=20)
    amount = AmountField(_l("Amount"), decimals=4)


class TransferForm(FlaskForm):
    """The law of a transfer, in answers."""

    name_en = TextField(_l("Name in English"), [Needed()], most=100)
    name_pt = TextField(_l("Name in Portuguese"), most=100)
    name_tet = TextField(_l("Name in Tetum"), most=100)
    branch = ListField(_l("Branch"), [Needed()])
    subject = ChoiceField(_l("Paid to"), [Needed()], choices=SUBJECTS, default="household")
    currency = TextField(_l("Currency"), [Needed()], most=3, description=_l("Its code, for example USD."))
    begins = DayField(_l("In force from"), [Needed()])
    last_claim = DayField(_l("Last day to claim"))
    first_month = MonthField(_l("First month paid"), [Needed()], most=20, description=_l("For example 5 2024."))
    months = TextField(_l("How many months"), [Needed()], most=3, default="1")
    sure = ChoiceField(_l("Where it is written"), [Needed()], choices=SURENESS, default="confirmed")
    law = TextField(_l("Citation"), [Needed()], most=200, description=_l("For example: Decree-Law 15/2024, Art 3."))
    entitled = FieldList(FormField(EntitledRow), min_entries=ROWS, max_entries=ROWS)
    flat = AmountField(_l("The same for all, a month"), decimals=4)
    by = ListField(_l("Or by a fact"))
    bands = FieldList(FormField(BandRow), min_entries=ROWS, max_entries=ROWS)
    share = TextField(_l("Or so many per cent of that fact"), most=12)
    once = OnceField()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.branch.choices = [("", ""), *((code, words) for code, words in BRANCHES.items() if code != "all")]


def typed(text: str | None) -> str:
    """What was typed into a row, without what nobody can see."""
    return tidy(text or "")
