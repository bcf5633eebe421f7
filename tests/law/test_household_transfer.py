"""Timor-Leste's household transfer of 2020, by the public commands."""

from decimal import Decimal

import polars as pl

from mis.law.book import read_book, shipped_texts
from mis.law.decision import decide
from tests.law.asking import amounts, decided, met

CODE, ON = "tl-household-transfer-2020", "2020-05-15"


def household(*members, registered_on="2015-03-01"):
    listed = [{"income_monthly": income, "citizen": citizen} for income, citizen in members]
    return {"registered_on": registered_on, "members": listed}


def test_a_registered_household_without_high_income_gets_two_months(tmp_path):
    [result] = decided(tmp_path, CODE, ON, household(("480", True), ("0", True)))
    assert (result["outcome"], result["amount"], result["total"]) == ("granted", "100.00", "200.00")
    assert [(period["from"], period["to"]) for period in result["periods"]] == [
        ("2020-04-01", "2020-04-30"),
        ("2020-05-01", "2020-05-31"),
    ]
    assert amounts(result) == ["100.00", "100.00"]


def test_one_member_above_five_hundred_refuses_five_hundred_itself_does_not(tmp_path):
    above, limit = decided(tmp_path, CODE, ON, household(("501", True), ("0", True)), household(("500", True)))
    assert (above["outcome"], met(above)["no_high_income"]) == ("refused", False)
    assert limit["outcome"] == "granted"


def test_a_high_income_refuses_even_where_another_income_is_not_known(tmp_path):
    known, unknown = decided(tmp_path, CODE, ON, household(("501", True), (None, True)), household(("400", True), (None, True)))
    assert known["outcome"] == "refused"
    assert (unknown["outcome"], unknown["missing"]) == ("undecided", ["members.income_monthly"])


def test_registered_by_the_last_of_march_not_on_the_first_of_april(tmp_path):
    late, in_time = decided(
        tmp_path,
        CODE,
        ON,
        household(("480", True), registered_on="2020-04-01"),
        household(("480", True), registered_on="2020-03-31"),
    )
    assert (late["outcome"], met(late)["registered_in_time"]) == ("refused", False)
    assert in_time["outcome"] == "granted"


def test_without_a_citizen_or_without_members_there_is_no_transfer(tmp_path):
    foreign, empty = decided(tmp_path, CODE, ON, household(("480", False)), household())
    assert (foreign["outcome"], met(foreign)["a_citizen"]) == ("refused", False)
    assert (empty["outcome"], met(empty)["a_citizen"]) == ("refused", False)


def test_members_not_given_are_not_known(tmp_path):
    [result] = decided(tmp_path, CODE, ON, {"registered_on": "2015-03-01"})
    assert (result["outcome"], result["missing"]) == ("undecided", ["members"])


def test_the_whole_batch_of_2020_adds_up_to_the_published_budget():
    sheet = read_book(shipped_texts("TL")).sheet(CODE)
    count = 318_302
    cases = pl.DataFrame({"case": pl.int_range(count, dtype=pl.UInt32, eager=True)}).with_columns(
        pl.date(2015, 3, 1).alias("registered_on"), pl.date(2020, 5, 15).alias("claim_date")
    )
    members = cases.select("case", pl.lit(Decimal(480)).cast(pl.Decimal(38, 12)).alias("income_monthly"), citizen=True)
    assert decide(sheet, cases, {"members": members})["total"].sum() == Decimal(63_660_400)


def test_before_april_2020_there_was_no_transfer(tmp_path):
    [before] = decided(tmp_path, CODE, "2020-03-31", household(("480", True)))
    [first] = decided(tmp_path, CODE, "2020-04-01", household(("480", True)))
    assert (before["outcome"], met(before)) == ("refused", {"law_in_force": False})
    assert (first["outcome"], first["total"], set(met(first))) == (
        "granted",
        "200.00",
        {"registered_in_time", "a_citizen", "no_high_income"},
    )
