"""An officer's page under her own name: what is known of her, and her password."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _

from mis.forms import carried_out
from mis.look import tell
from mis.staff import actions, sealing
from mis.staff.forms import LANGUAGES, ROLE_WORDS, OwnPasswordForm
from mis.staff.models import Office, Officer
from mis.web import db, officer, signed_in

pages = Blueprint("own", __name__, url_prefix="/me")


@pages.get("")
@signed_in
def show() -> str:
    """The officer's own page."""
    return _page(OwnPasswordForm(formdata=None))


@pages.post("/password")
@signed_in
def change_password() -> Any:
    """A new password, given with the old one; a wrong one is counted as a try to sign in."""
    form = OwnPasswordForm()
    g.keep_anyway = True
    digest = sealing.digest(getattr(browser, "token", None) or "")

    def act() -> None:
        given = actions.NewPassword(form.current.data, form.password.data, form.again.data, request.remote_addr or "", digest)
        actions.change_own_password(db(), given, officer())

    if carried_out(form, act):
        tell("done", _("New password set. Your other sessions have ended"))
        return redirect(url_for("own.show"), 303)
    return _page(form), 422


def _page(form: OwnPasswordForm) -> str:
    row = db().get_one(Officer, officer().id)
    return render_template(
        "pages/staff/own.html", row=row, office=db().get_one(Office, row.office_id), role=ROLE_WORDS[row.role],
        languages=dict(LANGUAGES), form=form,
    )  # fmt: skip
