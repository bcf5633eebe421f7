"""The one gate by which facts enter: exact, bounded, typed, and naming claim and fact."""

from datetime import date
from decimal import Decimal

import pytest

from mis.errors import Refusal
from mis.law.book import read_book, shipped_texts
from mis.law.decision import decide_claims
from mis.law.facts import catalogue, gather
from tests.law.asking import ask, refused, written

GOOD = {"birth_date": "1950-01-01", "contributory_pension": False, "work_income": False}
BOOK = read_book(shipped_texts())


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("birth_date", "1950-02-30"),
        ("birth_date", "1950"),
        ("birth_date", 1950),
        ("birth_date", True),
        ("birth_date", "0001-01-01"),
        ("birth_date", "20260131"),
        ("birth_date", ["1950-01-01"]),
        ("work_income", "no"),
        ("work_income", 0),
        ("shoe_size", 43),
        ("last_wage", "100"),
        ("claim_date", "2024-01-01"),
    ],
)
def test_a_fact_that_cannot_be_taken_is_refused_by_claim_and_fact(tmp_path, fact, value):
    answer = refused(tmp_path, "tl-social-pension", [GOOD, {"id": "P-2", **GOOD, fact: value}])
    [error] = answer["errors"]
    assert (error["field"], error["row"]) == (fact, 2)
    assert "claim 2 (P-2)" in error["message"]
    assert fact in error["message"]


@pytest.mark.parametrize(
    "number",
    ["-1", "1e3", "1,000", "NaN", "Infinity", "", "١٢", "１２", "1000000000000", "0.1234567", "0x10", "1_000",
     1.5, float("nan"), Decimal("NaN"), Decimal("Infinity"), Decimal("1E+400"), True],
)  # fmt: skip
def test_a_number_that_is_not_exact_plain_and_bounded_is_refused(number):
    with pytest.raises(Refusal) as refusal:
        decide_claims(BOOK, "kh-old-age", date(2024, 5, 2), [{"average_wage": number}])
    assert refusal.value.problems[0].field == "average_wage"


@pytest.mark.parametrize("number", ["0", "999999999999.999999", 5, Decimal("1.100000"), "0.000001"])
def test_numbers_within_the_bounds_enter_exactly(number):
    [result] = decide_claims(BOOK, "kh-old-age", date(2024, 5, 2), [{"average_wage": number}])
    assert Decimal(result["facts"]["average_wage"]) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["NaN", '[{"work_income": NaN}]', "[{", "{}", "7", '[{"work_income": true, "work_income": false}]', '["a"]']
)
def test_a_file_that_is_no_list_of_claims_is_refused(tmp_path, text):
    assert refused(tmp_path, "tl-social-pension", text)["errors"]


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    status, answer = ask("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", str(tmp_path / "none.json"), "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "unreadable")
    (tmp_path / "raw.json").write_bytes(b"\xff\xfe\x00")
    status, answer = ask("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", str(tmp_path / "raw.json"), "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "not-json")


def test_items_are_checked_field_by_field(tmp_path):
    members = [{"income_monthly": "10", "citizen": True}, {"income_monthly": "ten", "shoe_size": 3}]
    answer = refused(tmp_path, "tl-household-transfer-2020", [{"registered_on": "2015-01-01", "members": members}])
    assert [error["field"] for error in answer["errors"]] == ["members[2].income_monthly", "members[2].shoe_size"]
    answer = refused(tmp_path, "tl-household-transfer-2020", [{"members": "none"}])
    assert answer["errors"][0]["field"] == "members"


def test_a_choice_outside_its_list_and_a_day_where_a_month_is_asked_are_refused(tmp_path):
    answer = refused(tmp_path, "id-jkp", [{"end_reason": "Dismissal"}, {"months": [{"month": "2023-02-01"}]}])
    assert [(error["row"], error["field"]) for error in answer["errors"]] == [(1, "end_reason"), (2, "months[1].month")]


def test_every_problem_is_told_at_once_and_there_is_an_end_to_the_list(tmp_path):
    answer = refused(tmp_path, "tl-social-pension", [{"shoe_size": 1}] * 500)
    assert len(answer["errors"]) == 100


def test_decimals_keep_every_place_whatever_the_first_hundred_rows_hold():
    sheet = BOOK.sheet("kh-old-age")
    claims = [{"average_wage": "1.1"}] * 100 + [{"average_wage": "1.129"}]
    cases, _ = gather(sheet.facts, claims, {"claim_date": date(2024, 5, 2)})
    assert cases["average_wage"][100] == Decimal("1.129")


def test_unknown_benefits_days_and_an_empty_list(tmp_path):
    status, answer = ask("decide", "tl-none", "--on", "2024-05-02", "--facts", written(tmp_path, []), "--json")
    assert (status, answer["status"]) == (1, 404)
    status, answer = ask("decide", "tl-social-pension", "--on", "2024-02-30", "--facts", written(tmp_path, []), "--json")
    assert (status, answer["errors"][0]["field"]) == (1, "on")
    status, answer = ask("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", written(tmp_path, []), "--json")
    assert (status, answer) == (0, [])


def test_every_fact_says_its_type_its_question_in_english_and_portuguese_and_who_answers():
    for fact in catalogue().values():
        for each in (fact, *fact.fields):
            assert each.type in {"number", "date", "month", "boolean", "choice", "text", "items"}
            assert {"en", "pt"} <= set(each.question)
            assert {"en", "pt"} <= set(each.label)
            assert each.source
            assert each.fields or each.example is not None
            assert (each.type == "choice") == bool(each.choices)


def test_facts_of_a_benefit_are_listed_with_their_items():
    _, facts = ask("facts", "tl-household-transfer-2020", "--json")
    assert [fact["name"] for fact in facts] == ["registered_on", "members"]
    assert [field["name"] for field in facts[1]["fields"]] == ["income_monthly", "citizen"]
    _, everything = ask("facts", "--json")
    assert {"birth_date", "risk_class"} <= {fact["name"] for fact in everything}


def test_half_a_character_is_refused_and_a_byte_order_mark_is_not(tmp_path):
    assert refused(tmp_path, "tl-social-pension", '[{"id": "\\ud800"}]')["errors"][0]["code"] == "not-json"
    status, answer = ask("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", written(tmp_path, "\ufeff[]"), "--json")
    assert (status, answer) == (0, [])


def test_a_scheme_is_not_decided_and_a_benefit_is_not_assessed(tmp_path):
    assert refused(tmp_path, "tl-general", [{"wage": "5"}])["errors"][0]["code"] == "not-a-benefit"
    lines = written(tmp_path, [{"wage": "5"}])
    status, answer = ask("assess", "tl-social-pension", "--month", "2024-05", "--lines", lines, "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "not-a-scheme")


def test_no_lines_no_contributions_and_what_is_no_line_is_refused(tmp_path):
    assert ask("assess", "tl-general", "--month", "2024-05", "--lines", written(tmp_path, []), "--json") == (0, [])
    for bad in (["x"], {"line": 1}, [{"line": 1, "wage": "-5"}], [{"line": 1, "hours": 5}]):
        status, answer = ask("assess", "tl-general", "--month", "2024-05", "--lines", written(tmp_path, bad), "--json")
        assert (status, bool(answer["errors"])) == (1, True)
