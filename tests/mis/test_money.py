"""Money is exact: read strictly, rounded by rule, shared out to the last unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mis.errors import Refusal
from mis.money import parse_amount, plain, round_money, spread

amounts = some.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("text", "decimals", "amount"),
    [("0", 2, "0.00"), ("60", 2, "60.00"), (" 1234.5 ", 2, "1234.50"), ("999999999999.99", 2, "999999999999.99"),
     ("1.500", 2, "1.50"), ("007", 0, "7")],
)  # fmt: skip
def test_plain_figures_are_read_exactly(text: str, decimals: int, amount: str) -> None:
    assert str(parse_amount(text, decimals)) == amount


@pytest.mark.parametrize(
    "text",
    ["", " ", "-1", "+1", "1,000.50", "1.000,50", "1 000", "1_000", "٣٤", "１２", "1e400", "1e2", "NaN", "Infinity", "-0", ".5",
     "5.", "0x10", "1.2.3", "1000000000000", "9" * 16, "1.001", "0.0000001", "1\n2", "1\x00"],
)  # fmt: skip
def test_any_other_form_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_amount(text, 2, "amount")
    assert refused.value.problems[0].field == "amount"


@pytest.mark.parametrize(
    ("amount", "mode", "rounded"),
    [("0.005", "half up", "0.01"), ("0.005", "half even", "0.00"), ("0.015", "half even", "0.02"), ("0.001", "up", "0.01"),
     ("0.009", "down", "0.00"), ("-0.005", "half up", "-0.01")],
)  # fmt: skip
def test_rounding_follows_the_scheme(amount: str, mode: str, rounded: str) -> None:
    assert str(round_money(Decimal(amount), 2, mode)) == rounded


@given(amounts)
def test_what_is_written_is_read_back_the_same(amount: Decimal) -> None:
    assert parse_amount(plain(amount, 2), 2) == amount


@given(amounts, some.lists(some.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=30).filter(any))
def test_shares_add_up_to_the_last_unit_and_none_is_a_unit_off(total: Decimal, weights: list[Decimal]) -> None:
    shares = spread(total, weights, 2)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < Decimal("0.01")
        assert weight or not share


def test_nothing_to_share_by_is_an_error() -> None:
    with pytest.raises(ValueError, match="add up to nothing"):
        spread(Decimal(10), [Decimal(0)], 2)
