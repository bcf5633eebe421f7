"""The words of a decision: the award's letter, the refusal; a decision in, a letter out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mis.law.explain import ConditionWords, Explanation, PeriodWords
from mis.letters.desk import Addressee, Desk, edition_words, phrases
from mis.printing import ConditionLine, Letter, StepLine, Tables, compose
from mis.printing.wording import month_words, number_words

PER = {"day": "each_day", "week": "each_week", "once": "once", "year": "each_year"}
PAID = PER | {
    "twice a month": "twice_a_month", "two months in arrears": "two_months", "13 a year": "thirteen", "14 a year": "fourteen",
    "quarter": "each_quarter",
}  # fmt: skip
RESULTS = {True: "met", False: "notmet", None: "open"}


@dataclass(frozen=True)
class Payee:
    """Where the money goes, as the letter says it; without a channel it is not known yet."""

    name: str
    channel: str | None = None
    bank: str = ""
    number: str = ""


@dataclass(frozen=True)
class Decided:
    """A decided claim as its letter tells it: the decision, explained in the letter's language, and the edition's first day."""

    claim: str
    office_id: int
    received_on: date
    decision: Mapping[str, Any]
    told: Explanation
    law_since: date
    payee: Payee
    award: str | None = None


def decided(desk: Desk, to: Addressee, case: Decided) -> Letter:
    """The letter of an award or of a refusal, as the law's outcome is."""
    kind = _kind(case.decision)
    references = (("claim", case.claim), *((("award", case.award),) if case.award else ()))
    own = {"award": _granted, "coverage": _covered, "refusal": _refused}[kind]
    money, covered = kind == "award", case.told.coverage
    tables = Tables(
        conditions=tuple(_condition(each) for each in case.told.conditions),
        arithmetic=arithmetic(case.told, to.letters, case.decision) if money else (),
        payment=_payment(to, case) if money else (),
        services=tuple(_opened(service) for service in covered.services) if covered else (),
        shares=_shares(case) if money else (),
    )
    values = _common(desk, to, case) | own(desk, to, case)
    return compose(kind, to.letters, desk.envelope(to, references), values, tables)


def _kind(decision: Mapping[str, Any]) -> str:
    """Which letter tells a decision."""
    if decision["outcome"] != "granted":
        return "refusal"
    return "coverage" if decision.get("coverage") else "award"


def _common(desk: Desk, to: Addressee, case: Decided) -> dict[str, str | date]:
    """The places that every decision's letter fills."""
    told, law_on = case.told, case.decision["law_on"] or case.decision["on"]
    return {
        "person": to.name,
        "benefit": told.benefit,
        "claimed_on": case.received_on,
        "decided_on": desk.today,
        "law_on": date.fromisoformat(law_on),
        "edition": edition_words(to.letters, told.law, case.law_since, told.digest),
        **desk.office(case.office_id),
        **desk.appeal(to.letters, desk.today),
    }


def _covered(desk: Desk, to: Addressee, case: Decided) -> dict[str, str | date]:
    """What the letter about services says: from and until when, and what share of their cost the person pays."""
    say, decision = phrases(to.letters), case.decision
    covered, share = decision["coverage"], case.told.coverage.cost_share if case.told.coverage else ""
    cost = say["cost_free"] if share and not Decimal(covered["cost_share"]) else say["cost_share"].format(share=share)
    return {
        "start": date.fromisoformat(decision["law_on"]),
        "report_days": say["days"].format(days=desk.report_days),
        **({"cost": cost} if share else {}),
        **({"end": date.fromisoformat(covered["until"])} if covered["until"] else {}),
    }


def _granted(desk: Desk, to: Addressee, case: Decided) -> dict[str, str | date]:
    say, periods, told = phrases(to.letters), case.decision["periods"], case.told
    end = periods[-1]["to"]
    return {
        "amount": f"{told.currency}\u00a0{told.periods[0].amount}",
        "per": say[PER.get(case.decision["per"], "each_month")],
        "start": date.fromisoformat(periods[0]["from"]),
        "report_days": say["days"].format(days=desk.report_days),
        **({"end": date.fromisoformat(end), "end_reason": say["end_reason"]} if end else {}),
    }


def _refused(_desk: Desk, _to: Addressee, case: Decided) -> dict[str, str | date]:
    notes = " ".join(condition.note for condition in case.told.reasons if condition.note)
    return {"remedy": notes} if notes else {}


def _condition(each: ConditionWords) -> ConditionLine:
    return ConditionLine(each.whole, each.found, RESULTS[each.met], each.law, each.reason)


def arithmetic(told: Explanation, language: str, decision: Mapping[str, Any]) -> tuple[StepLine, ...]:
    """How the amount was made: the steps of the first period and its sum, then each new amount that the law foresees."""
    say, lines, before = phrases(language), [], ""
    for place, (period, raw) in enumerate(zip(told.periods, decision["periods"], strict=True)):
        month = month_words(date.fromisoformat(raw["from"]), language)
        if place == 0:
            *earlier, last = period.steps
            lines += [StepLine(f"{_opened(step.label)}: {step.how} = {step.value}", "", step.law) for step in earlier]
            lines.append(StepLine(f"{_opened(last.label)}: {last.how}", period.amount, last.law))
            lines.append(_due(say, language, month, raw, period.amount, once=decision["per"] == "once"))
        elif period.amount != before:
            lines.append(StepLine(say["steps_to"].format(month=month), period.amount, _provision(period)))
        before = period.amount
    return tuple(lines)


def _due(say: Mapping[str, str], language: str, month: str, raw: Mapping[str, Any], amount: str, once: bool) -> StepLine:
    """The line that closes the arithmetic: what is due each month, once, or for so many days together."""
    if "days" in raw:
        places = -int(Decimal(raw["total"]).as_tuple().exponent)
        total = number_words(Decimal(raw["total"]), language, places)
        return StepLine(say["due_days"].format(days=raw["days"], month=month), total, sum=True)
    return StepLine(say["due_once" if once else "due_from"].format(month=month), amount, sum=True)


def _shares(case: Decided) -> tuple[str, ...]:
    """How the first amount is shared, a line for each person."""
    told = case.told
    return tuple(f"{person}: {told.currency}\u00a0{amount}" for person, amount in told.periods[0].shares)


def _opened(label: str) -> str:
    """A label at the beginning of a line."""
    return label[:1].upper() + label[1:]


def _provision(period: PeriodWords) -> str:
    return period.steps[-1].law if period.steps else ""


def _payment(to: Addressee, case: Decided) -> tuple[tuple[str, str], ...]:
    """How the money is sent, and the end of the account's number; the whole number is nobody else's business."""
    say, payee = phrases(to.letters), case.payee
    method = say[f"channel_{payee.channel}"] if payee.channel else say["no_account"]
    account = f"{payee.bank} •••• {payee.number[-4:]}".strip() if payee.number else ""
    often = say[PAID.get(case.decision["frequency"], "each_month")]
    rows = [("frequency", often), ("method", method), ("account", account), ("payee", payee.name)]
    return tuple((name, words) for name, words in rows if words)
