"""Money, exact: decimals in the scheme's own places and rounding, never a float."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

from mis.errors import refuse

MODES = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "up": ROUND_UP, "down": ROUND_DOWN}
AMOUNT_MAX = Decimal(10) ** 12
_PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)


@dataclass(frozen=True)
class Currency:
    """A scheme's currency and the places in which it pays."""

    code: str
    decimals: int


def round_money(amount: Decimal, decimals: int, mode: str = "half up") -> Decimal:
    """The amount in the scheme's places."""
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=MODES[mode])


def parse_amount(text: str, decimals: int, field: str | None = None) -> Decimal:
    """An amount as plain ASCII digits with a point; anything else is refused.

    No sign, no grouping, no exponent, no other script's digits; below 10^12; no more places than the currency has.
    """
    text = text.strip()
    if not _PLAIN.fullmatch(text):
        raise refuse(field, "Amount: “%(found)s” is not a number such as 1234.50", "not-an-amount", found=text[:40])
    amount = Decimal(text)
    if amount >= AMOUNT_MAX:
        raise refuse(field, "Amount: it is too large", "too-large")
    if amount != round_money(amount, decimals, "down"):
        raise refuse(field, "Amount: at most %(most)d decimals", "too-many-decimals", most=decimals)
    return round_money(amount, decimals)


def plain(amount: Decimal, decimals: int) -> str:
    """The amount as files and the API write it: 1234.50."""
    return f"{round_money(amount, decimals):f}"


def spread(total: Decimal, weights: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """Shares in proportion that add up to the total to the last unit (largest remainder, first come first)."""
    unit = Decimal(1).scaleb(-decimals)
    whole = sum(weights, Decimal(0))
    if not whole:
        raise ValueError("weights add up to nothing")
    exact = [total * weight / whole for weight in weights]
    shares = [share.quantize(unit, rounding=ROUND_DOWN) for share in exact]
    left = int((total - sum(shares, Decimal(0))) / unit)
    order = sorted(range(len(shares)), key=lambda at: (shares[at] - exact[at], at))
    for at in order[:left]:
        shares[at] += unit
    return shares
