"""The forms with which a person is registered, checked, and corrected."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from mis.forms import ChoiceField, DayField, ListField, NameField, Needed, OnceField, TextField, YesNoField
from mis.staff.forms import LANGUAGES
from registries.persons.forms import SEX_WORDS, WHY

NONE_YET = "none"


class PersonForm(FlaskForm):
    """Who a person is and how she is reached."""

    name = NameField(
        _l("Full name"), [Needed()], most=200, description=_l("As on the paper, in one field. People with one name are welcome.")
    )
    birth_date = DayField(
        _l("Born"), [Needed()], partial=True, description=_l("For example 27 3 1957. Leave day or month empty if nobody knows.")
    )
    sex = ChoiceField(_l("Sex"), [Needed()], choices=list(SEX_WORDS.items()))
    area = ListField(_l("Lives in"), [Needed()])
    address = TextField(_l("Address"), most=300, description=_l("What helps to find the house."))
    phone = TextField(_l("Telephone"), most=40)
    language = ChoiceField(_l("Language of letters"), [Needed()], choices=LANGUAGES, default="tet")


class RegisterForm(PersonForm):
    """A new person, with the paper that was seen."""

    kind = ChoiceField(_l("Paper seen"), [Needed()])
    number = TextField(_l("Number"), most=40, description=_l("As on the paper that you chose."))
    citizen = YesNoField(_l("Citizen"), [Needed()], unknown=True)


class AnswerForm(FlaskForm):
    """What the officer says of people who resemble the new one; `once` makes a form sent twice act once."""

    finding = ChoiceField(
        _l("Is one of them this person?"),
        choices=[("another", _l("No, this is another person")), ("unclear", _l("I cannot tell"))],
    )
    reason = TextField(_l("Why"), most=500, lines=True, description=WHY)
    once = OnceField()


class ChangeForm(PersonForm):
    """A correction of the details; `version` is the one that the officer saw."""

    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    version = HiddenField()
    once = OnceField()
