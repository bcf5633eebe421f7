"""The book of law: what is refused when it is read, what it lists, and that every value is cited."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from mis.errors import Refusal
from mis.law.book import read_book, shipped_texts, values_on
from mis.law.editions import SHAPES
from mis.law.facts import catalogue
from mis.law.phrases import PHRASES
from mis.law.terms import shape_of
from tests.law.asking import ask

BOOK = read_book(shipped_texts())
SHEETS = list(BOOK.sheets.values())
HEAD = """
code = "xx-test"
kind = "benefit"
country = "XX"
branch = "old-age"
status = "in force"
subject = "person"
scheme = "xx"
currency = "XXX"
decimals = 2
per = "month"
rule_date = "claim_date"
begins = 2020-01-01
law = "Act 1"
name = {en="Test"}
facts = [{name="entitled_from", start="month", of="claim_date"}, %s]
conditions = [%s]
amount = [%s]
[periods]
from = "entitled_from"
"""
PAID = '{name="paid", value=10, law="Act 1"}'


def reading(facts="", conditions="", amount=PAID):
    return read_book({"xx-test": HEAD % (facts, conditions, amount)}).sheet("xx-test")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{name="x", share="shoe_size", of="last_wage"}', "unknown name “shoe_size”"),
        ('{name="x", share="later", of="last_wage"}, {name="later", value=1, law="A"}', "unknown name “later”"),
        ('{name="x", value=1, least=["last_wage", 5], law="A"}', "exactly one shape"),
        ('{name="x", law="A"}', "exactly one shape"),
        ('{name="x", value=1, colour="red", law="A"}', "exactly one shape"),
        ('{name="x", value=1, repealed=true, law="A"}', "exactly one shape"),
        ('{name="x", value=1}', "citation is needed"),
        ('{name="x", value=1, source="a page"}', "citation is needed"),
        ('{name="x", value=1, source="a page", confidence="sure"}', "citation is needed"),
        ('{name="x", since=2024-01-02, until=2024-01-01, value=1, law="A"}', "would end"),
        ('{name="last_wage", value=1, law="A"}', "name of its own"),
        ('{name="x", by="last_wage", bands=[{from=0, to=5, value=1}, {from=6, value=2}], law="A"}', "gap"),
        ('{name="x", by="last_wage", bands=[{from=0, to=5, value=1}, {from=4, value=2}], law="A"}', "overlap"),
        ('{name="x", by="last_wage", bands=[{from=5, to=5, value=1}], law="A"}', "empty"),
        ('{name="x", by="last_wage", law="A"}', "either bands or a table"),
        ('{name="x", least=[{greatest=[{least=[{greatest=["last_wage", 1]}, 2]}, 3]}, 4], law="A"}', "nested"),
        ('{name="x", of="birth_date", at_least=60}', "cannot be compared"),
        ('{name="x", share="birth_date", of="last_wage"}', "is a date, not a number"),
        ('{name="x", share=0.1234567, of="last_wage", law="A"}', "cannot be kept exactly"),
        ('{name="x", value=nan, law="A"}', "is not a number of law"),
        ('{name="x", value=-1, law="A"}', "is not a number of law"),
        ('{name="x", round="last_wage", mode="sideways"}', "unknown name"),
        ('{name="x", moved="birth_date", years=1}', "leap_day"),
        ('{name="x", start="week", of="birth_date"}', "none of month"),
        ('{name="a", accrual="months_contributed", of="last_wage", per=12, bands=[{value=0.01}]}, {name="x", least=["a", 5]}',
         "a quotient must be rounded"),
        ('{name="x", items="shoes", some={of="citizen", holds=true}}', "unknown list of items"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_law_is_refused_by_sheet_and_line(line, said):
    with pytest.raises(Refusal, match=re.escape(said)) as refusal:
        reading(facts=line)
    assert "xx-test" in str(refusal.value)
    assert re.search("line .*(x|last_wage)", str(refusal.value))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ('{name="paid", value=10.005, law="Act 1"}', "decimals"),
        ("", "not a number"),
        ('{name="paid", of="last_wage", at_least=5, law="A"}', "not a number"),
    ],
)
def test_a_benefit_ends_in_money_of_its_scheme(amount, said):
    with pytest.raises(Refusal, match=said):
        reading(amount=amount)


def test_a_condition_must_be_a_test_and_be_cited():
    with pytest.raises(Refusal, match="a condition is a test"):
        reading(conditions='{name="c", value=1, law="A"}')
    with pytest.raises(Refusal, match="citation"):
        reading(conditions='{name="c", of="last_wage", at_least=1}')


def test_what_is_not_toml_or_not_a_sheet_is_refused():
    for text in ("code = ", 'code = "x"', HEAD.replace('kind = "benefit"', 'kind = "wish"') % ("", "", PAID)):
        with pytest.raises(Refusal, match="Sheet bad"):
            read_book({"bad": text})
    with pytest.raises(Refusal, match="holds xx-test already"):
        read_book({"one": HEAD % ("", "", PAID), "two": HEAD % ("", "", PAID)})


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            '{name="a", since=2021-01-01, value=1, law="A"}, {name="a", since=2021-01-01, value=2, law="A"}',
            "overlaps another version",
        ),
        ('{name="paid", value=1, law="A"}', "stands in facts already"),
    ],
)
def test_versions_of_one_name_stand_in_one_list_and_begin_on_different_days(facts, said):
    with pytest.raises(Refusal, match=said):
        reading(facts=facts)


def test_what_is_too_long_or_too_deep_for_a_law_is_refused():
    with pytest.raises(Refusal, match="longer than 1024 KB"):
        read_book({"bad": "# " + "x" * 1024 * 1024})
    with pytest.raises(Refusal, match="cannot be read"):
        read_book({"bad": "x = " + "[" * 5000 + "]" * 5000})


def test_an_overlay_ends_by_itself_and_gives_way_to_what_it_covered():
    sheet = reading(amount=f'{PAID}, {{name="paid", since=2024-02-01, until=2024-02-29, value=15, law="Relief"}}')
    days = (date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1))
    assert [value.value for day in days for value in values_on(sheet, day) if value.name == "paid"] == ["10", "15", "15", "10"]
    digests = [edition.digest for edition in (sheet.edition_on(day) for day in days) if edition]
    assert digests[0] == digests[3] != digests[1] == digests[2]


def test_a_repealed_condition_is_asked_no_more():
    sheet = reading(
        conditions='{name="c", of="last_wage", at_least=1, law="A"}, {name="c", since=2024-01-01, repealed=true, law="B"}'
    )
    before, after = sheet.edition_on(date(2023, 12, 31)), sheet.edition_on(date(2024, 1, 1))
    assert before is not None
    assert [line.name for line in before.section("conditions")] == ["c"]
    assert after is not None
    assert after.section("conditions") == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_every_value_of_law_has_a_citation_or_a_source_and_its_confidence(sheet):
    for line in sheet.lines:
        if "value" in line.body or line.section != "facts" or "bands" in line.body or "table" in line.body:
            assert line.law or (line.source and line.confidence), f"{sheet.code} {line.name}"
        assert line.confidence in {"confirmed", "single-source", "missing"}
        assert line.confidence == "confirmed" or line.source


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_documents_say_what_they_prove_and_whose_list_it_is(sheet):
    for document in sheet.documents:
        assert document["source"]
        assert {"en", "pt"} <= set(document["name"])
        assert set(document["proves"]) <= set(catalogue())


def shapes_in(body):
    """The shapes that a body of law is made of."""
    if isinstance(body, dict):
        band = bool(body) and set(body) <= {"from", "to", "value"} and set(body) != {"value"}
        if not band and set(body) & set(SHAPES):
            yield shape_of(body, SHAPES)
        for value in body.values():
            yield from shapes_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from shapes_in(value)


NOT_YET_USED: set[str] = {"months_from", "days_from", "equals"}


def test_every_shape_is_used_by_a_shipped_sheet_and_worded():
    used = {shape for sheet in SHEETS for line in sheet.lines if not line.repealed for shape in shapes_in(dict(line.body))}
    assert set(SHAPES) == set(PHRASES)
    assert set(SHAPES) - used <= NOT_YET_USED


def test_a_name_of_a_country_or_benefit_stands_in_no_code():
    from pathlib import Path

    import mis.law

    for path in Path(str(mis.law.__file__)).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(tl|id|kh)-[a-z]|Timor|Indonesia|Cambodia|jkp|birth_date", text), path.name


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_the_digest_changes_on_every_day_of_change_and_on_no_other(sheet):
    digests = [edition.digest for edition in sheet.editions]
    assert all(one != next_one for one, next_one in pairwise(digests))
    for edition in sheet.editions[1:]:
        assert sheet.edition_on(edition.since - timedelta(days=1)) is not edition
        assert sheet.edition_on(edition.since) is edition


def test_the_digest_is_of_the_law_not_of_the_words():
    text = shipped_texts()["tl-social-pension"]
    digest = BOOK.sheet("tl-social-pension").editions[-1].digest
    reworded = text.replace("Social pension", "Pension")
    changed = text.replace("value=80}", "value=81}")
    assert read_book({"x": reworded}).sheet("tl-social-pension").editions[-1].digest == digest
    assert read_book({"x": changed}).sheet("tl-social-pension").editions[-1].digest != digest


def test_the_list_names_benefits_schemes_and_programmes():
    status, listed = ask("list", "--json")
    by_code = {sheet["code"]: sheet for sheet in listed}
    assert status == 0
    assert {"tl-social-pension", "tl-household-transfer-2020", "id-jkp", "kh-old-age"} <= {
        code for code, sheet in by_code.items() if sheet["kind"] == "benefit"
    }
    assert by_code["tl-general"]["programmes"] == ["general"]
    assert by_code["kh-nssf"]["programmes"] == ["pension", "occupational-risk", "health"]
    assert by_code["id-bpjs"]["programmes"] == ["jp", "jht", "jkm", "jkk", "jkn", "jkp"]


def test_what_is_in_force_on_a_day_is_shown_with_citation_and_confidence():
    _, shown = ask("show", "id-jkp", "--on", "2025-03-01", "--json")
    values = {value["name"]: value for value in shown["values"]}
    assert (values["rate"]["value"], values["rate"]["law"]) == ("0.60", "PP 6/2025 Art 21(1)")
    assert values["months_without_gap"]["confidence"] == "single-source"
    assert len(shown["digest"]) == 64
    _, before = ask("show", "id-jkp", "--on", "2021-02-01", "--json")
    assert (before["in_force"], before["values"]) == (False, [])


@pytest.mark.parametrize(("before", "now"), [("general", "all"), ("social-assistance", "family"), ("invalidity", "disability")])
def test_a_text_that_an_office_holds_from_before_is_still_read(before, now):
    text = shipped_texts("TL")["tl-general"].replace('branch = "all"', f'branch = "{before}"')
    assert read_book({"tl-general": text}).sheet("tl-general").branch == now


def test_one_country_at_a_time_can_be_read():
    held = read_book(shipped_texts("TL")).sheets
    assert {sheet.country for sheet in held.values()} == {"TL"}
    assert {code for code, sheet in held.items() if sheet.status != "incomplete"} == {
        "tl-social-pension", "tl-household-transfer-2020", "tl-general",
    }  # fmt: skip
    assert shipped_texts("XX") == {}
