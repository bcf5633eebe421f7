"""In which language the law speaks to a reader, and what it falls back to where a text has not been translated."""

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from mis.law.book import read_book, shipped_texts
from mis.law.decision import decide_claims
from mis.law.explain import explain
from mis.law.facts import catalogue
from mis.law.languages import LANGUAGES, glossary, preferred, said_in
from mis.law.wording import PLACE

BOOK = read_book(shipped_texts())


def template_of(language):
    return tomllib.loads(files("mis.law").joinpath("words", f"{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"en": "age", "pt": "idade", "tet": "tinan"}, "tinan"),
        ({"en": "age", "pt": "idade", "tet": ""}, "idade"),
        ({"en": "age", "pt": "idade"}, "idade"),
        ({"en": "age"}, "age"),
        ({}, None),
    ],
)
def test_who_reads_tetum_is_given_portuguese_before_english(texts, said):
    assert said_in(texts, "tet") == said


def test_who_reads_portuguese_is_not_given_tetum():
    assert said_in({"en": "age", "tet": "tinan"}, "pt") == "age"
    assert (preferred("pt"), preferred("tet")) == (("pt", "en"), ("tet", "pt", "en"))


def test_a_line_without_tetum_is_called_as_in_portuguese():
    sheet = BOOK.sheet("kh-old-age")
    without = {name: texts for name, texts in sheet.words.items() if "pt" in texts and "tet" not in texts}
    assert without
    assert {name: sheet.label(name, "tet") for name in without} == {name: texts["pt"] for name, texts in without.items()}


def test_a_decided_claim_in_tetum():
    claim = {"birth_date": "1950-03-04", "contributory_pension": False, "work_income": True}
    [result] = decide_claims(BOOK, "tl-social-pension", date(2024, 5, 2), [claim])
    words = explain(BOOK, result, "tet")
    assert words.outcome == "Rekuza ona"
    assert words.law_day == "Deside tuir lei ne'ebé vale iha 2 Maiu 2024: loron simu pedidu."
    assert [(each.label, each.result) for each in words.reasons] == [("La iha rendimentu husi serbisu", "la kumpre")]
    [granted] = decide_claims(BOOK, "tl-social-pension", date(2024, 5, 2), [claim | {"work_income": False}])
    periods = explain(BOOK, granted, "tet").periods
    assert [(each.first, each.last, each.amount) for each in periods] == [
        ("1 Maiu 2024", "28 Fevereiru 2030", "80,00"),
        ("1 Marsu 2030", "ba moris tomak", "100,00"),
    ]


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_every_language_of_the_law_has_every_template_with_its_places(language):
    english, other = template_of("en"), template_of(language)
    assert set(other) == set(english)
    for group, templates in english.items():
        if isinstance(templates, dict):
            assert set(other[group]) == set(templates)
            for name, text in templates.items():
                assert set(PLACE.findall(other[group][name])) == set(PLACE.findall(text)), (group, name)
    assert len(other["month_names"]) == 12
    assert set(PLACE.findall(other["day"])) == {"day", "month", "year"}


@pytest.mark.parametrize("code", sorted(BOOK.sheets))
def test_every_line_of_every_sheet_is_named_in_every_language(code):
    sheet = BOOK.sheet(code)
    unnamed = {line.name for line in sheet.lines if not {"en", "pt", "fr", "es"} <= set(sheet.words_of(line.name))}
    assert unnamed == set()
    assert {"en", "pt", "fr", "es"} <= set(sheet.name)


def test_every_fact_is_named_and_asked_in_every_language():
    for fact in catalogue().values():
        for each in (fact, *fact.fields):
            assert {"en", "pt", "fr", "es"} <= set(each.label) & set(each.question), each.name
            assert not each.choices or all(set(each.words.get(code, {})) == set(each.choices) for code in each.words), each.name


def test_every_entry_of_the_glossary_is_in_every_language_with_the_same_places():
    for name, words in glossary().items():
        assert {"en", "pt", "fr", "es"} <= set(words), name
        for kind in ("asked", "found_met", "found_not_met", "not_met"):
            told = {code: words.get(f"{kind}_{code}") for code in ("en", "pt", "fr", "es")}
            places = {frozenset(PLACE.findall(text)) for text in told.values() if text}
            assert len(places) <= 1, (name, kind)
            assert all(told.values()) or not any(told.values()), (name, kind)


JKP = {
    "dismissed_on": "2023-03-01", "end_reason": "dismissal", "last_wage": "6000001",
    "months": [{"month": f"2022-{month:02}"} for month in range(1, 13)] + [{"month": "2023-01"}, {"month": "2023-02"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "day", "condition", "step"),
    [
        ("en", "Decided by the law in force on 1 March 2023: day the employment ended.", "Months paid: 14",
         "45% of base 5,000,000 = 2,250,000, rounded to 0 decimals (halves up)"),
        ("pt", "Decidido pela lei em vigor em 1 de março de 2023: dia em que o emprego terminou.", "Meses pagos: 14",
         "45% de base 5.000.000 = 2.250.000, arredondado a 0 casas decimais (meios para cima)"),
        ("fr", "Décidé selon la loi en vigueur le 1 mars 2023 : jour de la fin de l'emploi.", "Mois payés : 14",
         "45 % de base 5 000 000 = 2 250 000, arrondi à 0 décimales (moitiés vers le haut)"),
        ("es", "Decidido según la ley en vigor el 1 de marzo de 2023: día en que terminó el empleo.", "Meses pagados: 14",
         "45 % de base 5.000.000 = 2.250.000, redondeado a 0 decimales (mitades hacia arriba)"),
    ],
)  # fmt: skip
def test_a_decided_claim_with_its_day_its_conditions_and_its_rounding(language, day, condition, step):
    [result] = decide_claims(BOOK, "id-jkp", date(2023, 3, 10), [JKP])
    words = explain(BOOK, result, language)
    assert words.law_day == day
    assert condition in [each.found for each in words.conditions]
    assert all(each.law for each in words.conditions)
    assert words.periods[0].steps[-1].how == step


def test_what_was_rounded_is_shown_to_six_places():
    claim = {"birth_date": "1960-01-01", "months_contributed": "181", "average_wage": "1000000"}
    [result] = decide_claims(BOOK, "kh-old-age", date(2024, 5, 2), [claim])
    [step] = explain(BOOK, result, "en").periods[0].steps
    assert "= 263,541.666666…, rounded to 0 decimals (halves up)" in step.how
    assert step.value == "263,542"
