"""Measures of a list of items against Python; open tests and unknown values leave them open, in whatever order."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mis.errors import Refusal
from tests.law.sheets import book_of, decided_by

INCOMES = [None, "0", "480.00", "500.00", "1000.01"]
MEMBERS = st.lists(
    st.fixed_dictionaries({"income_monthly": st.sampled_from(INCOMES), "citizen": st.sampled_from([True, False, None])}),
    max_size=6,
)
CITIZENS = 'where=[{of="citizen", holds=true}]'


def measured(measure, members):
    """What a measure of the members comes to."""
    book = book_of(facts=f'{{name="measured", items="members", {measure}}}')
    [result] = decided_by(book, "2024-05-02", {} if members is None else {"members": members})
    return result["lines"]["measured"]


def of_citizens(members):
    """The incomes of those who are citizens; None when it is open who they are, or what one earns."""
    if any(member["citizen"] is None for member in members):
        return None
    incomes = [member["income_monthly"] for member in members if member["citizen"]]
    return None if None in incomes else [Decimal(income) for income in incomes]


def as_text(value):
    return None if value is None else f"{Decimal(value).normalize():f}"


@settings(max_examples=80, deadline=None)
@given(MEMBERS, st.randoms())
def test_measures_equal_python_in_whatever_order(members, random):
    incomes = of_citizens(members)
    expected = {
        f"count=true, {CITIZENS}": None if None in [m["citizen"] for m in members] else sum(m["citizen"] for m in members),
        f'total="income_monthly", {CITIZENS}': None if incomes is None else sum(incomes),
        f'total="income_monthly", highest=2, {CITIZENS}': None if incomes is None else sum(sorted(incomes, reverse=True)[:2]),
        f'most="income_monthly", {CITIZENS}': max(incomes, default=None) if incomes is not None else None,
        f'distinct="income_monthly", {CITIZENS}': None if incomes is None else len(set(incomes)),
    }
    random.shuffle(members)
    assert {measure: measured(measure, members) for measure in expected} == {
        measure: as_text(value) for measure, value in expected.items()
    }


@pytest.mark.parametrize(
    ("measure", "none"), [("count=true", "0"), ('total="income_monthly"', "0"), ('most="income_monthly"', None)]
)
def test_an_empty_list_is_none_and_a_list_not_given_is_unknown(measure, none):
    assert measured(measure, []) == none
    assert measured(measure, None) is None


def test_some_item_among_those_where_a_test_holds():
    some = f'some={{of="income_monthly", above=500}}, {CITIZENS}'
    rich = {"income_monthly": "501", "citizen": False}
    assert measured(some, [rich]) is False
    assert measured(some, [rich, rich | {"citizen": True}]) is True
    assert measured(some, [rich | {"citizen": None}]) is None


def test_an_average_is_a_sum_over_a_length():
    facts = """{name="all_income", items="members", total="income_monthly"}, {name="heads", items="members", count=true},
     {name="a_head", round={divide="all_income", by="heads"}, mode="half_up"}""".replace("\n", " ")
    book = book_of(facts=facts)
    shared, alone, nobody = decided_by(
        book, "2024-05-02", *({"members": [{"income_monthly": each} for each in of]} for of in (("100", "0", "0"), ("7",), ()))
    )
    assert [result["lines"]["a_head"] for result in (shared, alone, nobody)] == ["33.33", "7", None]
    assert shared["lines"]["a_head.unrounded"] == "33.333333…"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('items="members", count=true, total="income_monthly"', "a measure is one of"),
        ('items="members"', "exactly one shape|a measure is one of"),
        ('items="members", count=3', "“count” is true"),
        ('items="members", count=true, highest=2', "goes with a total"),
        ('items="members", total="citizen"', "is a boolean, not a number"),
        ('sum=[{items="members", count=true}, 1]', "a line of its own"),
        ('items="members", count=true, where=[{of="shoe_size", above=1}]', "unknown name"),
    ],
)
def test_a_measure_that_cannot_be_worked_is_refused(line, said):
    with pytest.raises(Refusal, match=said):
        book_of(facts=f'{{name="measured", {line}}}')
