"""A trial as a page: asked for, how far it is, and back to the draft when its figures stand there."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from mis.forms import carried_out
from mis.statutes.queries import draft_by_reference
from mis.web import db, officer, require
from registries.trials import actions, queries
from registries.trials.forms import REASONS, STATES, StartForm

pages = Blueprint("dry_runs", __name__, url_prefix="/dry-runs")


@pages.post("/<reference>")
@require("law.draft")
def start(reference: str) -> Any:
    """Have a draft tried on the live registers."""
    form = StartForm()
    if carried_out(form, lambda: actions.start(db(), reference, officer())):
        return redirect(url_for("dry_runs.show", reference=reference), 303)
    return _page(reference, form, 422)


@pages.get("/<reference>")
@require("law.read")
def show(reference: str) -> Any:
    """How far the trial of a draft is; the draft itself once it is done."""
    return _page(reference, StartForm(), 200)


def _page(reference: str, form: StartForm, status: int) -> Any:
    draft = draft_by_reference(db(), reference)
    trial = queries.trial_of(db(), draft)
    if trial is not None and trial.state == "done" and status == 200:
        return redirect(url_for("law_drafts.show", reference=draft.reference), 303)
    page = render_template(
        "pages/trials/show.html",
        draft=draft,
        trial=trial,
        form=form,
        progress=queries.progress(db(), trial) if trial else None,
        state=STATES[trial.state] if trial else None,
        reason=REASONS.get(trial.reason, trial.reason) if trial else "",
    )
    return page, status
