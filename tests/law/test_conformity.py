"""A law held against the standards: the model country meets every minimum, and one step below it is seen."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from mis.errors import Refusal
from mis.law.book import BRANCHES, read_book, shipped_texts
from mis.law.conformity import conformity, summary
from mis.law.held import ReferenceWage

ON = date(2026, 11, 22)
WAGE = ReferenceWage(Decimal("1000.00"), "labour force survey, table 4")


@cache
def model_texts():
    return {name: text for name, text in shipped_texts().items() if name.startswith("zz-")}


def held(texts, wage=WAGE, language="en"):
    book = read_book(texts)
    return conformity(book, list(book.sheets.values()), ON, wage, language)


def changed(code, old, new):
    """The model country with one text of one sheet changed."""
    text = model_texts()[code]
    assert old in text
    return {**model_texts(), code: text.replace(old, new)}


def verdicts(findings, code, point, instrument="C102"):
    return [one.verdict for one in findings if (one.code, one.point, one.instrument) == (code, point, instrument)]


def one_found(findings, code, point, instrument="C102"):
    [found] = [one for one in findings if (one.code, one.point, one.instrument) == (code, point, instrument)]
    return found


def of_country(country, wage):
    book = read_book({name: text for name, text in shipped_texts().items() if name.startswith(country)})
    return conformity(book, list(book.sheets.values()), ON, ReferenceWage(Decimal(wage), "survey"))


def test_the_model_country_meets_the_minimum_at_every_point():
    findings = [one for one in held(model_texts()) if one.minimum]
    assert {one.verdict for one in findings} == {"met"}
    assert {one.branch for one in findings} >= set(BRANCHES)
    assert {one.point for one in findings} >= {
        "rate",
        "qualifying",
        "duration",
        "waiting",
        "suspension",
        "workers_share",
        "guarantee",
    }


def test_both_numbers_and_both_citations_stand_beside_each_other():
    rate = one_found(held(model_texts()), "zz-sickness", "rate")
    assert (rate.asked_number, rate.article) == ("0.45", "arts 16, 65-67 and the Schedule")
    assert Decimal("0.45") <= Decimal(rate.found_number) < Decimal("0.4505")
    assert (rate.standard_source, rate.confidence) == ("check against NORMLEX", "single-source")
    assert "C102 art 16" in rate.law
    assert "XTS 60.00" in rate.found  # family allowances for two children: 3% of 1,000 each
    assert "65(6)" in rate.found


def test_family_allowances_count_in_the_benefit_and_in_the_wage():
    rate = one_found(held(model_texts()), "zz-employment-injury", "rate")
    assert rate.found_number == "0.5"  # (470 + 60) of (1000 + 60)
    assert "XTS 470.00" in rate.found


BELOW = [
    ("zz-old-age", "pensionable_age", "65", "66", "contingency"),
    ("zz-old-age", "months_needed", "360", "361", "qualifying"),
    ("zz-old-age", "residence_needed", "240", "241", "qualifying"),
    ("zz-old-age", "reduced_months_needed", "180", "181", "reduced"),
    ("zz-old-age", "rate", "0.40", "0.399", "rate"),
    ("zz-old-age", "protected_share", "0.50", "0.49", "persons"),
    ("zz-old-age", "rates_reviewed", "true", "false", "indexation"),
    ("zz-old-age", "right_of_appeal", "true", "false", "appeal"),
    ("zz-disability", "months_needed", "180", "181", "qualifying"),
    ("zz-disability", "reduced_months_needed", "60", "61", "reduced"),
    ("zz-disability", "rate", "0.40", "0.39", "rate"),
    ("zz-survivors", "rate", "0.40", "0.39", "rate"),
    ("zz-maternity", "rate", "0.45", "0.449", "rate"),
    ("zz-maternity", "benefit_days", "84", "83", "duration"),
    ("zz-family", "rate", "0.03", "0.029", "rate"),
    ("zz-family", "months_needed", "3", "4", "qualifying"),
    ("zz-family", "residence_needed", "12", "13", "qualifying"),
    ("zz-unemployment", "waiting_days", "7", "8", "waiting"),
    ("zz-unemployment", "benefit_days", "91", "90", "duration"),
    ("zz-sickness", "waiting_days", "3", "4", "waiting"),
    ("zz-sickness", "benefit_days", "182", "181", "duration"),
    ("zz-sickness", "rate", "0.45", "0.449", "rate"),
    ("zz-employment-injury", "rate", "0.50", "0.499", "rate"),
    ("zz-health", "waiting_days", "0", "1", "waiting"),
    ("zz-health", "care_days", "182", "181", "duration"),
    ("zz-general", "workers_share", "0.50", "0.51", "workers_share"),
]


@pytest.mark.parametrize(("code", "name", "old", "new", "point"), BELOW)
def test_one_step_below_a_minimum_is_not_met(code, name, old, new, point):
    since = "2012-07-01" if code == "zz-general" else "2012-06-14"
    line = f'name="{name}", since={since}, value='
    assert "not met" in verdicts(held(changed(code, f"{line}{old},", f"{line}{new},")), code, point)


def test_a_ground_that_the_article_does_not_list_is_not_met():
    findings = held(changed("zz-old-age", 'none_of=["abroad"', 'none_of=["none", "abroad"'))
    assert verdicts(findings, "zz-old-age", "suspension") == ["not met"]


def test_a_disability_pension_that_ends_before_the_old_age_pension_begins_is_not_met():
    findings = held(changed("zz-disability", "months_before=1}", "months_before=2}"))
    assert verdicts(findings, "zz-disability", "duration") == ["not met"]
    later = held(
        changed("zz-old-age", '"pensionable_age", since=2012-06-14, value=65', '"pensionable_age", since=2012-06-14, value=66')
    )
    assert verdicts(later, "zz-disability", "duration") == ["not met"]


def test_survivors_of_an_employment_injury_are_held_apart():
    findings = held(changed("zz-survivors", '"full_by_residence", "work_injury"]', '"full_by_residence"]'))
    assert verdicts(findings, "zz-survivors", "rate") == ["not met", "met"]


def test_a_share_of_the_cost_is_for_a_person_to_judge():
    findings = held(changed("zz-health", '"cost_share", since=2012-06-14, value=0', '"cost_share", since=2012-06-14, value=0.1'))
    assert verdicts(findings, "zz-health", "cost_share") == ["not determinable"]


def test_a_floor_that_is_refused_to_a_resident_breaks_its_guarantee():
    findings = held(changed("zz-old-age", '"reduced_period", "resident"]', '"reduced_period"]'))
    guarantees = {one.branch.removesuffix("-guarantee"): one.verdict for one in findings if one.point == "guarantee"}
    assert guarantees == {"health": "met", "children": "met", "active-age": "met", "older-persons": "not met"}


def test_a_country_without_a_branch_leaves_its_guarantee_open():
    texts = {name: text for name, text in model_texts().items() if name != "zz-family"}
    [children] = [one for one in held(texts) if one.branch == "children-guarantee"]
    assert (children.verdict, children.law) == ("not determinable", "")


def test_without_a_wage_only_what_needs_one_stays_open():
    findings = [one for one in held(model_texts(), wage=None) if one.minimum]
    unsure = {one.point for one in findings if one.verdict != "met"}
    assert unsure == {"rate", "workers_share", "guarantee"}
    assert not any(one.verdict == "not met" for one in findings)


def test_higher_instruments_are_counted_apart():
    counts = summary(held(model_texts()))
    assert counts["C102"]["not met"] == counts["R202"]["not met"] == 0
    assert counts["C128"]["not met"] == 3  # 50, 45 and 45% where the minimum is 40


def test_a_wage_of_one_currency_is_not_put_to_several():
    texts = {name: text for name, text in shipped_texts().items() if name in ("tl-social-pension", "kh-old-age")}
    with pytest.raises(Refusal, match="one currency"):
        held(texts)


def test_a_table_that_names_what_the_sheet_has_not_is_refused():
    with pytest.raises(Refusal, match="no_such_line"):
        held(changed("zz-old-age", 'age = "pensionable_age"', 'age = "no_such_line"'))
    with pytest.raises(Refusal, match="no_such_fact"):
        held(changed("zz-old-age", "resident = true", "no_such_fact = true"))
    with pytest.raises(Refusal, match="“verdict”"):
        held(changed("zz-old-age", 'age = "pensionable_age"', 'verdict = "met"'))


def test_the_old_age_pension_of_cambodia():
    findings = of_country("kh", "800000")
    rate = one_found(findings, "kh-old-age", "rate")
    assert (rate.verdict, rate.found_number, rate.confidence) == ("met", "0.45", "single-source")
    assert verdicts(findings, "kh-old-age", "rate", "C128") == ["met"]  # 15 years at 1.75% and 15 at 1.25%
    assert verdicts(findings, "kh-old-age", "qualifying") == ["met"]
    assert verdicts(findings, "kh-nssf", "workers_share") == ["met"]
    assert verdicts(findings, "kh-sickness", "rate") == ["not determinable"]


def test_the_unemployment_benefit_of_indonesia():
    findings = of_country("id", "4000000")
    rate, duration = (one_found(findings, "id-jkp", point) for point in ("rate", "duration"))
    assert (rate.verdict, rate.found_number) == ("met", "0.6")
    assert (duration.verdict, duration.found_number) == ("met", "26")
    assert verdicts(findings, "id-jkp", "qualifying") == ["not determinable"]
    capped = one_found(of_country("id", "10000000"), "id-jkp", "rate")
    assert (capped.verdict, capped.found_number) == ("not met", "0.3")  # 60% of the ceiling of 5,000,000


def test_the_social_pension_of_timor_leste():
    findings = of_country("tl", "200")
    rate = one_found(findings, "tl-social-pension", "rate")
    assert (rate.verdict, rate.asked_number, rate.found_number) == ("not met", "0.4", "0.3")
    assert "66(4)" in rate.found  # 60 whatever the earnings: held against a labourer's wage
    assert verdicts(findings, "tl-social-pension", "contingency") == ["met"]
    [older] = [one for one in findings if one.branch == "older-persons-guarantee"]
    assert older.verdict == "met"


@pytest.mark.parametrize(("language", "met"), [("pt", "cumprido"), ("fr", "respecté"), ("es", "cumplido"), ("tet", "cumprido")])
def test_findings_are_told_in_the_readers_language(language, met):
    findings = held(model_texts(), language=language)
    english = held(model_texts())
    assert {one.said for one in findings if one.verdict == "met"} == {met}
    assert all(one.found and "{" not in one.found for one in findings)
    assert all(one.asked != other.asked for one, other in zip(findings, english, strict=True))
