"""The door and the officers' register, as pages."""

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from mis.errors import Refusal
from mis.forms import carried_out, form_problems
from mis.look import tell
from mis.staff import actions, sealing
from mis.staff.forms import (
    LANGUAGES,
    ROLE_WORDS,
    LanguageForm,
    OfficerForm,
    OwnRecordForm,
    PasswordForm,
    ReasonForm,
    RoleForm,
    SignInForm,
)
from mis.staff.models import Office, Officer
from mis.staff.queries import officer_by_reference, officers, offices
from mis.staff.signing import Credentials, note_sign_in, sign_in
from mis.web import db, officer, public, renew_browser, require, settings, signed_in

pages = Blueprint("staff", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@public("one must be able to sign in")
def sign_in_page() -> Any:
    """The door."""
    form = SignInForm(data={"next": request.args.get("next", "")} if request.method == "GET" else None)
    if request.method == "POST" and form.validate():
        g.keep_anyway = True
        given = Credentials(form.username.data, form.password.data, form.code.data or "", request.remote_addr or "")
        try:
            row = sign_in(db(), given, settings().secret_keys)
        except Refusal as refusal:
            form_problems(form, refusal)
            return render_template("pages/staff/sign-in.html", form=form, languages=LANGUAGES), refusal.status
        note_sign_in(db(), row, db().get_one(Office, row.office_id).name, "signed in")
        renew_browser(row.id)
        return redirect(safe_next(form.next.data))
    return render_template("pages/staff/sign-in.html", form=form, languages=LANGUAGES), 422 if form.errors else 200


def safe_next(address: str | None) -> str:
    """A page of ours to go on to; anything else is the home page."""
    address = address or "/"
    ours = address.startswith("/") and not address.startswith("//") and address.isprintable() and "\\" not in address
    return address if ours else "/"


@pages.post("/sign-out")
@public("a session that has ended can be left, too")
def sign_out() -> Any:
    """Out: the session's row is gone."""
    row = current_user._get_current_object()
    if isinstance(row, Officer):
        note_sign_in(db(), row, db().get_one(Office, row.office_id).name, "signed out")
    renew_browser(None)
    return redirect(url_for("staff.sign_in_page"))


@pages.post("/language")
@signed_in
def choose_language() -> Any:
    """The language in which the officer reads from now on."""
    form = LanguageForm()
    if form.validate_on_submit():
        actions.set_language(db(), form.language.data, officer())
    return redirect(safe_next(request.form.get("next")))


@pages.get("/officers")
@require("staff.read")
def list_officers() -> Any:
    """Everybody who works here."""
    rows = [
        {"officer": row, "office": office.name, "role": ROLE_WORDS[row.role], "state": row.state}
        for row, office in officers(db(), officer())
    ]
    return render_template("pages/staff/officers.html", rows=rows)


@pages.route("/officers/add", methods=["GET", "POST"])
@require("staff.change")
def add_officer() -> Any:
    """Somebody begins here."""
    form = OfficerForm()
    form.office.choices = [("", "")] + [(each.code, each.name) for each in offices(db(), officer().offices)]
    if form.validate_on_submit():
        new = actions.NewOfficer(
            form.username.data, form.name.data, form.role.data, form.office.data, form.password.data, form.language.data
        )
        try:
            added = actions.add_officer(db(), new, officer(), settings().secret_keys)
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            return _added(added)
    return render_template("pages/staff/officer-form.html", form=form), 422 if form.errors or form.form_errors else 200


def _added(added: actions.Added) -> Any:
    """Where to go once an officer is added; the seed of her codes is shown on the next page, once."""
    tell("done", _("%(name)s can sign in now", name=added.officer.name))
    if added.totp_seed:
        _show_seed_once(added)
    return redirect(url_for("staff.show_officer", reference=added.officer.reference), 303)


def _show_seed_once(added: actions.Added) -> None:
    """Keep the seed of an officer's codes for the next page only, sealed."""
    browser["seed"] = [added.officer.reference, sealing.seal(settings().secret_keys, added.totp_seed or "")]


def _seed_of(reference: str) -> str | None:
    """The seed to be shown on this officer's page, this once."""
    about, sealed = (browser.pop("seed", None) if officer().may("staff.change") else None) or ("", "")
    return sealing.unseal(settings().secret_keys, sealed) if about == reference else None


@pages.get("/officers/<reference>")
@require("staff.read")
def show_officer(reference: str) -> Any:
    """One officer and what can be changed."""
    row = officer_by_reference(db(), officer(), reference)
    seed = _seed_of(row.reference)
    office = db().get_one(Office, row.office_id)
    forms = _forms(row)
    own = row.id == officer().id
    return render_template(
        "pages/staff/officer.html",
        row=row,
        office=office,
        role=ROLE_WORDS[row.role],
        languages=dict(LANGUAGES),
        seed=seed,
        own=own,
        **forms,
    )


def _forms(row: Officer) -> dict[str, FlaskForm]:
    """What can be changed of an officer, each in its form."""
    return {
        "role_form": RoleForm(role=row.role), "reason_form": ReasonForm(), "password_form": PasswordForm(),
        "record_form": OwnRecordForm(person=row.person_reference),
    }  # fmt: skip


@pages.post("/officers/<reference>/role")
@require("staff.change")
def change_role(reference: str) -> Any:
    """Another role; her sessions end."""
    form = RoleForm()
    if not form.validate():
        return _officer_again(reference, form)
    added = actions.change_role(db(), reference, form.role.data, form.reason.data, officer(), settings().secret_keys)
    if added.totp_seed:
        _show_seed_once(added)
    tell("done", _("Role changed. Her sessions have ended"))
    return redirect(url_for("staff.show_officer", reference=reference), 303)


@pages.post("/officers/<reference>/<any(disable, enable):act>")
@require("staff.change")
def set_state(reference: str, act: str) -> Any:
    """May work here no longer, or again."""
    form = ReasonForm()
    if not form.validate():
        return _officer_again(reference, form)
    actions.set_state(db(), reference, "disabled" if act == "disable" else "active", form.reason.data, officer())
    tell("done", _("Disabled. All sessions have ended") if act == "disable" else _("May sign in again"))
    return redirect(url_for("staff.show_officer", reference=reference), 303)


@pages.post("/officers/<reference>/password")
@require("staff.change")
def set_password(reference: str) -> Any:
    """A new password."""
    form = PasswordForm()
    if form.validate():
        try:
            actions.set_password(db(), reference, form.password.data, officer())
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            tell("done", _("New password set. All sessions have ended"))
            return redirect(url_for("staff.show_officer", reference=reference), 303)
    return _officer_again(reference, form)


@pages.post("/officers/<reference>/record")
@require("staff.change")
def name_record(reference: str) -> Any:
    """Which person of the register she is."""
    form, family = OwnRecordForm(), current_app.extensions["socle"]["family"]
    given = (reference, form.person.data or "", form.reason.data or "")
    if not carried_out(form, lambda: actions.name_own_record(db(), *given, officer(), family)):
        return _officer_again(reference, form)
    tell("done", _("Kept. She can change neither that record nor her family's"))
    return redirect(url_for("staff.show_officer", reference=reference), 303)


def _officer_again(reference: str, form: Any) -> Any:
    """The officer's page with what is wrong in one of its forms."""
    row = officer_by_reference(db(), officer(), reference)
    forms = {name: form if type(form) is type(each) else each for name, each in _forms(row).items()}
    office = db().get_one(Office, row.office_id)
    page = render_template(
        "pages/staff/officer.html", row=row, office=office, role=ROLE_WORDS[row.role], languages=dict(LANGUAGES), seed=None,
        own=row.id == officer().id, form=form, **forms,
    )  # fmt: skip
    return page, 422
