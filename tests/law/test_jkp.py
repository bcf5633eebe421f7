"""Indonesia's unemployment benefit (JKP), by the public commands."""

import pytest

from mis.dates import add_months, month_text, parse_month
from tests.law.asking import amounts, decided, met

CODE = "id-jkp"


def months_before(month, *ago):
    return [{"month": month_text(add_months(parse_month(month), -count))} for count in ago]


def dismissed(on, **more):
    paid = months_before(on[:7], *range(1, 21))
    return {"dismissed_on": on, "end_reason": "dismissal", "last_wage": "6000000", "months": paid, **more}


def test_the_2021_rule_pays_45_then_25_per_cent_of_the_capped_wage(tmp_path):
    [result] = decided(tmp_path, CODE, "2023-03-10", dismissed("2023-03-01"))
    assert (result["outcome"], result["law_on"], result["currency"]) == ("granted", "2023-03-01", "IDR")
    assert amounts(result) == ["2250000"] * 3 + ["1250000"] * 3
    assert result["total"] == "10500000"
    assert [period["from"] for period in result["periods"]][::5] == ["2023-03-01", "2023-08-01"]


def test_the_2025_rule_pays_60_per_cent_for_six_months(tmp_path):
    [result] = decided(tmp_path, CODE, "2025-03-10", dismissed("2025-03-01"))
    assert (result["outcome"], amounts(result), result["total"]) == ("granted", ["3000000"] * 6, "18000000")


def test_the_months_in_a_row_are_carried_over_from_2025_and_said_to_be_of_a_single_source(tmp_path):
    gap = months_before("2025-03", *range(3, 21))
    whole, broken = decided(tmp_path, CODE, "2025-03-10", dismissed("2025-03-01"), dismissed("2025-03-01", months=gap))
    assert (whole["outcome"], broken["outcome"]) == ("granted", "refused")
    [carried] = [each for each in whole["conditions"] if each["name"] == "months_without_gap"]
    assert (carried["law"], carried["confidence"]) == ("PP 6/2025 Art 19", "single-source")


def test_both_sides_of_the_seventh_of_february_2025(tmp_path):
    before, after = decided(tmp_path, CODE, "2025-03-01", dismissed("2025-02-06"), dismissed("2025-02-07"))
    assert (before["total"], after["total"]) == ("10500000", "18000000")
    assert before["digest"] != after["digest"]


def test_before_the_benefit_existed_it_is_refused(tmp_path):
    before, first = decided(tmp_path, CODE, "2021-02-10", dismissed("2021-02-01"), dismissed("2021-02-02"))
    assert (before["outcome"], met(before)) == ("refused", {"law_in_force": False})
    assert first["outcome"] == "granted"


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("dismissal", "granted"),
        ("resignation", "refused"),
        ("term-expired", "refused"),
        ("ended-early", "granted"),
        ("retirement", "refused"),
        ("permanent-disability", "refused"),
        ("death", "refused"),
    ],
)
def test_the_reason_for_which_the_employment_ended_counts(tmp_path, reason, outcome):
    paid = months_before("2023-03", *range(1, 13))
    [result] = decided(tmp_path, CODE, "2023-03-10", dismissed("2023-03-01", end_reason=reason, months=paid))
    assert result["outcome"] == outcome


def test_eleven_months_do_not_qualify_twelve_do_and_a_month_twice_counts_once(tmp_path):
    eleven, twelve = months_before("2023-03", *range(1, 12)), months_before("2023-03", *range(1, 13))
    results = decided(
        tmp_path, CODE, "2023-03-10", *(dismissed("2023-03-01", months=paid) for paid in (eleven, twelve, [*eleven, eleven[0]]))
    )
    assert [met(result)["qualifying_months"] for result in results] == [False, True, False]
    assert [condition["found"] for condition in results[0]["conditions"]][1] == "11"


