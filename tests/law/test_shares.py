"""Shares of an amount among persons: exact, adding up, the same whatever the order."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mis.errors import Refusal
from mis.law.decision import decide_claims
from tests.law.sheets import FROM, book_of, decided_by

GROUPS = """
 {name="spouses", items="survivors", count=true, where=[{of="relation", equals="spouse"}]},
 {name="children", items="survivors", count=true, where=[{of="relation", equals="child"}]},
"""
HALVES = """{name="weight", first=[{where={of="relation", equals="spouse"}, then={greatest=["children", 1]}}],
 otherwise={greatest=["spouses", 1]}, law="Act 1"}""".replace("\n", " ")
AMONG = FROM + '[shares]\namong = "survivors"'
WAGE = '{name="paid", round="last_wage", mode="half_up", law="Act 1"}'


def halves(decimals=0):
    return book_of(decimals=decimals, facts=GROUPS, amount=WAGE, weights=HALVES, end=AMONG)


def family(*relations):
    return [{"person": f"{relation} {at}", "relation": relation} for at, relation in enumerate(relations, 1)]


def shares(result):
    return [share["amount"] for share in result["shares"]]


def test_half_to_the_widow_and_half_to_three_children_in_whole_units():
    claim = {"last_wage": "175000", "survivors": family("spouse", "child", "child", "child")}
    [result] = decided_by(halves(), "2024-05-02", claim)
    assert {share["person"]: share["amount"] for share in result["shares"]} == {
        "child 2": "29167", "child 3": "29167", "child 4": "29166", "spouse 1": "87500"
    }  # fmt: skip


def test_the_only_group_takes_all():
    for relations in (("spouse",), ("child", "child")):
        [result] = decided_by(halves(), "2024-05-02", {"last_wage": "175000", "survivors": family(*relations)})
        assert sum(map(int, shares(result))) == 175000
        assert len(shares(result)) == len(relations)


def test_a_relation_that_is_not_known_leaves_the_shares_open():
    [result] = decided_by(halves(), "2024-05-02", {"last_wage": "5", "survivors": [{"person": "Ana"}]})
    assert (result["outcome"], result["missing"]) == ("undecided", ["survivors.relation"])
    [result] = decided_by(halves(), "2024-05-02", {"last_wage": "5"})
    assert result["outcome"] == "undecided"


def test_who_has_no_weight_has_no_share():
    weights = '{name="weight", first=[{where={of="relation", equals="child"}, then=1}], otherwise=0, law="Act 1"}'
    book = book_of(amount=WAGE, weights=weights, end=AMONG)
    [result] = decided_by(book, "2024-05-02", {"last_wage": "10.01", "survivors": family("child", "parent", "child")})
    assert [(share["person"], share["amount"]) for share in result["shares"]] == [("child 1", "5.01"), ("child 3", "5.00")]


FAMILY = st.lists(st.sampled_from(["spouse", "child", "parent"]), min_size=1, max_size=9).map(lambda all_of: family(*all_of))


@settings(max_examples=60, deadline=None)
@given(st.decimals(0, 10**7, places=2), FAMILY, st.integers(0, 3), st.randoms())
def test_shares_add_up_stand_within_a_unit_and_do_not_depend_on_order(wage, people, decimals, random):
    book = halves(decimals)
    [result] = decided_by(book, "2024-05-02", {"last_wage": str(wage), "survivors": people})
    assert sum(map(Decimal, shares(result))) == Decimal(result["amount"])
    spouses = sum(one["relation"] == "spouse" for one in people)
    children = sum(one["relation"] == "child" for one in people)
    weights = {one["person"]: max(children, 1) if one["relation"] == "spouse" else max(spouses, 1) for one in people}
    for share in result["shares"]:
        exact = Fraction(Decimal(result["amount"])) * weights[share["person"]] / sum(weights.values())
        assert abs(Fraction(Decimal(share["amount"])) - exact) < Fraction(1, 10**decimals)
    random.shuffle(people)
    [again] = decided_by(book, "2024-05-02", {"last_wage": str(wage), "survivors": people})
    assert again["shares"] == result["shares"]


def test_each_case_has_its_own_shares():
    claims = [{"last_wage": str(wage), "survivors": family(*["child"] * count)} for wage, count in ((10, 3), (7, 2), (0, 1))]
    results = decide_claims(halves(), "xx-test", date(2024, 5, 2), claims)
    assert [shares(result) for result in results] == [["4", "3", "3"], ["4", "3"], ["0"]]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"weights": HALVES, "facts": GROUPS}, "say among whom"),
        ({"end": AMONG}, "the last weight is not a number"),
        ({"end": FROM + '[shares]\namong = "months"'}, "a list of persons"),
        ({"end": AMONG, "weights": '{name="w", items="survivors", count=true, law="A"}'}, "is of one item"),
        ({"end": AMONG, "weights": '{name="w", divide=1, by=3, law="A"}'}, "the last weight is not a number"),
    ],
)
def test_shares_that_cannot_be_worked_are_refused(parts, said):
    with pytest.raises(Refusal, match=said):
        book_of(**parts)
