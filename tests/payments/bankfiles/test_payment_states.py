"""What a bank says moves a payment once, in whatever order it says it; contradictions wait for a person."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.bankfiles.rules import REASONS, STATES, STATUSES, Effect, effect, reason


@pytest.mark.parametrize(
    ("state", "status", "verdict", "after"),
    [
        ("sending", "accepted", "accepted", "sent"),
        ("sending", "pending", "accepted", "sent"),
        ("sending", "rejected", "accepted", "rejected"),
        ("sent", "accepted", "accepted", "sent"),
        ("sent", "paid", "accepted", "paid"),
        ("sent", "rejected", "accepted", "rejected"),
        ("sent", "returned", "accepted", "returned"),
        ("paid", "paid", "repeated", "paid"),
        ("paid", "pending", "repeated", "paid"),
        ("paid", "accepted", "repeated", "paid"),
        ("paid", "returned", "accepted", "returned"),
        ("paid", "rejected", "conflict", "paid"),
        ("rejected", "rejected", "repeated", "rejected"),
        ("rejected", "accepted", "repeated", "rejected"),
        ("rejected", "paid", "conflict", "rejected"),
        ("rejected", "returned", "conflict", "rejected"),
        ("returned", "returned", "repeated", "returned"),
        ("returned", "paid", "repeated", "returned"),
        ("returned", "rejected", "conflict", "returned"),
    ],
)
def test_each_state_answers_each_status(state, status, verdict, after):
    assert (effect(state, status).verdict, effect(state, status).state) == (verdict, after)


@pytest.mark.parametrize(("state", "status"), product(["prepared", "cancelled"], STATUSES))
def test_nothing_is_believed_of_a_payment_never_sent(state, status):
    assert effect(state, status).verdict == "conflict"
    assert effect(state, status).state == state


def follow(statuses) -> tuple[str, bool]:
    """Where a sent payment ends, and whether a person is asked."""
    state, asked = "sent", False
    for status in statuses:
        step = effect(state, status)
        state, asked = step.state, asked or step.verdict == "conflict"
    return state, asked


@given(st.lists(st.sampled_from(STATUSES), max_size=5))
def test_the_order_of_answers_does_not_matter(statuses):
    ends = {follow(order) for order in permutations(statuses)}
    assert len({asked for _, asked in ends}) == 1, "a contradiction is seen in every order or in none"
    if not ends.pop()[1]:
        assert len({follow(order) for order in permutations(statuses)}) == 1


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=5))
def test_the_last_answer_again_has_no_effect(statuses):
    state, _ = follow(statuses)
    assert effect(state, statuses[-1], heard=statuses[-1]).verdict in ("repeated", "conflict")


def test_the_same_news_of_a_payment_under_way_is_known_as_repeated():
    assert effect("sent", "accepted", heard="pending").verdict == "accepted"
    assert effect("sent", "accepted", heard="accepted").verdict == "repeated"
    assert effect("sent", "pending", heard="accepted").verdict == "repeated"


@pytest.mark.parametrize("code", ["AM05", "DUPL", "DU01", "DU02", "DU03", "DU04", "DU05"])
@pytest.mark.parametrize("status", ["rejected", "returned"])
def test_a_payment_refused_as_a_duplicate_is_never_given_up_to_be_paid_again(code, status):
    assert reason(code).act == "never-resend"
    for state in STATES:
        assert effect(state, status, code=code) == Effect("conflict", state)


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("AC04", "hold-account"),
        ("AC01", "correct-account"),
        ("AC03", "correct-account"),
        ("MD07", "open-case"),
        ("AM04", "fund-account"),
        ("ac04", "hold-account"),
        ("ZZ99", "look"),
        ("", "look"),
        (None, "look"),
    ],
)
def test_a_reason_asks_for_an_act_and_an_unknown_one_for_a_look(code, act):
    assert reason(code).act == act


def test_codes_are_four_signs_as_the_external_code_sets_write_them():
    assert all(len(code) == 4 and code.isupper() for code in REASONS)