def test_months_count_from_the_twenty_fourth_before_and_not_the_month_of_dismissal(tmp_path):
    inside = months_before("2023-03", 24, *range(1, 12))
    outside = months_before("2023-03", 25, *range(1, 12))
    same = months_before("2023-03", 0, *range(1, 12))
    results = decided(tmp_path, CODE, "2023-03-31", *(dismissed("2023-03-31", months=paid) for paid in (inside, outside, same)))
    assert [met(result)["qualifying_months"] for result in results] == [True, False, False]


def test_the_last_six_months_must_have_no_gap(tmp_path):
    gap = months_before("2023-03", 1, 2, 3, 4, 5, *range(7, 20))
    [result] = decided(tmp_path, CODE, "2023-03-10", dismissed("2023-03-01", months=gap))
    assert (result["outcome"], met(result)["months_without_gap"]) == ("refused", False)


def test_the_claim_window_of_three_then_six_months(tmp_path):
    [late] = decided(tmp_path, CODE, "2023-08-20", dismissed("2023-03-01"))
    assert (late["outcome"], met(late)["claimed_in_time"], late["lines"]["claim_by"]) == ("refused", False, "2023-06-01")
    [in_time] = decided(tmp_path, CODE, "2025-08-20", dismissed("2025-03-01"))
    assert (in_time["outcome"], in_time["lines"]["claim_by"]) == ("granted", "2025-09-01")


def test_the_last_day_of_the_window_is_in_time_the_next_is_not(tmp_path):
    [last] = decided(tmp_path, CODE, "2023-06-01", dismissed("2023-03-01"))
    [next_day] = decided(tmp_path, CODE, "2023-06-02", dismissed("2023-03-01"))
    assert (last["outcome"], next_day["outcome"]) == ("granted", "refused")


def test_a_missing_wage_never_pays_the_ceiling(tmp_path):
    claim = dismissed("2023-03-01")
    del claim["last_wage"]
    [result] = decided(tmp_path, CODE, "2023-03-10", claim)
    assert (result["outcome"], result["amount"], result["missing"]) == ("undecided", None, ["last_wage"])


def test_without_the_day_that_picks_the_law_nothing_is_decided(tmp_path):
    claim = dismissed("2023-03-01", end_reason="resignation")
    del claim["dismissed_on"]
    [result] = decided(tmp_path, CODE, "2023-03-10", claim)
    assert (result["outcome"], result["law_on"], result["digest"], result["missing"]) == (
        "undecided",
        None,
        None,
        ["dismissed_on"],
    )


def test_a_wage_below_the_ceiling_is_its_own_base_and_rounds_half_up(tmp_path):
    [result] = decided(tmp_path, CODE, "2023-03-10", dismissed("2023-03-01", last_wage="4000010"))
    assert amounts(result)[::3] == ["1800005", "1000003"]


def test_the_last_day_of_the_six_months_window_is_in_time_the_next_is_not(tmp_path):
    claim = dismissed("2025-03-01")
    [last] = decided(tmp_path, CODE, "2025-09-01", claim)
    [next_day] = decided(tmp_path, CODE, "2025-09-02", claim)
    assert (last["outcome"], next_day["outcome"]) == ("granted", "refused")


def test_six_months_in_a_row_are_enough(tmp_path):
    six = months_before("2023-03", 1, 2, 3, 4, 5, 6, *range(8, 20))
    [result] = decided(tmp_path, CODE, "2023-03-10", dismissed("2023-03-01", months=six))
    assert (result["outcome"], met(result)["months_without_gap"]) == ("granted", True)


def test_each_side_of_the_change_cites_its_own_regulation(tmp_path):
    before, after = decided(tmp_path, CODE, "2025-03-01", dismissed("2025-02-06"), dismissed("2025-02-07"))
    cited = [{condition["name"]: condition["law"] for condition in result["conditions"]} for result in (before, after)]
    assert [each["claimed_in_time"] for each in cited] == ["PP 37/2021 Art 40", "PP 6/2025 Art 40"]
    assert [each["months_without_gap"] for each in cited] == ["PP 37/2021 Art 19(3)", "PP 6/2025 Art 19"]
