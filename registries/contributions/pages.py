"""Schedules as pages: filing a month's, seeing what is wrong in it, posting it; and a person's account."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from mis.dates import add_months, month_text, parse_month
from mis.errors import Refusal
from mis.forms import FilterForm, ListField, MonthField, Needed, OnceField, TextField, error_links, form_problems
from mis.language import current_language, translate
from mis.look import tell
from mis.money import parse_amount
from mis.paging import ROWS, cursor
from mis.spreadsheets import ENDING, MEDIA_TYPE
from mis.staff.queries import office_today, officer_names
from mis.web import db, officer, require
from registries.contributions import actions, queries
from registries.contributions.formats import write_lines
from registries.contributions.models import Schedule, ScheduleLine
from registries.contributions.rules import ERROR, in_words
from registries.employers.models import Employer
from registries.employers.queries import employer_by_reference, workers_in

pages = Blueprint("contributions", __name__)

ENCODINGS = (("", _l("As the file says")), ("utf-8", "UTF-8"), ("windows-1252", "Windows-1252"))
TYPED_MOST = 100
WAGE_DECIMALS_MOST = 3
TAGS = {"good": ("approved", _l("Good")), "look": ("waiting", _l("Look")), "error": ("refused", _l("Correct"))}


class FileForm(FlaskForm):
    """A month's schedule as a file."""

    month = MonthField(_l("Month"), [Needed()], description=_l("The month worked, for example 2024-05."))
    file = FileField(
        _l("Schedule, CSV or XLSX"), [FileRequired(_l("Schedule, CSV or XLSX: choose a file"))],
        description=_l("Columns member, name and wage; at most 20 MB and 200,000 lines."),
    )  # fmt: skip
    encoding = ListField(_l("Written in"), choices=ENCODINGS)
    lines_count = TextField(_l("Number of lines on the cover sheet"), most=10)
    wages_total = TextField(_l("Total of the wages on the cover sheet"), most=20, description=_l("As 50400.00"))
    once = OnceField()


class AskedMonthForm(FilterForm):
    """The month whose wages are typed."""

    month = MonthField(_l("Month"), [Needed()], id="typedmonth")


class TypedForm(FlaskForm):
    """A month's schedule typed for a few workers; the wages stand in the table."""

    month = HiddenField()
    once = OnceField()


class PostForm(FlaskForm):
    """Posting what was seen."""

    digest = HiddenField()
    once = OnceField()


@pages.route("/employers/<reference>/schedules/file", methods=["GET", "POST"])
@require("contributions.file")
def file(reference: str) -> Any:
    """File a month's schedule from a file."""
    employer = employer_by_reference(db(), officer(), reference)
    last = add_months(office_today(db()).replace(day=1), -1)
    form = FileForm(month=_month_asked(last))
    if form.validate_on_submit():
        given = form.file.data
        filing = actions.Filing(
            reference, form.month.data, given.read(), given.filename or "", encoding=form.encoding.data or None,
            lines_count=form.lines_count.data or "", wages_total=form.wages_total.data or "",
        )  # fmt: skip
        try:
            return _filed(actions.file_schedule(db(), filing, officer()))
        except Refusal as refusal:
            form_problems(form, refusal)
    return _file_page(employer, form, AskedMonthForm(formdata=None, month=last))


def _file_page(employer: Employer, form: FileForm, asked: AskedMonthForm) -> Any:
    """The page of a file, and beside it the month to type wages for."""
    faulty = next((each for each in (form, asked) if each.errors or each.form_errors), None)
    told = {"form": form, "asked": asked, "faulty": faulty, "error_count": len(error_links(faulty)), "employer": employer}
    told["columns"] = queries.columns_asked(db(), form.month.data or asked.month.data, current_language())
    page = render_template("pages/contributions/file.html", **told)
    return page, 422 if faulty is not None else 200


def _month_asked(otherwise: date) -> date:
    try:
        return parse_month(request.args.get("month", ""))
    except Refusal:
        return otherwise


def _filed(row: Schedule) -> Any:
    if not row.errors_count:
        tell("done", _("The schedule is checked"), _("Another officer posts it; until then a new file replaces it."))
    return redirect(url_for("contributions.show", reference=row.reference), 303)


@pages.route("/employers/<reference>/schedules/type", methods=["GET", "POST"])
@require("contributions.file")
def type_in(reference: str) -> Any:
    """File a month's schedule by typing the wages of those who work there."""
    employer = employer_by_reference(db(), officer(), reference)
    asked = AskedMonthForm(request.values)
    if not asked.validate():
        return _file_page(employer, FileForm(formdata=None), asked)
    month = asked.month.data
    form = TypedForm(month=month_text(month))
    workers = workers_in(db(), employer.id, month, TYPED_MOST + 1)
    typed = {person.reference: request.form.get(f"wage-{person.reference}", "").strip()[:40] for person in workers}
    wrong = _unreadable(typed) if request.form else {}
    form.form_errors = [f"{person.name}: {wrong[person.reference]}" for person in workers if person.reference in wrong]
    if not wrong and form.validate_on_submit():
        lines = [(person.reference, person.name, typed[person.reference]) for person in workers if typed[person.reference]]
        filing = actions.Filing(reference, month, write_lines(lines), "typed.csv")
        try:
            return _filed(actions.file_schedule(db(), filing, officer()))
        except Refusal as refusal:
            form_problems(form, refusal)
    before = queries.wages_of(db(), employer.id, [person.id for person in workers], add_months(month, -1))
    known = {} if request.form else {person.reference: f"{before[person.id]:f}" for person in workers if person.id in before}
    rows = [
        {
            "person": person,
            "before": before.get(person.id),
            "wage": typed[person.reference] or known.get(person.reference, ""),
            "wrong": wrong.get(person.reference, ""),
        }
        for person in workers
    ]
    return render_template(
        "pages/contributions/type.html", form=form, employer=employer, month=month, rows=rows[:TYPED_MOST],
        too_many=len(rows) > TYPED_MOST, most=TYPED_MOST,
    ), 422 if form.errors or form.form_errors else 200  # fmt: skip


