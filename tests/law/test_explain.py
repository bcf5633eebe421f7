"""A decided case in words: for the officer and the letter, in English and in Portuguese."""

import json
from datetime import date

import pytest

from mis.law.book import read_book, shipped_texts
from mis.law.decision import decide_claims
from mis.law.explain import explain
from mis.law.languages import LANGUAGES
from mis.law.wording import PLACE

BOOK = read_book(shipped_texts())


def told(code, on, claim, language="en"):
    [result] = decide_claims(BOOK, code, date.fromisoformat(on), [claim])
    return explain(BOOK, json.loads(json.dumps(result)), language)


def test_the_conditions_one_by_one():
    words = told(
        "tl-social-pension", "2024-05-02", {"birth_date": "1950-03-04", "contributory_pension": True, "work_income": False}
    )
    assert [(each.label, each.asked, each.found, each.result, each.law) for each in words.conditions] == [
        (
            "Old age, or an adult's permanent incapacity",
            "Aged 60 or over, or an adult who can never work",
            "74 years",
            "met",
            "DL 19/2008",
        ),
        (
            "No contributory pension",
            "No contributory pension",
            "The person receives a contributory pension",
            "not met",
            "DL 53/2022",
        ),
        (
            "No income from work",
            "No income from work",
            "The person has no income from work",
            "met",
            "1st amendment of DL 53/2022",
        ),
    ]
    assert [(each.name, each.reason) for each in words.reasons] == [
        ("no_contributory_pension", "You receive a contributory pension.")
    ]
    assert (words.outcome, words.periods) == ("Refused", ())


def test_which_day_picked_the_law_and_why():
    words = told("id-jkp", "2023-03-10", {"dismissed_on": "2023-03-01"})
    assert words.law_day == "Decided by the law in force on 1 March 2023: day the employment ended."
    words = told("id-jkp", "2023-03-10", {"dismissed_on": "2023-03-01"}, "pt")
    assert words.law_day == "Decidido pela lei em vigor em 1 de março de 2023: dia em que o emprego terminou."
    assert "not known" in told("id-jkp", "2023-03-10", {}).law_day


def test_the_arithmetic_step_by_step_with_provisions():
    months = [{"month": f"2022-{month:02}"} for month in range(1, 13)]
    claim = {"dismissed_on": "2023-01-15", "end_reason": "dismissal", "last_wage": "6000000", "months": months}
    words = told("id-jkp", "2023-02-10", claim)
    assert words.periods[3].steps[0].how == "the least of last wage reported 6,000,000, wage ceiling 5,000,000"
    assert words.periods[3].steps[1].how == "payment 4: 0.25 (from 4)"
    last = words.periods[3].steps[2]
    assert (last.how, last.value) == ("25% of base 5,000,000 = 1,250,000, rounded to 0 decimals (halves up)", "1,250,000")
    assert last.law == "PP 37/2021 Art 21(1)"
    assert [(each.asked, each.found) for each in words.conditions][1:] == [
        ("Contributions paid for at least 12 of the last 24 months before the employment ended", "Months paid: 12"),
        ("Contributions paid for each of the last 6 months before the employment ended", "Of those months, paid: 6"),
        ("Claimed by 15 April 2023", "Claimed on 10 February 2023"),
    ]


def test_a_pension_for_life_in_portuguese():
    words = told(
        "tl-social-pension", "2024-05-02", {"birth_date": "1950-03-04", "contributory_pension": False, "work_income": False}, "pt"
    )
    assert words.outcome == "Concedido"
    assert [(each.first, each.last, each.amount) for each in words.periods] == [
        ("1 de maio de 2024", "28 de fevereiro de 2030", "80,00"),
        ("1 de março de 2030", "vitalício", "100,00"),
    ]
    assert words.conditions[1].label == "Sem pensão contributiva"


def test_a_band_of_months_is_shown_as_it_was_counted():
    words = told("kh-old-age", "2024-05-02", {"birth_date": "1960-01-01", "months_contributed": "240", "average_wage": "1000000"})
    [step] = words.periods[0].steps
    assert "180 months at 1.75% for 12 months, 60 months at 1.25% for 12 months" in step.how
    assert (step.value, step.confidence) == ("325,000", "single-source")


def test_under_twelve_months_the_lump_sum_is_mentioned():
    claim = {"birth_date": "1960-01-01", "months_contributed": "11", "average_wage": "1000000"}
    assert "lump-sum" in told("kh-old-age", "2024-05-02", claim).reasons[0].note
    assert "subsídio único" in told("kh-old-age", "2024-05-02", claim, "pt").reasons[0].note


