"""The forms of the two signatures."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from mis.forms import Needed, OnceField, TextField


class CertifyForm(FlaskForm):
    """What the first officer read, and her note."""

    seen = HiddenField()
    note = TextField(_l("Note for the file"), most=2000, lines=True)
    once = OnceField()


class ApproveForm(FlaskForm):
    """What the second officer read."""

    seen = HiddenField()
    once = OnceField()


class SendBackForm(FlaskForm):
    """What must be looked at again."""

    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=_l("What the first officer must look at again."))
    once = OnceField()
