"""When a benefit is due: so often, so many days, once, until a day, for life; and what its total comes to."""

import pytest

from mis.errors import Refusal
from tests.law.asking import amounts
from tests.law.sheets import FROM, PAID, book_of, decided_by


def spans(result):
    return [(period["from"], period["to"]) for period in result["periods"]]


def test_for_life_has_no_end_and_no_total():
    [result] = decided_by(book_of(), "2024-05-17", {})
    assert (spans(result), amounts(result), result["total"]) == ([("2024-05-01", None)], ["10.00"], None)


def test_once_is_one_payment():
    [result] = decided_by(book_of(per="once", end=FROM + "once = true"), "2024-05-17", {})
    assert (spans(result), result["total"], result["per"]) == ([("2024-05-01", "2024-05-01")], "10.00", "once")


def test_days_are_paid_at_so_much_a_day_in_one_period():
    book = book_of(per="day", facts='{name="days_paid", value=105, law="Act 1"}', end=FROM + 'days = "days_paid"')
    [result] = decided_by(book, "2024-05-17", {})
    [period] = result["periods"]
    assert (period["from"], period["to"], period["days"]) == ("2024-05-01", "2024-08-13", "105")
    assert (period["amount"], period["total"], result["amount"], result["total"]) == ("10.00", "1050.00", "10.00", "1050.00")


def test_the_number_of_payments_may_differ_from_case_to_case():
    facts = '{name="payments_max", by="months_contributed", bands=[{to=24, value=3}, {from=24, value=6}]}'
    book = book_of(facts=facts, end=FROM + 'count = "payments_max"')
    few, many, unknown = decided_by(book, "2024-11-30", {"months_contributed": "23"}, {"months_contributed": "24"}, {})
    assert [len(amounts(result)) for result in (few, many)] == [3, 6]
    assert (few["total"], many["total"]) == ("30.00", "60.00")
    assert spans(many)[2] == ("2025-01-01", "2025-01-31")
    assert (unknown["outcome"], unknown["missing"]) == ("undecided", ["months_contributed"])


def test_no_payments_are_none():
    facts = '{name="payments_max", by="months_contributed", bands=[{to=24, value=0}, {from=24, value=6}]}'
    book = book_of(facts=facts, end=FROM + 'count = "payments_max"')
    [none] = decided_by(book, "2024-11-30", {"months_contributed": "23"})
    assert (none["periods"], none["amount"], none["total"]) == ([], None, None)


UNTIL = '{name="entitled_until", moved="birth_date", years=18, leap_day="birthday_rule"}'


def test_until_a_day_counts_each_month_begun():
    book = book_of(facts=UNTIL, end=FROM + 'until = "entitled_until"')
    [result] = decided_by(book, "2024-05-17", {"birth_date": "2006-08-02"})
    assert (spans(result), result["total"]) == ([("2024-05-01", "2024-08-02")], "40.00")


def test_an_end_that_is_not_known_leaves_the_claim_open():
    book = book_of(facts=UNTIL, end=FROM + 'until = "entitled_until"')
    [result] = decided_by(book, "2024-05-17", {})
    assert (result["outcome"], result["missing"]) == ("undecided", ["birth_date"])


def test_an_end_that_never_comes_is_for_life():
    facts = '{name="entitled_until", first=[{where="permanent_incapacity", then="for_life"}], otherwise=2024-12-31}'
    book = book_of(facts=facts, end=FROM + 'until = "entitled_until"')
    life, ends, unknown = decided_by(book, "2024-05-17", {"permanent_incapacity": True}, {"permanent_incapacity": False}, {})
    assert (spans(life), life["total"]) == ([("2024-05-01", None)], None)
    assert (spans(ends), ends["total"]) == ([("2024-05-01", "2024-12-31")], "80.00")
    assert unknown["outcome"] == "undecided"


