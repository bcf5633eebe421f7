"""A small application that shows every part of a page, for the tests of the look; no page of the office itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from mis.errors import Problem
from mis.forms import (
    AmountField,
    ChoiceField,
    DayField,
    DayTextField,
    FilterForm,
    ListField,
    MonthField,
    NameField,
    Needed,
    OnceField,
    ReferenceField,
    TextField,
    YesNoField,
)  # fmt: skip
from mis.language import init_language
from mis.look import init_look, tell

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = Path(__file__).parent / "look_pages"


class AnswerForm(FilterForm):
    """One field of each kind."""

    name = NameField("Full name", [Needed()], description="As on the paper, in one field.", most=80)
    born = DayField(
        "Born", [Needed()], partial=True, description="For example 27 3 1957. Leave day or month empty if nobody knows."
    )
    since = DayField("Since")
    sex = ChoiceField("Sex", [Needed()], choices=[("woman", "Woman"), ("man", "Man"), ("other", "Not stated")])
    works = YesNoField("Has income from work", [Needed()], unknown=True)
    area = ListField("Area", choices=[("", ""), ("ermera", "Ermera")])
    amount = AmountField("Total from the cover sheet, in USD")
    month = MonthField("Month")
    on = DayTextField("As of")
    claim = ReferenceField("Claim")
    note = TextField("Note for the file", lines=True, most=500)
    once = OnceField()


class ListFilter(FilterForm):
    """Questions asked of a list."""

    on = DayTextField("On")
    area = ListField("Municipality", choices=[("", "All"), ("ermera", "Ermera")])


def make_app(language: str = "en", **frame: Any) -> Flask:
    """The application, speaking one language, with the context that the office gives its frame."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="look", TESTING=True)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(PAGES)])
    CSRFProtect(app)
    init_language(app, lambda: request.args.get("language", language), lambda: "Asia/Dili")
    init_look(app)
    app.context_processor(lambda: office_frame() | frame)
    app.add_url_rule("/list", "list", show_list)
    app.add_url_rule("/record", "record", show_record)
    app.add_url_rule("/form", "form", show_form, methods=["GET", "POST"])
    app.add_url_rule("/error/<int:status>", "error", show_error)
    app.extensions["csrf"].exempt(show_form)
    return app


def office_frame() -> dict[str, Any]:
    """The context of the frame."""
    labels = ["My work", "People", "Employers", "Claims", "Payments", "Reports", "Law"]
    return {
        "institution": "National Institute of Social Security, Timor-Leste",
        "officer_name": "Officer at the counter",
        "office_name": "Baucau office",
        "nav": [{"label": label, "url": "#", "current": label == "Payments"} for label in labels],
        "demonstration": True,
    }


def show_list() -> str:
    """A page of tables, figures and charts."""
    tell("done", "Granted", "Letter 2026/004417 is ready to print.")
    steps = [
        ("Paid in October 2026", "6802340.00", 104208, True), ("New awards", "25640.00", 418, False),
        ("Arrears, months before November", "31480.00", None, False), ("Stopped: death", "-19140.00", -291, False),
        ("Held or left out", "-15120.00", -236, False), ("To pay in November 2026", "6825200.00", 104099, True),
    ]  # fmt: skip
    return render_template("list.html", steps=steps, amount=Decimal, filters=ListFilter(request.args))


def show_record() -> str:
    """A page about one thing."""
    return render_template(
        "record.html", amount=Decimal("243.60"), day=date(2026, 11, 21), now=datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    )


def show_form() -> tuple[str, int]:
    """A form, refused when it is sent with errors."""
    form = AnswerForm(request.form if request.method == "POST" else None)
    refused = request.method == "POST" and not form.validate()
    return render_template("form.html", form=form), 422 if refused else 200


def show_error(status: int) -> tuple[str, int]:
    """A refusal in words."""
    problem = Problem(None, "Claim: “%(found)s” is not here", values={"found": "CL-<b>"})
    return render_template("errors.html", status=status, problems=[problem]), status
