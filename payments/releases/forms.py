"""The forms of a run: what it is for, what the approver signs, and why it is sent back or cancelled."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from mis.forms import AmountField, ChoiceField, DayField, ListField, MonthField, Needed, OnceField, TextField

STATE_WORDS = {
    "drafted": ("draft", _l("Draft")),
    "generated": ("waiting", _l("Generated")),
    "submitted": ("waiting", _l("Waiting for approval")),
    "approved": ("approved", _l("Approved")),
    "sending": ("sent", _l("Being sent")),
    "sent": ("sent", _l("Sent")),
    "settled": ("paid", _l("Settled")),
    "cancelled": ("refused", _l("Cancelled")),
}
KIND_WORDS = {"regular": _l("Regular"), "supplementary": _l("Supplementary")}
CHANNEL_WORDS = {"bank": _l("Bank transfer"), "mobile": _l("Mobile money"), "cash": _l("Cash point")}
PAYMENT_WORDS = {
    "prepared": ("waiting", _l("Prepared")),
    "held": ("suspended", _l("Held out")),
    "cancelled": ("refused", _l("Cancelled")),
    "sent": ("sent", _l("Sent")),
    "paid": ("paid", _l("Paid")),
    "rejected": ("refused", _l("Rejected")),
    "returned": ("returned", _l("Returned")),
}
REASON_WORDS = {
    "overpaid": (_l("Paid too much before"), _l("A recovery, or what is due later")),
    "suspended": (_l("Suspended by decision"), _l("Another decision, or an appeal")),
    "held": (_l("Award held"), _l("Another officer lifts the hold")),
    "dead": (_l("The person died"), _l("The heirs claim what was due before")),
    "duplicate": (_l("Possible duplicate"), _l("Somebody decides whether they are one person")),
    "birth-in-doubt": (_l("Born more than 120 years ago"), _l("Another officer confirms the birth")),
    "no-account": (_l("No account"), _l("An account from the person")),
    "account-held": (_l("Account held"), _l("A new account, or the account opened again")),
    "account-closed": (_l("Account closed"), _l("A new account from the person")),
    "no-term": (_l("Begins later"), _l("Nothing: its first month has not come")),
    "zero-due": (_l("Nothing due by the award"), _l("A change of the award")),
    "nothing-due": (_l("Paid already"), _l("Nothing: there is no difference")),
}
STEP_WORDS = {
    "new": _l("New awards"),
    "restored": _l("Restored, or paid again"),
    "rate": _l("Changed amounts"),
    "arrears": _l("Arrears, earlier months"),
    "death": _l("Stopped: death"),
    "stopped": _l("Stopped: other reasons"),
    "left-out": _l("Held or left out this time"),
    "once": _l("Last run’s arrears, paid once"),
}


class DraftForm(FlaskForm):
    """What a run is for."""

    scheme = ListField(_l("Scheme"), [Needed()])
    period = MonthField(_l("Month"), [Needed()], description=_l("All that is due up to this month is paid. For example 2024-05"))
    kind = ChoiceField(_l("Kind"), [Needed()], choices=list(KIND_WORDS.items()), default="regular")
    pay_day = DayField(_l("Pay day"), description=_l("When banks should pay. Leave it empty for the day of the release."))
    once = OnceField()


class ApproveForm(FlaskForm):
    """The second look before approval: the total from the paper, and a one-time code."""

    sha256 = HiddenField()
    count = HiddenField()
    total = AmountField(_l("Type the total from the cover sheet"), [Needed()], description=_l("For example 1,234,567.00"))
    code = TextField(_l("One-time code"), [Needed()], most=12)


class ReleaseForm(FlaskForm):
    """The second look before money leaves: a one-time code."""

    code = TextField(_l("One-time code"), [Needed()], most=12)


class ReasonForm(FlaskForm):
    """Why."""

    reason = TextField(_l("Reason"), [Needed()], most=500)
    once = OnceField()


class ActForm(FlaskForm):
    """A step that needs nothing but the button."""

    once = OnceField()


class TakeForm(FlaskForm):
    """Asking for a file: as often as one likes, the same bytes each time."""
