"""Timor-Leste's social pension, by the public commands."""

import pytest

from tests.law.asking import amounts, ask, decided, met

CODE = "tl-social-pension"
FREE = {"contributory_pension": False, "work_income": False}


def born(day, **more):
    return {"birth_date": day, **FREE, **more}


@pytest.mark.parametrize(
    ("birth_date", "age", "amount"),
    [
        ("1964-05-02", 60, "60.00"),
        ("1954-06-01", 69, "60.00"),
        ("1954-05-02", 70, "80.00"),
        ("1944-06-01", 79, "80.00"),
        ("1939-01-15", 85, "100.00"),
    ],
)
def test_the_amount_follows_age(tmp_path, birth_date, age, amount):
    [result] = decided(tmp_path, CODE, "2024-05-02", born(birth_date))
    assert (result["outcome"], result["amount"], result["lines"]["age"]) == ("granted", amount, str(age))
    assert (result["currency"], result["per"], result["total"], result["law_on"]) == ("USD", "month", None, "2024-05-02")


def test_exactly_eighty_is_a_named_parameter_that_says_it_is_single_source(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-05-02", born("1944-05-02"))
    assert result["amount"] == "100.00"
    _, shown = ask("show", CODE, "--on", "2024-05-02", "--json")
    [boundary] = [value for value in shown["values"] if value["name"] == "third_age"]
    assert (boundary["value"], boundary["confidence"]) == ("80", "single-source")


def test_every_step_that_the_law_foresees_is_written_at_once(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-05-02", born("1960-02-29"))
    steps = [(period["from"], period["to"], period["amount"]) for period in result["periods"]]
    assert steps == [
        ("2024-05-01", "2030-02-28", "60.00"),
        ("2030-03-01", "2040-01-31", "80.00"),
        ("2040-02-01", None, "100.00"),
    ]


def test_eighty_dollars_from_the_month_of_the_birthday_even_on_its_last_day(tmp_path):
    first, next_month = decided(tmp_path, CODE, "2024-05-02", born("1954-05-31"), born("1954-06-01"))
    assert amounts(first) == ["80.00", "100.00"]
    assert amounts(next_month) == ["60.00", "80.00", "100.00"]


def test_the_day_before_sixty_is_too_early(tmp_path):
    day_before, birthday = decided(
        tmp_path, CODE, "2024-05-02", born("1964-05-03", permanent_incapacity=False), born("1964-05-02")
    )
    assert (day_before["outcome"], birthday["outcome"]) == ("refused", "granted")
    assert (day_before["amount"], day_before["periods"], day_before["total"]) == (None, [], None)


def test_an_adult_with_permanent_incapacity_is_entitled_a_child_is_not(tmp_path):
    adult, child = decided(
        tmp_path, CODE, "2024-05-02", born("1994-01-01", permanent_incapacity=True), born("2010-01-01", permanent_incapacity=True)
    )
    assert (adult["outcome"], child["outcome"]) == ("granted", "refused")


def test_not_with_a_contributory_pension_and_since_2024_not_with_work_income(tmp_path):
    pensioner, worker = {"contributory_pension": True}, {"work_income": True}
    results = decided(tmp_path, CODE, "2024-01-10", born("1950-01-01", **pensioner), born("1950-01-01", **worker))
    assert [result["outcome"] for result in results] == ["refused", "refused"]
    assert met(results[0])["no_contributory_pension"] is False
    assert met(results[1])["no_work_income"] is False


def test_both_sides_of_the_tenth_of_january_2024(tmp_path):
    claim = born("1950-01-01", work_income=True)
    [before] = decided(tmp_path, CODE, "2024-01-09", claim)
    [after] = decided(tmp_path, CODE, "2024-01-10", claim)
    assert (before["outcome"], amounts(before)) == ("granted", ["57.00"])
    assert after["outcome"] == "refused"
    assert before["digest"] != after["digest"]
    assert len(before["digest"]) == 64


def test_before_the_law_that_was_read_nothing_is_decided(tmp_path):
    [before] = decided(tmp_path, CODE, "2022-07-19", born("1950-01-01"))
    [after] = decided(tmp_path, CODE, "2022-07-20", born("1950-01-01"))
    assert (before["outcome"], before["granted"], before["amount"]) == ("undecided", None, None)
    assert met(before) == {"law_in_force": None}
    assert (after["outcome"], after["amount"]) == ("granted", "57.00")


def test_what_is_not_known_is_named_and_never_taken_for_a_no(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-05-02", {"id": "C-7", "birth_date": "1950-01-01", "work_income": False})
    assert (result["id"], result["outcome"], result["granted"]) == ("C-7", "undecided", None)
    assert result["missing"] == ["contributory_pension"]
    assert met(result)["no_contributory_pension"] is None
    [nothing] = decided(tmp_path, CODE, "2024-05-02", {})
    assert nothing["missing"] == ["birth_date", "contributory_pension", "permanent_incapacity", "work_income"]


def test_one_condition_not_met_refuses_whatever_is_open(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-05-02", {"birth_date": "1950-01-01", "contributory_pension": True})
    assert (result["outcome"], result["missing"]) == ("refused", [])


def test_each_condition_says_what_it_asked_and_found_and_by_which_provision(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-05-02", born("1954-06-01"))
    conditions = {condition["name"]: condition for condition in result["conditions"]}
    assert "at least 60" in conditions["age_or_incapacity"]["asked"]
    assert "69" in conditions["age_or_incapacity"]["found"]
    assert conditions["no_contributory_pension"]["law"] == "DL 53/2022"
    assert conditions["no_work_income"]["confidence"] == "single-source"
    assert conditions["no_contributory_pension"]["confidence"] == "confirmed"


def test_adult_on_the_eighteenth_birthday_not_the_day_before(tmp_path):
    adult, child = (born(day, permanent_incapacity=True) for day in ("2006-05-02", "2006-05-03"))
    results = decided(tmp_path, CODE, "2024-05-02", adult, child)
    assert [result["outcome"] for result in results] == ["granted", "refused"]


def test_on_the_first_day_of_the_three_steps_all_are_foreseen(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-01-10", born("1960-05-05"))
    assert [(period["from"], period["amount"]) for period in result["periods"]] == [
        ("2024-01-01", "60.00"),
        ("2030-05-01", "80.00"),
        ("2040-05-01", "100.00"),
    ]
    assert [condition["law"] for condition in result["conditions"]][-1] == "1st amendment of DL 53/2022"
