"""One dated line drafted in a form: which line, which shape, then its parts, its days and where it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field

from mis.amendments import shapes
from mis.amendments.forms import SURENESS
from mis.amendments.pages import drafted
from mis.errors import Problem, Refusal, missing, refuse
from mis.forms import ChoiceField, DayField, FilterForm, ListField, Needed, OnceField, TextField, carried_out
from mis.language import current_language
from mis.law.book import SECTIONS, Line, Sheet
from mis.statutes import actions, queries, wording
from mis.statutes.models import LawDraft
from mis.statutes.texts import with_line
from mis.web import db, officer, require

lines = Blueprint("law_lines", __name__, url_prefix="/law")
SECTION_WORDS = {
    "facts": _l("A value, or something worked out first"),
    "conditions": _l("A condition: who is entitled"),
    "amount": _l("A step of the arithmetic"),
}


class ChosenForm(FilterForm):
    """Which line, and which shape."""

    line = ListField(_l("Line"))
    name = TextField(_l("Name of a new line"), most=60, description=_l("Small letters and underscores, for example second_age."))
    section = ListField(_l("What a new line is"), choices=[("", ""), *SECTION_WORDS.items()])
    shape = ListField(_l("Shape"))


@dataclass(frozen=True)
class Chosen:
    """The line that is drafted: its name, section and shape, and its newest version where there is one."""

    name: str
    section: str
    shape: str
    latest: Line | None


def _sheet(code: str) -> Sheet:
    sheet = queries.book(db()).sheets.get(code)
    if sheet is None:
        raise missing("There is no such benefit or scheme in the office's law")
    return sheet


@lines.get("/<code>/line")
@require("law.draft")
def choose(code: str) -> Any:
    """Choose the line to be followed, or a new one, and its shape."""
    sheet, form = _sheet(code), ChosenForm(request.args)
    names = {line.name: sheet.label(line.name, current_language()) for line in sheet.lines}
    form.line.choices = [("", _("A new line")), *names.items()]
    form.shape.choices = [("", _("As it is")), *shapes.offered()]
    if request.args and form.validate() and (chosen := _chosen(sheet, form)):
        name, section, shape = chosen.name, chosen.section, chosen.shape
        return redirect(url_for("law_lines.draft", code=code, name=name, section=section, shape=shape), 303)
    status = 422 if form.errors or form.form_errors else 200
    return render_template("pages/law/line-choose.html", sheet=sheet, form=form, name=_title(sheet)), status


def _title(sheet: Sheet) -> str:
    return wording.name_of(sheet, current_language())


def _chosen(sheet: Sheet, form: ChosenForm) -> Chosen | None:
    """What was chosen; what is wrong stands at its answer."""
    if form.line.data:
        return _followed(sheet, form.line.data, form.shape.data or "")
    name = form.name.data or ""
    taken = name in {line.name for line in sheet.lines} or name in dict(shapes.catalogue())
    if not shapes.NAME.fullmatch(name) or taken:
        form.name.errors = [_("Name of a new line: small letters and underscores, and not a name that is taken")]
        return None
    if not form.section.data or not form.shape.data:
        field = form.shape if form.section.data else form.section
        field.errors = [_("%(label)s: choose one", label=field.label.text)]
        return None
    return Chosen(name, form.section.data, form.shape.data, None)


def _followed(sheet: Sheet, name: str, shape: str) -> Chosen:
    """A line that is followed by a new version, of its own shape unless another is chosen."""
    versions = sorted((line for line in sheet.lines if line.name == name), key=lambda line: line.since or date.min)
    latest = versions[-1]
    return Chosen(name, latest.section, shape or shapes.shape_form(latest.body), latest)


@lines.route("/<code>/line/draft", methods=["GET", "POST"])
@require("law.draft")
def draft(code: str) -> Any:
    """Say what the line says from a day on, and where it is written; the draft is checked and kept."""
    sheet = _sheet(code)
    chosen = _asked(sheet)
    names = list(shapes.names_for(sheet, chosen.section, chosen.name))
    form = _form_of(chosen)
    made: list[LawDraft] = []

    def act() -> None:
        made.append(_make(sheet, chosen, form, frozenset(name for name, _, _ in names)))

    if carried_out(form, act):
        return drafted(made[0])
    page = render_template(
        "pages/law/line.html", sheet=sheet, form=form, chosen=chosen, title_of=shapes.FORMS[chosen.shape].title,
        parts=[form[part.key] for part in shapes.FORMS[chosen.shape].parts], name=_title(sheet),
        label=sheet.label(chosen.name, current_language()), names=_listed(sheet, names),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


def _asked(sheet: Sheet) -> Chosen:
    """The line of the address; as if there were no such page when it cannot be."""
    name, section, shape = (request.args.get(each, "") for each in ("name", "section", "shape"))
    offered = dict(shapes.offered())
    if shape not in offered or section not in SECTIONS or not shapes.NAME.fullmatch(name):
        raise missing("There is no such line to draft")
    if any(line.name == name for line in sheet.lines):
        return _followed(sheet, name, shape)
    return Chosen(name, section, shape, None)


def _listed(sheet: Sheet, names: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    """The names that the line can look at, in words; those of the sheet first."""
    rows = [{"name": name, "label": sheet.label(name, current_language()), "own": own} for name, own, _ in names]
    return sorted(rows, key=lambda row: (row["own"] == "fact", row["label"]))


def _form_of(chosen: Chosen) -> Any:
    """The form of a shape: a field for each part, then days and citation; begun with what the line says now."""
    fields: dict[str, Any] = {part.key: _field(part) for part in shapes.FORMS[chosen.shape].parts}
    fields |= {
        "since": DayField(_l("Holds from"), [Needed()]),
        "until": DayField(_l("Last day"), description=_l("Only for a relief that ends by itself: what it covered holds again.")),
        "sure": ChoiceField(_l("Where it is written"), [Needed()], choices=SURENESS, default="confirmed"),
        "law": TextField(_l("Citation"), [Needed()], most=200, description=_l("For example: Decree-Law 15/2024, Art 3.")),
        "once": OnceField(),
    }
    made = type("LineForm", (FlaskForm,), fields)
    if request.method == "GET" and chosen.latest and chosen.shape == shapes.shape_form(chosen.latest.body):
        return made(data=shapes.typed_body(chosen.shape, chosen.latest.body))
    return made()


def _field(part: shapes.Part) -> Field:
    needed = [Needed()] if part.needed else []
    if part.kind == "yes":
        return ChoiceField(part.label, needed, choices=[("yes", _l("So")), ("no", _l("Not so"))])
    if part.kind == "span":
        words = [("month", _l("Month")), ("quarter", _l("Quarter")), ("year", _l("Year"))]
        return ChoiceField(part.label, needed, choices=words)
    long = part.kind in ("bands", "table")
    return TextField(part.label, needed, most=4000 if long else 400, lines=long, description=part.hint)


def _make(sheet: Sheet, chosen: Chosen, form: Any, names: frozenset[str]) -> LawDraft:
    """The sheet's text with the new line, kept as a draft."""
    since, until = form.since.data, form.until.data
    if until and until < since:
        raise refuse("until", "Last day: it lies before the day on which the line begins", "order")
    if any(line.name == chosen.name and line.since == since for line in sheet.lines):
        raise refuse("since", "Holds from: a version of this line begins on that very day; a new one begins later", "overlap")
    answers = {part.key: str(form[part.key].data or "") for part in shapes.FORMS[chosen.shape].parts}
    body = shapes.body_of(chosen.shape, answers, names)
    _demand_like(chosen, body)
    cited = {"law": form.law.data} if form.sure.data == "confirmed" else {"source": form.law.data, "confidence": form.sure.data}
    entry = {"name": chosen.name, "since": since, **({"until": until} if until else {}), **body, **cited}
    try:
        return actions.make_draft(db(), with_line(sheet.text, chosen.section, entry), form.law.data, officer(), sheet.code)
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        raise Refusal(*(_at_part(problem, chosen) for problem in refusal.problems)) from None


def _demand_like(chosen: Chosen, body: Mapping[str, Any]) -> None:
    """Refuse a value of another kind than the one that it follows: a word where other lines read a number."""
    before, now = (chosen.latest.body.get("value") if chosen.latest else None), body.get("value")
    if before is None or now is None:
        return
    kinds = [date if isinstance(each, date) else str if isinstance(each, str) else Decimal for each in (before, now)]
    if kinds[0] is not kinds[1]:
        words = "What it says: “%(found)s” cannot follow “%(before)s”: write the same kind of answer"
        raise refuse("value", words, "another-kind", found=str(now)[:40], before=str(before)[:40])


def _at_part(problem: Problem, chosen: Chosen) -> Problem:
    """What is wrong with the new line at its first part; what is wrong elsewhere above the form."""
    own = f"line {chosen.name} since" in problem.words() or problem.values.get("line") == chosen.name
    parts = shapes.FORMS[chosen.shape].parts
    return Problem(parts[0].key if own and parts else None, problem.message, problem.code, None, problem.values)
