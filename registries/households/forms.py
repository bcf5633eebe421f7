"""The forms of households, and the words of their roles."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField

from mis.forms import DayField, FilterForm, ListField, Needed, OnceField, ReferenceField, TextField
from registries.persons.forms import WHY

ROLE_WORDS = {
    "head": _l("Head"),
    "partner": _l("Husband, wife or partner"),
    "child": _l("Son or daughter"),
    "parent": _l("Father or mother"),
    "relative": _l("Other relative"),
    "other": _l("Not related"),
}
ROLES = [("", ""), *ROLE_WORDS.items()]
ROWS = 8


class FindHouseholdForm(FilterForm):
    """Which household to look for."""

    q = TextField(_l("Book number, member or reference"), most=200)


class MemberRow(Form):
    """One member; an empty row is nobody."""

    person = ReferenceField(_l("Person's reference"), most=40)
    role = ListField(_l("Role"), choices=ROLES)


class HouseholdForm(FlaskForm):
    """A household as its book has it."""

    book_number = TextField(_l("Household book"), [Needed()], most=30, description=_l("Its number, for example 0417-22."))
    area = ListField(_l("Lives in"), [Needed()])
    registered_on = DayField(_l("In the book since"), [Needed()])
    members = FieldList(FormField(MemberRow), min_entries=ROWS, max_entries=40)
    once = OnceField()


class MemberForm(FlaskForm):
    """Somebody who joins, or another role for somebody there."""

    person = ReferenceField(_l("Person's reference"), [Needed()], most=40)
    role = ListField(_l("Role"), [Needed()], choices=ROLES)
    since = DayField(_l("Since"), [Needed()])
    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    once = OnceField()


class LeaveForm(FlaskForm):
    """Somebody who leaves."""

    last_day = DayField(_l("Last day in the household"), [Needed()])
    reason = TextField(_l("Why"), [Needed()], most=500, lines=True, description=WHY)
    once = OnceField()
