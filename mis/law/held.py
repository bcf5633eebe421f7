"""A benefit held against one point of an instrument: its lines, and the standard beneficiary decided by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from mis.law.beneficiary import STANDARD, Standing, facts_of
from mis.law.book import Book, Line, Sheet
from mis.law.decision import decide_claims
from mis.law.editions import Edition
from mis.law.instruments import Norm, norms_of

MET, NOT_MET, UNKNOWN = "met", "not met", "not determinable"
A_MONTH = {
    "month": Fraction(1), "day": Fraction(365, 12), "week": Fraction(52, 12), "quarter": Fraction(1, 3), "year": Fraction(1, 12),
}  # fmt: skip
A_YEAR = {"13 a year": Fraction(13, 12), "14 a year": Fraction(14, 12)}


@dataclass(frozen=True)
class ReferenceWage:
    """The wage a month by which rates are held (articles 65(6) and 66(4)), and where it was read."""

    amount: Decimal
    source: str


@dataclass(frozen=True)
class Found:
    """What a law was found to say of one point: the verdict, a template of words with its parts, numbers and provision."""

    verdict: str
    words: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    number: Fraction | None = None
    bound: Fraction | None = None
    line: Line | None = None
    law: str | None = None
    confidence: str | None = None


@dataclass(frozen=True)
class Trial:
    """The laws of one country on one day, and what has been decided by them; decided once for each kind of beneficiary."""

    book: Book
    on: date
    wage: ReferenceWage | None
    decided: dict[tuple, dict] = field(default_factory=dict)

    def decide(self, sheet: Sheet, who: str, standing: Standing) -> dict:
        """The claim of a beneficiary, decided by the sheet."""
        key = (sheet.code, who, standing.children, standing.allowances, tuple((standing.months or {}).items()))
        if key not in self.decided:
            [self.decided[key]] = decide_claims(self.book, sheet.code, self.on, [facts_of(sheet, who, standing)])
        return self.decided[key]

    def of_branch(self, country: str, branch: str) -> list[Sheet]:
        """The benefits of a country's branch that are law on the day, closed ones left out."""
        return [
            sheet
            for sheet in self.book.sheets.values()
            if (sheet.country, sheet.branch, sheet.kind) == (country, branch, "benefit")
            and sheet.status != "closed"
            and (sheet.status == "incomplete" or sheet.edition_on(self.on) is not None)
        ]

    def allowances(self, country: str, children: int) -> Decimal | None:
        """The family allowances a month that the country's law gives for so many children; none where it has no such law."""
        paid = Decimal(0)
        for sheet in self.of_branch(country, "family"):
            if children and sheet.status == "in force" and STANDARD in sheet.conformity:
                standing = Standing(self.on, self.amount, children, months=_months(sheet.branch, None))
                amount = self.decide(sheet, STANDARD, standing)["amount"]
                paid += Decimal(amount or 0)
        return paid

    @property
    def amount(self) -> Decimal | None:
        """The reference wage."""
        return self.wage.amount if self.wage else None


def _months(branch: str, norm: Norm | None) -> Mapping[str, Fraction]:
    """The qualifying period that an instrument allows at most, the minimum standard's where it names none."""
    asked = [other for other in norms_of(branch) if other.point == "qualifying" and other.most]
    own = [other for other in asked if norm is not None and other.instrument == norm.instrument]
    return next((other.most for other in [*own, *asked]), {})


@dataclass(frozen=True)
class Held:
    """One benefit held against one norm."""

    trial: Trial
    sheet: Sheet
    edition: Edition
    norm: Norm

    @property
    def table(self) -> Mapping[str, Any]:
        """What the sheet says of itself: which line holds which point, and how beneficiaries are put as facts."""
        return self.sheet.conformity

    @cached_property
    def standing(self) -> Standing:
        """The standard beneficiary of this norm's instrument: her children are those of its rate."""
        rates = [
            norm for norm in norms_of(self.sheet.branch) if norm.point == "rate" and norm.beneficiary == self.norm.beneficiary
        ]
        own = [norm for norm in rates if norm.instrument == self.norm.instrument]
        children = next((norm.children for norm in [*own, *rates]), 0)
        allowances = None if self.sheet.branch == "family" else self.trial.allowances(self.sheet.country, children)
        return Standing(self.trial.on, self.trial.amount, children, allowances, _months(self.sheet.branch, self.norm))

    def decided(self, who: str) -> dict | None:
        """The claim of a beneficiary decided by this law; None where the sheet does not say how she is put."""
        if STANDARD not in self.table:
            return None
        return self.trial.decide(self.sheet, who, self.standing)

    def line(self, name: str | None) -> Line | None:
        """The line of that name in force on the day."""
        return next((line for line in self.edition.lines if line.name == name), None)

    def value(self, line: Line) -> Any:
        """What a line says: a value of law, or what it came to for the standard beneficiary."""
        known = self.edition.plan[line.name].constant
        if known is None and (decided := self.decided(self.norm.beneficiary)) is not None:
            known = decided["lines"].get(line.name)
        return known


def monthly(result: Mapping[str, Any]) -> Fraction | None:
    """The amount of the first period for a month; None where it is not paid by month, week, day, quarter or year."""
    factor = A_MONTH.get(result["per"])
    if factor is None or result["amount"] is None:
        return None
    return Fraction(result["amount"]) * factor * A_YEAR.get(result["frequency"], Fraction(1))
