"""One dated line drafted in a form: the rest of the text stays, what is wrong stands at its part."""

import pytest
from lxml import html

from mis.amendments import shapes
from mis.law.book import names_in, read_book, shipped_texts
from mis.statutes.models import LawDraft
from tests import make
from tests.web import post

SHEET = "/law/tl-social-pension/line"
CITED = {"since-day": "1", "since-month": "7", "since-year": "2024", "law": "Decree-Law 9/2024, Art 2", "sure": "confirmed"}

EARLY = {"until-day": "1", "until-month": "1", "until-year": "2024"}


def address(name: str, section: str, shape: str) -> str:
    """Where a line of that name and shape is drafted."""
    return f"{SHEET}/draft?name={name}&section={section}&shape={shape}"


@pytest.fixture
def browser(app, session):
    """A supervisor's browser."""
    return make.signed_in(app, session, "supervisor")


@pytest.mark.parametrize(
    ("name", "section", "shape", "parts", "written"),
    [
        ("pension", "amount", "value", {"value": "90"}, '{name="pension", since=2024-07-01, value=90, law='),
        (
            "pension", "amount", "by-bands", {"by": "age_in_period", "bands": "; second_age; 65\nsecond_age; ; 95.50"},
            'by="age_in_period", bands=[{to="second_age", value=65}, {from="second_age", value=95.50}]',
        ),
        ("no_work_income", "conditions", "holds", {"of": "work_income", "holds": "no"}, 'of="work_income", holds=false'),
        ("no_work_income", "conditions", "repealed", {}, "since=2024-07-01, repealed=true"),
        ("eligible_age", "facts", "value", {"value": "62"}, "value=62"),
        ("old_enough", "conditions", "at_least", {"of": "age", "at_least": "65"}, 'of="age", at_least=65'),
        ("working_age", "facts", "least", {"least": "age; 65"}, 'least=["age", 65]'),
        ("birth_month", "facts", "start", {"start": "month", "of": "birth_date"}, 'start="month", of="birth_date"'),
    ],
)  # fmt: skip
def test_a_line_is_drafted_in_its_shape(browser, session, name, section, shape, parts, written):
    answer = post(browser, address(name, section, shape), CITED | parts)
    assert answer.status_code == 303, answer.text
    draft = session.query(LawDraft).one()
    shipped = shipped_texts("tl")["tl-social-pension"]
    added = [line for line in draft.text.splitlines() if line not in shipped.splitlines()]
    assert len(added) == 1
    assert written in added[0]
    assert draft.text.replace(added[0] + "\n", "") == shipped


@pytest.mark.parametrize(
    ("name", "section", "shape", "answers", "field", "said"),
    [
        ("pension", "amount", "by-bands", {"by": "age", "bands": "0; 60; 10\n70; ; 20"}, "bands", "Row 2: there is a gap"),
        ("pension", "amount", "by-bands", {"by": "age", "bands": "0; 60; 10\n50; ; 20"}, "bands", "Row 2: this band overlaps"),
        ("pension", "amount", "by-bands", {"by": "age", "bands": "0; 60"}, "bands", "Row 1: 3 parts are needed"),
        ("pension", "amount", "by-bands", {"by": "height", "bands": "; ; 1"}, "by", "neither a figure nor a name"),
        ("old", "conditions", "at_least", {"of": "years", "at_least": "65"}, "of", "neither a figure nor a name"),
        ("old", "conditions", "at_least", {"of": "birth_date", "at_least": "65"}, "of", "cannot be compared"),
        ("few", "conditions", "at_most", {"of": "children", "at_most": "1e5"}, "at_most", "neither a figure nor a name"),
        ("a_sex", "conditions", "one_of", {"of": "sex", "one_of": "f; tall"}, "of", "never has"),
        ("eligible_age", "facts", "value", {"value": "62", "since-day": "20", "since-year": "2022"}, "since", "very day"),
        ("eligible_age", "facts", "value", {"value": "sixty"}, "value", "the same kind of answer"),
        ("eligible_age", "facts", "value", {"value": "62"} | EARLY, "until", "before"),
        ("eligible_age", "facts", "value", {"value": "62", "law": ""}, "law", "write an answer"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_part(browser, session, name, section, shape, answers, field, said):
    answer = post(browser, address(name, section, shape), CITED | answers)
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    at = page.xpath(f"//*[@id='{field}-error']")
    assert at, page.xpath("//*[@id='errors']")[0].text_content()
    assert said in at[0].text_content()
    assert session.query(LawDraft).count() == 0


def test_a_line_is_chosen_and_begins_with_what_it_says_now(browser):
    page = html.fromstring(browser.get(f"{SHEET}?line=pension", follow_redirects=True).text)
    assert page.xpath("//input[@name='by']/@value") == ["age_in_period"]
    assert "; second_age; 60" in page.xpath("//textarea")[0].text
    for wrong in (
        "?name=Pension&section=facts&shape=value",
        "?name=age&section=facts&shape=value",
        "?name=x&shape=value",
        "?name=x",
    ):
        assert browser.get(SHEET + wrong).status_code == 422
    for address in (f"{SHEET}/draft", f"{SHEET}/draft?name=x&section=facts&shape=other", "/law/nothing/line"):
        assert browser.get(address).status_code == 404


def test_every_line_of_a_shipped_sheet_can_be_followed_in_a_form_or_as_a_value():
    for sheet in read_book(shipped_texts()).sheets.values():
        for line in sheet.lines:
            shape = shapes.shape_form(line.body)
            typed = shapes.typed_body(shape, line.body)
            names = frozenset(names_in(dict(line.body)))
            if shape != "value" and typed:
                assert shapes.body_of(shape, typed, names) == dict(line.body), (sheet.code, line.name)
