"""The words of a trial's states, and the form that asks for one."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

STATES = {
    "waiting": ("sent", _l("Being tried")),
    "done": ("approved", _l("Tried")),
    "failed": ("refused", _l("Not tried")),
}
REASONS = {
    "The text was changed while it was tried": _l("The text was changed while it was tried"),
    "The work stopped each time it was begun": _l("The work stopped each time it was begun"),
}


class StartForm(FlaskForm):
    """Asking for a trial needs nothing but the button."""