def test_steps_cut_what_is_due_until_a_day_and_no_step_comes_after_it():
    steps = '{name="first_step", value=2024-08-01, law="A"}, {name="second_step", value=2025-02-01, law="A"}'
    amount = '{name="paid", by="period_from", bands=[{to="first_step", value=10}, {from="first_step", value=20}], law="A"}'
    end = FROM + 'until = "entitled_until"\nsteps = ["first_step", "second_step"]'
    book = book_of(facts=f"{steps}, {UNTIL}", amount=amount, end=end)
    [result] = decided_by(book, "2024-05-17", {"birth_date": "2006-10-10"})
    assert spans(result) == [("2024-05-01", "2024-07-31"), ("2024-08-01", "2024-10-10")]
    assert (amounts(result), result["total"]) == (["10.00", "20.00"], "90.00")


def test_how_it_is_paid_is_told():
    [result] = decided_by(book_of(end=FROM + 'frequency = "two months in arrears"'), "2024-05-17", {})
    assert (result["per"], result["frequency"]) == ("month", "two months in arrears")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ('[periods]\nfrom = "half_up"', "name days"),
        ('[periods]\nuntil = "start_of_month"', "name days"),
        (FROM + "once = false", "once is true"),
        (FROM + 'once = true\nuntil = "start_of_month"', "go with none"),
        (FROM + 'count = "half_up"', "name a number"),
        (FROM + 'days = "start_of_month"', "name a number"),
        (FROM + 'frequency = "now and then"', "frequency is one of"),
        (FROM + 'weekday = "Monday"', "are known"),
        ("", "name days"),
    ],
)
def test_periods_that_cannot_be_worked_are_refused(end, said):
    with pytest.raises(Refusal, match=said):
        book_of(end=end)


def test_count_and_days_exclude_each_other():
    facts = '{name="some_days", value=3, law="A"}'
    with pytest.raises(Refusal, match="one of count, days, once"):
        book_of(facts=facts, end=FROM + 'count = "some_days"\ndays = "some_days"')


COVERED = """[coverage]
cost_share = "cost_share"
services = [
 {name="outpatient", law="Act 1, s. 2", en="Outpatient care"},
 {name="dental", since=2024-01-01, law="Act 2", en="Dental care"},
]
"""


def test_coverage_says_services_and_share_of_cost_and_no_sum():
    facts = '{name="cost_share", value=0.2, law="Act 1"}, {name="last_day", end="year", of="claim_date"}'
    conditions = '{name="c", of="citizen", holds=true, law="A"}'
    book = book_of(facts=facts, conditions=conditions, amount="", end=COVERED + 'until = "last_day"')
    covered, refused = decided_by(book, "2024-05-17", {"citizen": True}, {"citizen": False})
    assert covered["coverage"] == {"services": ["outpatient", "dental"], "until": "2024-12-31", "cost_share": "0.2"}
    assert (covered["outcome"], covered["amount"], covered["periods"], covered["total"]) == ("granted", None, [], None)
    assert (refused["outcome"], refused["coverage"]) == ("refused", None)
    [before] = decided_by(book, "2023-12-31", {"citizen": True})
    assert before["coverage"]["services"] == ["outpatient"]
    assert before["digest"] != covered["digest"]


def test_an_incomplete_law_decides_nothing_and_says_what_is_missing():
    head = 'missing = ["the amount has not been read"]'
    conditions = '{name="c", of="citizen", holds=true, law="A"}'
    book = book_of(status="incomplete", head=head, conditions=conditions, amount="", end="")
    for citizen, met in ((True, True), (False, False)):
        [result] = decided_by(book, "2024-05-17", {"citizen": citizen})
        assert (result["outcome"], result["missing"]) == ("undecided", ["the amount has not been read"])
        assert (result["conditions"][0]["met"], result["periods"], result["confidence"]) == (met, [], "missing")
    with pytest.raises(Refusal, match="missing"):
        book_of(status="incomplete")
    with pytest.raises(Refusal, match="missing"):
        book_of(head=head, amount=PAID)