def _unreadable(typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each wage that cannot be read, by member: it is corrected where it was typed, nothing is filed."""
    wrong = {}
    for member, wage in typed.items():
        try:
            parse_amount(wage or "0", WAGE_DECIMALS_MOST)
        except Refusal as refusal:
            wrong[member] = refusal.problems[0].words(translate)
    return wrong


@pages.get("/employers/<reference>/schedules")
@require("contributions.read")
def list_schedules(reference: str) -> Any:
    """Everything an employer filed, newest first."""
    employer = employer_by_reference(db(), officer(), reference)
    after, before = cursor(request.args.get("after"), "after"), cursor(request.args.get("before"), "before")
    page = queries.schedules_page(db(), employer.id, after, before)
    rows = queries.schedule_rows(db(), page.rows)
    return render_template("pages/contributions/schedules.html", employer=employer, page=page, rows=rows)


@pages.get("/schedules")
@require("contributions.post")
def list_waiting() -> Any:
    """The schedules that wait for this officer to post them, oldest first."""
    found = db().execute(queries.waiting(officer()).order_by(Schedule.filed_at, Schedule.id).limit(ROWS)).all()
    places = queries.decimals_by_scheme(db())
    rows = [{"schedule": row, "employer": employer, "decimals": places.get(row.scheme, 2)} for row, employer in found]
    return render_template("pages/contributions/waiting.html", rows=rows)


@pages.get("/schedules/<reference>")
@require("contributions.read")
def show(reference: str) -> Any:
    """A schedule: what is wrong at its line, what is due, and the act that comes next."""
    row, employer = queries.schedule_by_reference(db(), officer(), reference)
    return _page(row, employer, PostForm(digest=row.file_digest), 200)


@pages.post("/schedules/<reference>/post")
@require("contributions.post")
def post(reference: str) -> Any:
    """Post the schedule as it was seen."""
    row, employer = queries.schedule_by_reference(db(), officer(), reference)
    form = PostForm()
    if form.validate_on_submit():
        try:
            actions.post_schedule(db(), reference, form.digest.data, officer())
        except Refusal as refusal:
            form_problems(form, refusal)
        else:
            tell("done", _("The schedule is posted"), _("Every person's account shows it."))
            return redirect(url_for("contributions.show", reference=row.reference), 303)
    return _page(row, employer, form, 422)


def _page(row: Schedule, employer: Employer, form: PostForm, status: int) -> Any:
    every = request.args.get("lines") == "all" or not (row.errors_count + row.warnings_count)
    after = cursor(request.args.get("after"), "after") or 0
    lines, shown_of = queries.lines_page(db(), row.id, every, after, ROWS)
    decimals = queries.decimals_by_scheme(db()).get(row.scheme, 2)
    wrong, totals = queries.lines_to_correct(db(), row.id, 10), queries.programme_totals(db(), row.id)
    names = officer_names(db(), [row.filed_by, row.posted_by])
    return render_template(
        "pages/contributions/schedule.html", schedule=row, employer=employer, form=form, every=every, decimals=decimals,
        lines=[_shown(line) for line in lines], shown_of=shown_of, next_line=lines[-1].line if len(lines) == ROWS else None,
        changed=queries.differences(db(), row, ROWS) if not row.errors_count else (),
        to_correct=[(line.line, _errors(line)) for line in wrong],
        totals=totals, due_rows=_due_rows(totals), filed_by=names.get(row.filed_by),
        posted_by=names.get(row.posted_by or 0), own=row.filed_by == officer().id,
        file_form=FileForm(month=row.month, formdata=None),
        error_count=row.errors_count if row.state == "checked" else 0,
    ), status  # fmt: skip


def _due_rows(totals: list[queries.ProgrammeTotal]) -> list[dict[str, Any]]:
    """Who pays how much, programme by programme; the programme is named where there are several."""
    rows = []
    for each in totals:
        payers = [(_("Wages that count"), each.base), (_("Employer"), each.employer), (_("Workers"), each.worker)]
        payers += [(_("State (not owed by the employer)"), each.state)] if each.state else []
        before = f"{each.programme}: " if len(totals) > 1 else ""
        rows += [{"words": f"{before}{words}", "amount": amount} for words, amount in payers]
    return rows


def _errors(line: ScheduleLine) -> list[str]:
    """What must be corrected in a line, in words."""
    return [in_words(problem, translate) for problem in line.problems if problem["weight"] == ERROR]


def _shown(line: ScheduleLine) -> dict[str, Any]:
    """A line as a row of the page."""
    said = [in_words(problem, translate) for problem in line.problems]
    return {"line": line, "anchor": f"l{line.line}", "said": said, "tag": TAGS[line.weight], "hit": line.weight == ERROR}


@pages.get("/schedules/<reference>/errors")
@require("contributions.read")
def download(reference: str) -> Any:
    """The same file with its errors marked, of the kind that was filed."""
    row, _employer = queries.schedule_by_reference(db(), officer(), reference, content=True)
    ending, media_type = (ENDING, MEDIA_TYPE) if row.encoding == ENDING else ("csv", "text/csv")
    answer = Response(queries.file_with_errors(db(), row, translate), mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename={row.reference}-errors.{ending}"
    return answer
