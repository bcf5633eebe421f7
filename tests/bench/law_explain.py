"""Deciding and explaining one claim with 24 months of history, against a fixed piece of work on the same machine."""

import hashlib
from datetime import date

from mis.dates import add_months, month_text
from mis.law.book import read_book, shipped_texts
from mis.law.decision import decide_claims
from mis.law.explain import explain
from tests.bench.race import Race

CLAIMED, DISMISSED, MONTHS = date(2025, 4, 2), date(2025, 3, 1), 24
FIXED = bytes(1_000_000)


def law_explain(n: int) -> Race:
    """Decide n claims one by one, each with every line kept, and put each into words; the fixed work is SHA-256 of 1 MB."""
    book = read_book(shipped_texts("id"))
    months = [{"month": month_text(add_months(DISMISSED, -back))} for back in range(1, MONTHS + 1)]
    claim = {"dismissed_on": DISMISSED.isoformat(), "end_reason": "dismissal", "last_wage": "6000000", "months": months}

    def one() -> str:
        return explain(book, decide_claims(book, "id-jkp", CLAIMED, [claim])[0], "en").outcome

    assert one() == "Granted", one()
    return Race(lambda: [one() for _ in range(n)], lambda: [hashlib.sha256(FIXED).digest() for _ in range(n)])