def test_a_part_that_is_not_known_is_left_out_and_a_yes_or_no_has_words():
    claim = {"birth_date": "1943-03-04", "contributory_pension": False, "work_income": False, "permanent_incapacity": False}
    assert told("tl-social-pension", "2024-05-02", claim).conditions[0].found == "81 years; can work"
    assert told("tl-social-pension", "2024-05-02", claim, "pt").conditions[0].found == "81 anos; pode trabalhar"
    del claim["permanent_incapacity"]
    assert told("tl-social-pension", "2024-05-02", claim).conditions[0].found == "81 years"
    claim["birth_date"] = "1970-03-04"
    found = told("tl-social-pension", "2024-05-02", claim).conditions[0].found
    assert found == "54 years; whether the person can work is not known"


def test_a_sheet_without_words_of_its_own_is_told_in_the_phrases_of_its_shapes():
    lines = shipped_texts()["tl-social-pension"].splitlines()
    bare = "\n".join(line for line in lines if not line.startswith(("asked_", "found_", "not_met_", "how_")))
    claim = {"birth_date": "1950-03-04", "contributory_pension": True, "work_income": False}
    book = read_book({"tl-social-pension": bare})
    [result] = decide_claims(book, "tl-social-pension", date(2024, 5, 2), [claim])
    first, second, _ = explain(book, result, "en").conditions
    assert first.found == "age on the day of the claim: 74; adult with permanent incapacity: not known"
    assert (second.whole, second.found, second.reason) == (
        "No contributory pension (receives a contributory pension: no)", "yes", "",
    )  # fmt: skip


OWN = sorted(
    (code, name, kind)
    for code, sheet in BOOK.sheets.items()
    for name, words in sheet.words.items()
    for kind in words
    if kind.startswith(("asked_", "found_", "not_met_", "note_"))
)


@pytest.mark.parametrize("code", sorted(BOOK.sheets))
def test_the_words_of_a_sheet_take_their_figures_from_the_decision(code):
    sheet = BOOK.sheet(code)
    known = {fact.name for fact in sheet.facts} | {"claim_date", "currency"}
    for name, kind in ((name, kind) for owner, name, kind in OWN if owner == code):
        words = sheet.words[name][kind]
        assert not any(mark.isdigit() for mark in words), (name, kind)
        for edition in sheet.editions:
            if any(line.name == name for line in edition.section("conditions")):
                assert set(PLACE.findall(words)) <= known | {line.name for line in edition.lines}, (name, kind)
        assert not kind.startswith("not_met_") or words.endswith("."), (name, kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(code for code, sheet in BOOK.sheets.items() if sheet.kind == "benefit"))
def test_every_benefit_is_told_in_every_language_whatever_is_known(code, language):
    sheet = BOOK.sheet(code)
    for edition in sheet.editions:
        [open_claim] = decide_claims(BOOK, code, edition.since, [{}])
        words = explain(BOOK, open_claim, language)
        assert [each.label for each in words.conditions if not (each.label and each.asked and each.found)] == []


def test_what_is_open_names_the_facts_that_would_settle_it():
    words = told("tl-household-transfer-2020", "2020-05-02", {"members": [{"citizen": True}]})
    assert words.missing == ("members of the household: regular monthly income", "day the household was registered")
    assert [each.result for each in words.reasons] == ["open", "open"]


def test_before_the_law_that_is_held_the_condition_says_so():
    [condition] = told("tl-social-pension", "2021-01-01", {}).conditions
    assert (condition.label, condition.asked, condition.result) == ("Law in force", "law held from 20 July 2022", "open")


@pytest.mark.parametrize("language", ["en", "pt", "tet"])
@pytest.mark.parametrize("code", [code for code, sheet in BOOK.sheets.items() if sheet.kind == "benefit"])
def test_every_line_of_every_edition_can_be_worded_with_and_without_facts(code, language):
    sheet = BOOK.sheet(code)
    full = {fact.name: fact.example for fact in sheet.facts if not fact.fields}
    full |= {fact.name: [{field.name: field.example for field in fact.fields}] for fact in sheet.facts if fact.fields}
    for edition in sheet.editions:
        for claim in (full, {}):
            claim = claim | {sheet.rule_date: edition.since.isoformat()} if sheet.rule_date != "claim_date" else claim
            words = told(code, edition.since.isoformat(), claim, language)
            assert len(words.conditions) == len(edition.section("conditions"))
            said = [step.how for step in words.facts] + [step.how for period in words.periods for step in period.steps]
            assert all(said)
            assert not any("{" in how or "None" in how for how in said)
