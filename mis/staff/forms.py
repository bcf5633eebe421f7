"""The forms of the office: signing in, adding an officer, changing one."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField

from mis import language as languages
from mis.forms import ChoiceField, ListField, NameField, Needed, OnceField, TextField
from mis.staff import rules

LANGUAGES = tuple(languages.LANGUAGES.items())
ROLE_WORDS = {
    rules.ADMINISTRATOR: _l("Scheme administrator: registers and decides"),
    rules.PAYMENT_OFFICER: _l("Payment officer: prepares payments"),
    rules.SUPERVISOR: _l("Supervisor: queue, waivers, overrides"),
    rules.APPROVER: _l("Approver: approves and releases payments"),
    rules.AUDITOR: _l("Auditor: reads everything, changes nothing"),
    rules.SYSTEM_ADMINISTRATOR: _l("System administrator: officers only"),
    rules.CLIENT: _l("Machine client: acts through the API"),
}


class SignInForm(FlaskForm):
    """Who are you, and how do we know."""

    username = TextField(_l("User name"), [Needed()], most=100)
    password = PasswordField(_l("Password"), [Needed()])
    code = TextField(_l("One-time code"), most=12, description=_l("Six digits from your telephone, if your role needs them."))
    next = HiddenField()


class OfficerForm(FlaskForm):
    """A new officer."""

    name = NameField(_l("Full name"), [Needed()])
    username = TextField(_l("User name"), [Needed()], most=60, description=_l("For example rosa.tilman"))
    role = ChoiceField(_l("Role"), [Needed()], choices=list(ROLE_WORDS.items()))
    office = ListField(_l("Office"), [Needed()])
    language = ChoiceField(_l("Language"), [Needed()], choices=LANGUAGES, default="en")
    password = PasswordField(
        _l("First password"), [Needed()], description=_l("At least 12 characters; several words make a good one.")
    )
    once = OnceField()


class RoleForm(FlaskForm):
    """Another role for an officer."""

    role = ChoiceField(_l("Role"), [Needed()], choices=list(ROLE_WORDS.items()))
    reason = TextField(_l("Reason"), [Needed()], most=500)


class ReasonForm(FlaskForm):
    """Why something is done to an officer."""

    reason = TextField(_l("Reason"), [Needed()], most=500)


class PasswordForm(FlaskForm):
    """A new password for an officer."""

    password = PasswordField(
        _l("New password"), [Needed()], description=_l("At least 12 characters; several words make a good one.")
    )


class OwnPasswordForm(PasswordForm):
    """An officer's own new password, with the one she has."""

    current = PasswordField(_l("Password now"), [Needed()])
    again = PasswordField(_l("New password, once more"), [Needed()])


class OwnRecordForm(FlaskForm):
    """Which person of the register an officer is."""

    person = TextField(
        _l("Her own record"), most=40,
        description=_l("The reference of the officer as a person, such as PE-…; empty when she has none."),
    )  # fmt: skip
    reason = TextField(_l("Reason"), [Needed()], most=500)


class LanguageForm(FlaskForm):
    """The language in which an officer reads."""

    language = ChoiceField(_l("Language"), [Needed()], choices=LANGUAGES)
