"""Cambodia's old-age pension, by the public commands."""

import pytest

from tests.law.asking import decided, met

CODE = "kh-old-age"


def person(months, **more):
    return {"birth_date": "1964-05-02", "months_contributed": months, "average_wage": "1000000", **more}


@pytest.mark.parametrize(
    ("months", "amount"), [(12, "17500"), (120, "175000"), (180, "262500"), (181, "263542"), (240, "325000")]
)
def test_years_accrue_in_two_bands_in_whole_riel(tmp_path, months, amount):
    [result] = decided(tmp_path, CODE, "2024-05-02", person(months))
    assert (result["outcome"], result["amount"], result["currency"]) == ("granted", amount, "KHR")
    assert (result["per"], result["frequency"], result["total"]) == ("month", "twice a month", None)


def test_eleven_months_give_no_pension_and_say_which_condition_was_not_met(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-05-02", person(11))
    assert (result["outcome"], result["amount"]) == ("refused", None)
    assert met(result) == {"age_reached": True, "qualifying_months": False}


def test_at_sixty_not_the_day_before(tmp_path):
    early, birthday = decided(tmp_path, CODE, "2024-05-02", person(120, birth_date="1964-05-03"), person(120))
    assert (early["outcome"], birthday["outcome"]) == ("refused", "granted")


def test_single_source_rates_decide_and_say_so(tmp_path):
    [result] = decided(tmp_path, CODE, "2024-05-02", person(120))
    assert (result["granted"], result["confidence"]) == (True, "single-source")


def test_both_sides_of_the_first_of_october_2022(tmp_path):
    [before] = decided(tmp_path, CODE, "2022-09-30", person(120, birth_date="1960-01-01"))
    [after] = decided(tmp_path, CODE, "2022-10-01", person(120, birth_date="1960-01-01"))
    assert (before["outcome"], after["outcome"]) == ("refused", "granted")
