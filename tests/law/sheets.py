"""Small sheets of law for tests: a head, and the lines that the test is about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mis.law.book import Book, read_book
from mis.law.decision import decide_claims

HEAD = """
code = "xx-test"
kind = "benefit"
country = "XX"
branch = "old-age"
financing = "tax"
status = "%(status)s"
subject = "person"
scheme = "xx"
currency = "XXX"
decimals = %(decimals)d
per = "%(per)s"
rule_date = "claim_date"
begins = 2000-01-01
law = "Act 1"
name = {en="Test"}
%(head)s
facts = [
 {name="start_of_month", start="month", of="claim_date"},
 {name="half_up", value="half up", law="Act 1"},
 {name="birthday_rule", value="1 March", law="Act 1"},
 %(facts)s
]
conditions = [%(conditions)s]
amount = [%(amount)s]
weights = [%(weights)s]
%(end)s
"""
PAID = '{name="paid", value=10, law="Act 1"}'
FROM = '[periods]\nfrom = "start_of_month"\n'
EMPTY = {
    "status": "in force", "decimals": 2, "per": "month", "head": "", "facts": "", "conditions": "", "amount": PAID,
    "weights": "", "end": FROM,
}  # fmt: skip


def text_of(**parts: Any) -> str:
    """The text of a small sheet; what is not given is empty, or the same for every case."""
    return HEAD % {**EMPTY, **parts}


def book_of(**parts: Any) -> Book:
    """A book of one small sheet."""
    return read_book({"xx-test": text_of(**parts)})


def decided_by(book: Book, on: str, *claims: Mapping[str, Any]) -> list[dict]:
    """Claims received on a day, decided by the small sheet."""
    return decide_claims(book, "xx-test", date.fromisoformat(on), [dict(claim) for claim in claims])
