"""The words of a decision: the award's letter, the refusal; a decision in, a letter out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mis.law.explain import ConditionWords, Explanation, PeriodWords
from mis.letters.desk import Addressee, Desk, edition_words, phrases
from mis.printing import ConditionLine, Letter, StepLine, Tables, compose
from mis.printing.wording import month_words

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
    kind = "award" if case.decision["outcome"] == "granted" else "refusal"
    references = (("claim", case.claim), *((("award", case.award),) if case.award else ()))
    values = _common(desk, to, case) | (_granted(desk, to, case) if kind == "award" else _refused(case))
    tables = Tables(
        conditions=tuple(_condition(each) for each in case.told.conditions),
        arithmetic=arithmetic(case.told, to.letters, case.decision) if kind == "award" else (),
        payment=_payment(to, case) if kind == "award" else (),
    )
    return compose(kind, to.letters, desk.envelope(to, references), values, tables)


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


def _granted(desk: Desk, to: Addressee, case: Decided) -> dict[str, str | date]:
    say, periods, told = phrases(to.letters), case.decision["periods"], case.told
    end = periods[-1]["to"]
    return {
        "amount": f"{told.currency}\u00a0{told.periods[0].amount}",
        "per": say["each_month"],
        "start": date.fromisoformat(periods[0]["from"]),
        "report_days": say["days"].format(days=desk.report_days),
        **({"end": date.fromisoformat(end), "end_reason": say["end_reason"]} if end else {}),
    }


def _refused(case: Decided) -> dict[str, str | date]:
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
            lines.append(StepLine(say["due_from"].format(month=month), period.amount, sum=True))
        elif period.amount != before:
            lines.append(StepLine(say["steps_to"].format(month=month), period.amount, _provision(period)))
        before = period.amount
    return tuple(lines)


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
    rows = [("frequency", say["each_month"]), ("method", method), ("account", account), ("payee", payee.name)]
    return tuple((name, words) for name, words in rows if words)
