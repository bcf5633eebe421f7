"""Wages in another currency, converted at the dated and cited rate that the law book holds for the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mis.dates import month_text
from mis.errors import Problem, Refusal
from mis.law.book import Line
from mis.law.editions import Edition
from mis.law.facts import PROBLEMS_MAX, catalogue, read_number
from mis.money import plain, round_money


@dataclass(frozen=True)
class Exchange:
    """A wage converted: from which currency, at which rate, to how much, by which provision."""

    currency: str
    rate: Decimal
    wage: Decimal
    decimals: int
    law: str

    def as_json(self) -> dict[str, str]:
        """The conversion as results carry it."""
        wage = plain(self.wage, self.decimals)
        return {"currency": self.currency, "rate": f"{self.rate:f}", "wage": wage, "law": self.law}


def converted(edition: Edition, month: date, lines: Sequence[Mapping]) -> dict[int, Exchange]:
    """The wages in another currency than the scheme's, by their place; rounded half up to the scheme's decimals.

    The rate is that of the line `exchange`, a table by currency, which must begin in the month or say how long it holds.
    Raises Refusal naming each line whose currency has no rate for the month, and each wage that is no number.
    """
    own = edition.sheet.currency
    foreign = {at: line for at, line in enumerate(lines) if line.get("currency", own) != own}
    rates, rule, found, wrong = _rates(edition, month), _rule(edition), {}, []
    for at, line in foreign.items():
        currency = str(line["currency"])[:40]
        named = {"line": at + 1, "code": edition.sheet.code, "own": own, "currency": currency, "month": month_text(month)}
        if rates is None or currency not in rates.body["table"]:
            words = "line %(line)d: %(code)s is paid in %(own)s, and the law book holds no rate of “%(currency)s” for %(month)s"
            if rule:
                words = "line %(line)d: the law book holds no rate of “%(currency)s” for %(month)s; by law it is %(rule)s"
            wrong.append(Problem("currency", words, "currency", at + 1, named | {"rule": rule}))
            continue
        try:
            wage = read_number(line.get("wage"), catalogue()["wage"])
        except ValueError as refused:
            wrong.append(Problem("wage", "line %(line)d, wage: %(said)s", "wrong-type", at + 1, named | {"said": str(refused)}))
            continue
        rate = Decimal(rates.body["table"][currency])
        decimals = edition.sheet.decimals
        found[at] = Exchange(currency, rate, round_money(wage * rate, decimals), decimals, rates.law or rates.source or "")
    if wrong:
        raise Refusal(*wrong[:PROBLEMS_MAX])
    return found


def _rule(edition: Edition) -> str:
    """Which rate the law wants, with its provision; nothing where it does not say."""
    return next((f"{line.body['value']} [{line.law}]" for line in edition.lines if line.name == "exchange_rule"), "")


def _rates(edition: Edition, month: date) -> Line | None:
    """The rates of the month: those of an earlier month do not run on by themselves."""
    line: Any = next((line for line in edition.section("facts") if line.name == "exchange" and "table" in line.body), None)
    of_month = line is not None and (line.until is not None or (line.since and line.since.replace(day=1) == month.replace(day=1)))
    return line if of_month else None
