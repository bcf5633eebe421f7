"""The form of a finding on two records, and the words for what is alike."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from mis.forms import ChoiceField, Needed, OnceField, TextField
from registries.persons.forms import WHY

ALIKE_WORDS = {
    "same-name": _l("the same name"),
    "close-name": _l("a close name"),
    "same-birth": _l("the same birth"),
    "close-birth": _l("a close birth"),
    "same-sex": _l("the same sex"),
    "same-area": _l("the same place"),
    "same-phone": _l("the same telephone"),
    "same-number": _l("the same number of identity"),
    "close-number": _l("a number one sign apart"),
}
STATE_WORDS = {
    "waiting": ("waiting", _l("Waiting for a finding")),
    "same": ("met", _l("One person")),
    "different": ("notmet", _l("Two people")),
    "unclear": ("draft", _l("Nobody can tell")),
}


class FindingForm(FlaskForm):
    """Are A and B one person?"""

    finding = ChoiceField(
        _l("Are A and B one person?"),
        [Needed()],
        choices=[("same", _l("Yes, one person")), ("different", _l("No, two people")), ("unclear", _l("I cannot tell"))],
    )
    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    once = OnceField()
