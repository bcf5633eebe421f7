"""The forms of a person's page, and the words for what the register keeps."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from mis.forms import ChoiceField, DayField, FilterForm, ListField, NameField, Needed, OnceField, TextField

SEX_WORDS = {"f": _l("Woman"), "m": _l("Man"), "x": _l("Not stated")}
PAPER_WORDS = {
    "voter-card": _l("Voter card"),
    "identity-card": _l("Identity card"),
    "nik": _l("Identity number (NIK)"),
    "passport": _l("Passport"),
    "birth-certificate": _l("Birth certificate"),
}
DOCUMENT_WORDS = PAPER_WORDS | {
    "death-certificate": _l("Death certificate"),
    "household-book": _l("Household book"),
    "medical-certificate": _l("Medical certificate"),
    "bank-paper": _l("Paper of the bank"),
    "court-order": _l("Court order"),
    "other": _l("Other paper"),
}
CHANNEL_WORDS = {"bank": _l("Bank account"), "mobile": _l("Mobile money"), "cash": _l("Cash at the office")}
ACCOUNT_STATES = {"open": ("approved", _l("Open")), "held": ("waiting", _l("Held")), "closed": ("refused", _l("Closed"))}
WHY = _l("One or two sentences that an auditor will understand.")


class FindForm(FilterForm):
    """Whom to look for."""

    q = TextField(_l("Name, number or reference"), most=200)
    account = ListField(_l("Account"), choices=[("", _l("All")), ("held", _l("Only those held"))])


class AccountForm(FlaskForm):
    """Where the person's money goes."""

    channel = ChoiceField(_l("Paid by"), [Needed()], choices=list(CHANNEL_WORDS.items()))
    bank = TextField(
        _l("Bank or operator"),
        most=40,
        description=_l("The bank's code (BIC), for example BANKTLDD; for mobile money the operator."),
    )
    number = TextField(_l("Number"), most=60, description=_l("The account, or the telephone that receives the money."))
    holder = NameField(_l("Account of"), [Needed()], most=140, description=_l("The holder's name as the bank has it."))
    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    once = OnceField()


class ReasonForm(FlaskForm):
    """Why something is done."""

    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    once = OnceField()


class DeathForm(FlaskForm):
    """A death, before the second look."""

    died_on = DayField(_l("Died on"), [Needed()], description=_l("For example 3 11 2026."))
    source = TextField(
        _l("Who says so"), [Needed()], most=500, description=_l("For example: the civil registry, the daughter at the counter.")
    )
    certificate = TextField(_l("Death certificate"), most=120, description=_l("Its number and the office that gave it."))


class DeathCheckForm(DeathForm):
    """A death, typed a second time."""

    again = TextField(_l("Type the person's reference"), [Needed()], most=40)
    once = OnceField()


class FactForm(FlaskForm):
    """Something that is so from a day on."""

    fact = ListField(_l("What"), [Needed()])
    value = TextField(_l("Answer"), [Needed()], most=60, description=_l("Yes or no, or an amount such as 480.00."))
    valid_from = DayField(_l("Since"), [Needed()])
    reason = TextField(_l("Who says so, or which paper"), [Needed()], most=500)
    once = OnceField()


class NumberForm(FlaskForm):
    """A number read from a paper."""

    kind = ChoiceField(_l("Paper"), [Needed()])
    number = TextField(_l("Number"), [Needed()], most=40)
    expires_on = DayField(_l("Ends on"), description=_l("For permits that end."))
    once = OnceField()


class DocumentForm(FlaskForm):
    """A paper that was seen, with the file made of it."""

    kind = ListField(_l("Kind of paper"), [Needed()], choices=[("", ""), *DOCUMENT_WORDS.items()])
    title = TextField(_l("Title"), [Needed()], most=120, description=_l("What the paper says of itself."))
    seen_on = DayField(_l("Seen on"), [Needed()])
    file = FileField(_l("File"), description=_l("A PDF, JPEG or PNG of at most 10 MB."))
    once = OnceField()
