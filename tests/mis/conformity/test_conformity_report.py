"""The conformity report: its page asks for a wage and its source, its files say the same, and so does the command."""

import csv
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from lxml import html

from mis.conformity.commands import conformity_of
from tests import make

REPORT = "/reports/conformity"
ASKED = {"reference_wage": "200.00", "source": "labour force survey, table 4"}
FORM = {"reference_wage", "source", "on", "law", "instrument", "verdict"}


def page_of(answer) -> html.HtmlElement:
    """A page, read."""
    return html.fromstring(answer.get_data(as_text=True))


def rows(answer) -> list[dict]:
    """The rows of the CSV, its closing notes left out."""
    text = answer.get_data(as_text=True).split("\r\n\r\n")[0]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def browser(app, session):
    """A supervisor's browser."""
    return make.signed_in(app, session, "supervisor")


def test_the_form_asks_for_the_reference_wage_and_where_it_was_read(browser):
    page = page_of(browser.get(REPORT))
    assert {field.get("name") for field in page.xpath("//form[@method='get']//*[@name]")} >= FORM
    assert "Choose above what to show" in page.text_content()


@pytest.mark.parametrize("left_out", ["reference_wage", "source"])
def test_neither_the_wage_nor_its_source_can_be_left_out(browser, left_out):
    answer = browser.get(REPORT, query_string={**ASKED, left_out: ""})
    assert answer.status_code == 422
    assert page_of(answer).get_element_by_id(left_out).get("aria-invalid") == "true"


@pytest.mark.parametrize("wage", ["0", "-5", "1e3", "NaN", "1,000.00", "٢٠٠", "1.234", "9" * 16])
def test_a_wage_that_is_no_amount_is_refused_at_its_field(browser, wage):
    answer = browser.get(REPORT, query_string={**ASKED, "reference_wage": wage})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a/@href") == ["#reference_wage"]
    assert browser.get(f"{REPORT}.csv", query_string={**ASKED, "reference_wage": wage}).status_code == 422


def test_each_point_shows_both_numbers_both_citations_and_how_surely(browser):
    answer = browser.get(f"{REPORT}.csv", query_string={**ASKED, "law": "tl-social-pension", "instrument": "C102"})
    [rate] = [row for row in rows(answer) if row["point"] == "rate"]
    assert (rate["asked_number"], rate["found_number"], rate["verdict"]) == ("0.4", "0.3", "not met")
    assert rate["standard"] == "C102 arts 28, 65-67 and the Schedule (check against NORMLEX)"
    assert rate["law"] == "1st amendment of DL 53/2022 (Single source)"
    assert "USD 60.00 a month, of a reference wage of USD 200.00" in rate["found"]
    assert "labour force survey, table 4" in answer.get_data(as_text=True)


def test_the_page_the_json_and_the_workbook_say_the_same(browser):
    asked = {**ASKED, "law": "tl-social-pension"}
    told = rows(browser.get(f"{REPORT}.csv", query_string=asked))
    page = page_of(browser.get(REPORT, query_string=asked))
    assert len(page.xpath("//table//tbody/tr")) == len(told)
    in_json = browser.get(f"{REPORT}.json", query_string=asked).json
    assert [row["verdict"] for row in in_json["rows"]] == [row["verdict"] for row in told]
    assert len(in_json["law"]) == 64
    workbook = zipfile.ZipFile(io.BytesIO(browser.get(f"{REPORT}.xlsx", query_string=asked).data))
    inside = "".join(workbook.read(name).decode() for name in workbook.namelist() if name.endswith(".xml"))
    assert "The standard asks" in inside
    assert "USD 60.00 a month" in inside
    assert browser.get(f"{REPORT}.pdf", query_string=asked).data.startswith(b"%PDF")


def test_only_the_verdict_chosen_is_listed(browser):
    answer = browser.get(f"{REPORT}.csv", query_string={**ASKED, "verdict": "not met"})
    assert {row["verdict"] for row in rows(answer)} == {"not met"}


def test_the_whole_law_of_the_office_is_held_with_its_guarantees(browser):
    told = rows(browser.get(f"{REPORT}.csv", query_string=ASKED))
    assert {row["benefit"] for row in told} >= {"Social pension", "General regime of social security", "floor: older persons"}
    [older] = [row for row in told if row["benefit"] == "floor: older persons"]
    assert older["verdict"] == "met"


def test_the_report_is_told_in_the_officers_language(app, session):
    who = make.officer(session, "supervisor")
    who.language = "pt"
    session.flush()
    answer = make.browser_of(app, session, who).get(
        f"{REPORT}.csv", query_string={**ASKED, "law": "tl-social-pension", "instrument": "C102"}
    )
    found = {row["point"]: row for row in rows(answer)}
    assert found["taxa"]["verdict"] == "não cumprido"
    assert found["taxa"]["asked"] == "40% para um homem com mulher em idade de pensão"
    assert "(confirmar na NORMLEX)" in found["taxa"]["standard"]


def test_who_may_not_read_reports_may_not_read_this_one(app, session):
    assert make.signed_in(app, session, "system-administrator").get(REPORT).status_code == 403


def ran(*arguments: str):
    """`mis law conformity` with these arguments: exit status and what it printed."""
    done = CliRunner().invoke(conformity_of, arguments, standalone_mode=False)
    return done.exception, done.output


def test_the_command_answers_for_a_country_in_json():
    failed, output = ran("ZZ", "--reference-wage", "1000", "--source", "survey", "--on", "2026-11-22", "--json")
    assert failed is None
    answer = json.loads(output)
    assert (answer["reference_wage"], answer["source"], answer["on"]) == ("1000", "survey", "2026-11-22")
    assert answer["summary"]["C102"]["not met"] == 0
    point = next(point for point in answer["points"] if (point["benefit"], point["point"]) == ("zz-old-age", "rate"))
    assert (point["verdict"], point["standard"]["asked_number"], point["law"]["found_number"]) == ("met", "0.4", "0.4")
    assert point["standard"]["source"] == "check against NORMLEX"


def test_the_command_in_words_and_for_one_benefit():
    _, output = ran("kh-old-age", "--on", "2026-11-22")
    assert "C102: 4 met, 0 not met" in output
    assert "no reference wage was given" in output
    _, french = ran("kh-old-age", "--on", "2026-11-22", "--language", "fr")
    assert "respecté: kh-old-age" in french


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("XX",), "no benefit, scheme or country"),
        (("ZZ", "--reference-wage", "1000"), "where it was read"),
        (("ZZ", "--source", "survey"), "where it was read"),
        (("ZZ", "--reference-wage", "0", "--source", "survey"), "above 0"),
        (("ZZ", "--reference-wage", "ten", "--source", "survey"), "not a number"),
        (("--reference-wage", "10", "--source", "survey"), "one currency"),
        (("ZZ", "--on", "yesterday"), "not written as"),
    ],
)
def test_what_cannot_be_held_is_refused(arguments, said):
    failed, _ = ran(*arguments)
    assert said in str(failed)
