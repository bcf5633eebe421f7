"""The forms of awards: which ones, a suspension and its second look, the lifting, the end."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from mis.forms import FilterForm, ListField, MonthField, Needed, OnceField, TextField

WHY = _l("One or two sentences that an auditor will understand.")


class ListForm(FilterForm):
    """Which awards."""

    state = ListField(
        _l("State"),
        choices=[
            ("", _l("All")),
            ("active", _l("In payment")),
            ("suspended", _l("Suspended")),
            ("over", _l("Over")),
            ("ended", _l("Ended")),
        ],
    )
    benefit = ListField(_l("Benefit"))


class SuspendForm(FlaskForm):
    """A suspension, before the second look."""

    from_month = MonthField(
        _l("From the month"), [Needed()], description=_l("Year and month, as 2026-12; after 30 days' notice.")
    )
    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=_l("The letter says it in these words."))
    provision = TextField(_l("Provision of law"), [Needed()], most=200, description=_l("The article on which it stands."))
    remedy = TextField(_l("What the person can do"), most=500, lines=True, description=_l("What puts it right."))
    at_once = BooleanField(
        _l("Without notice"),
        description=_l("Only for fraud. The letter is sent all the same."),
    )


class SuspendCheckForm(SuspendForm):
    """The same, with what the officer types a second time."""

    again = TextField(_l("Type the award's reference"), [Needed()], most=40)
    once = OnceField()


class LiftForm(FlaskForm):
    """Why money may go out again."""

    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    once = OnceField()


class EndForm(FlaskForm):
    """The last month that is due, typed with the reference."""

    last_month = MonthField(_l("Last month that is due"), [Needed()], description=_l("Year and month, as 2026-12."))
    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    again = TextField(_l("Type the award's reference"), [Needed()], most=40)
    once = OnceField()
