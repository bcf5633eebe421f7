"""The points of an instrument: for each, what a benefit was found to say and whether that is enough."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mis.dates import age_on, month_end
from mis.law.beneficiary import NEWCOMER, STANDARD, born_of, is_history
from mis.law.book import Line
from mis.law.held import MET, NOT_MET, UNKNOWN, Found, Held, monthly

UNSAID = Found(UNKNOWN, "unsaid")
EMPLOYEES = "employees"
A_WEEK = 7


def contingency(held: Held) -> list[Found]:
    """Whether the age is not above the bound; else whether the standard beneficiary meets the condition that is named."""
    if held.norm.most:
        return [_at_most(held, held.table.get("age"), held.norm.most[""])]
    line, decided = held.line(held.table.get("contingency")), held.decided(STANDARD)
    if line is None or decided is None:
        return [UNSAID]
    met = next(condition["met"] for condition in decided["conditions"] if condition["name"] == line.name)
    return [Found({True: MET, False: NOT_MET, None: UNKNOWN}[met], "condition", {"label": line, "result": met}, line=line)]


def persons(held: Held) -> list[Found]:
    """Whether the share of those protected that the law itself names reaches the bound for that class."""
    named = held.table.get("persons", {})
    line, bound = held.line(named.get("share")), held.norm.least.get(named.get("among", ""))
    if line is None or bound is None:
        return [UNSAID]
    number = Fraction(held.value(line))
    parts = {"label": line, "value": Decimal(held.value(line)), "among": named["among"]}
    return [Found(MET if number >= bound else NOT_MET, "share", parts, number, bound, line)]


def qualifying(held: Held) -> list[Found]:
    """Whether no longer period is asked: of each line that holds one, or of a newcomer who is granted without any."""
    named = held.table.get("qualifying")
    if named:
        return [_months_found(held, entry) for entry in named]
    decided = held.decided(NEWCOMER)
    if decided is None:
        return [UNSAID]
    asks_no_month = not any(is_history(fact) for fact in held.sheet.facts)
    if decided["granted"] or (asks_no_month and all(condition["met"] for condition in decided["conditions"])):
        bound = next(iter(held.norm.most.values()), None)
        return [Found(MET, "no_period", {}, Fraction(0), bound, None, held.sheet.law, decided["confidence"])]
    return [Found(UNKNOWN, "some_period", law=held.sheet.law, confidence=decided["confidence"])]


def reduced(held: Held) -> list[Found]:
    """Whether a benefit, reduced or whole, comes no later than the bound."""
    named = held.table.get("reduced")
    if named:
        return [_months_found(held, entry) for entry in named]
    whole = [found for found in qualifying(held) if found.verdict == MET]
    return whole[:1] or [UNSAID]


def _months_found(held: Held, entry: Mapping[str, str]) -> Found:
    line, kind = held.line(entry["months"]), entry["of"]
    if line is None:
        return Found(UNKNOWN, "not_yet")
    value = held.value(line)
    if value is None:
        return UNSAID
    parts, number = {"label": line, "value": Decimal(value), "kind": kind}, Fraction(value)
    bound = held.norm.most.get(kind, held.norm.most.get("any"))
    if bound is None and not (held.norm.prevents_abuse and number == 0):
        words = "judged" if held.norm.prevents_abuse else "other_kind"
        return Found(UNKNOWN, words, parts, number, line=line)
    return Found(MET if number <= (bound or 0) else NOT_MET, "months", parts, number, bound, line)


def rate(held: Held) -> list[Found]:
    """The benefit with family allowances, of the reference wage with them, for the standard beneficiary (65(1), 66(1))."""
    bound = _rate_asked(held)
    decided = held.decided(held.norm.beneficiary) if held.norm.beneficiary in held.table else None
    if held.trial.wage is None or decided is None:
        return [Found(UNKNOWN, "unsaid" if held.trial.wage else "no_wage", bound=bound)]
    if decided["granted"] is not True:
        return [_not_granted(decided, bound, held)]
    paid, wage = monthly(decided), Fraction(held.trial.wage.amount)
    if paid is None or not wage:
        return [Found(UNKNOWN, "no_rate", bound=bound, law=held.sheet.law)]
    words, allowances = "rate", Fraction(held.standing.allowances or 0)
    number = (paid + allowances) / (wage + allowances)
    if held.norm.each_child:
        words, number = "rate_each", paid / (wage * held.norm.children)
    elif allowances:
        words = "rate_with"
    parts = {"percent": number, "amount": paid, "wage": wage, "allowances": allowances, "formula": _formula(held)}
    parts |= {"children": Decimal(held.norm.children)}
    cited = [cited for line in held.edition.section("amount") for cited in (line.law or "").split("; ") if cited]
    law = "; ".join(dict.fromkeys(cited))
    verdict = MET if number >= bound else NOT_MET
    return [Found(verdict, words, parts, number, bound, law=law or held.sheet.law, confidence=decided["confidence"])]


def _rate_asked(held: Held) -> Fraction:
    """The least rate: that of the class protected, where it differs between classes."""
    among = held.table.get("persons", {}).get("among", EMPLOYEES)
    least = held.norm.least
    return least[""] if "" in least else least[among]


def _formula(held: Held) -> str:
    """Which article's wage it is: that of a skilled worker where the amount follows earnings, else of a labourer."""
    put = held.table[STANDARD]
    leaves = held.edition.leaves(held.edition.section("amount")[-1].name)
    earned = any(isinstance(raw, Mapping) and "wages" in raw and name in leaves for name, raw in put.items())
    return "65(6)" if earned and held.sheet.branch != "family" else "66(4)"


def _not_granted(decided: Mapping[str, Any], bound: Fraction, held: Held) -> Found:
    if decided["granted"] is None:
        return Found(UNKNOWN, "undecided", {"what": decided["missing"]}, bound=bound, law=held.sheet.law)
    failed = [held.line(condition["name"]) for condition in decided["conditions"] if condition["met"] is False]
    return Found(NOT_MET, "refused", {"what": failed}, Fraction(0), bound, failed[0] if failed else None)


def waiting(held: Held) -> list[Found]:
    """Whether the waiting days are not more than the bound."""
    return [_at_most(held, held.table.get("waiting"), held.norm.most[""])]


def cost_share(held: Held) -> list[Found]:
    """Whether nothing is asked of the person; of a share, no figure says whether it is a hardship."""
    decided = held.decided(STANDARD)
    line = held.line((held.sheet.coverage or {}).get("cost_share"))
    if decided is None or line is None or decided["coverage"] is None:
        return [UNSAID]
    value = Decimal(decided["coverage"]["cost_share"] or 0)
    return [Found(UNKNOWN if value else MET, "hardship" if value else "value", {"label": line, "value": value}, Fraction(value),
                  held.norm.most[""], line)]  # fmt: skip


def _at_most(held: Held, name: str | None, bound: Fraction) -> Found:
    line = held.line(name)
    value = None if line is None else held.value(line)
    if line is None or value is None:
        return Found(UNKNOWN, "unsaid", bound=bound)
    number = Fraction(value)
    return Found(MET if number <= bound else NOT_MET, "value", {"label": line, "value": Decimal(value)}, number, bound, line)


def duration(held: Held) -> list[Found]:
    """How long the standard beneficiary is paid or covered, from the periods that the law gives her."""
    decided = held.decided(STANDARD)
    span = _span(decided) if decided is not None else None
    bound = held.norm.least.get("")
    if decided is None or span is None:
        return [Found(UNKNOWN, "unsaid", bound=bound)]
    verdict, words, parts, number, bound = _lasting(held, *span)
    line = _ending(held)
    law, confidence = (line.law or line.source, line.confidence) if line else (held.sheet.law, decided["confidence"])
    return [Found(verdict, words, parts, number, bound, line, law, confidence)]


Told = tuple[str, str, dict[str, Any], Fraction | None, Fraction | None]


def _lasting(held: Held, first: date, last: date | None) -> Told:
    """Verdict, words, parts, number and bound of a benefit that lasts from a day to a day (None: no end is set)."""
    bound = held.norm.least.get("")
    if last is None:
        return MET, "open_end", {"start": first}, None, bound
    pension, born = _pensionable_age(held), born_of(held.sheet, held.standing)
    if held.norm.lasts == "until old age" and pension is not None and born is not None:
        age = age_on(born, month_end(last + timedelta(days=1)))
        parts: dict[str, Any] = {"end": last, "age": Decimal(age), "pension": pension}
        return MET if age >= pension else NOT_MET, "ends_at_age", parts, Fraction(age), Fraction(pension)
    weeks = _weeks(held, first, last)
    parts = {"start": first, "end": last, "weeks": weeks}
    if bound is not None:
        return MET if weeks >= bound else NOT_MET, "ends", parts, weeks, bound
    return NOT_MET if held.norm.lasts == "for life" else UNKNOWN, "ends", parts, weeks, None


def _weeks(held: Held, first: date, last: date) -> Fraction:
    """How many weeks: of so many monthly payments twelve make a year of 52, whatever the length of these months."""
    if "count" in (held.sheet.periods or {}):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        return Fraction(months * 52, 12)
    return Fraction((last - first).days + 1, A_WEEK)


def _ending(held: Held) -> Line | None:
    """The line that says how long: so many days or payments, or until which day."""
    said = {**(held.sheet.periods or {}), **(held.sheet.coverage or {})}
    return next((line for word in ("days", "count", "until") if (line := held.line(said.get(word)))), None)


def _span(decided: Mapping[str, Any]) -> tuple[date, date | None] | None:
    """The first and last day (None: no end is set)."""
    if decided["coverage"] is not None:
        until = decided["coverage"]["until"]
        return date.fromisoformat(decided["law_on"]), date.fromisoformat(until) if until else None
    periods = decided["periods"]
    if not periods or decided["per"] == "once" or periods[0]["from"] is None:
        return None
    last = periods[-1]["to"]
    return date.fromisoformat(periods[0]["from"]), date.fromisoformat(last) if last else None


def _pensionable_age(held: Held) -> Decimal | None:
    """The age at which the country's old-age pension begins, as its sheet says."""
    for sheet in held.trial.of_branch(held.sheet.country, "old-age"):
        edition = sheet.edition_on(held.trial.on)
        other = Held(held.trial, sheet, edition, held.norm) if edition and sheet.status == "in force" else None
        line = other.line(sheet.conformity.get("age")) if other else None
        if other and line and (value := other.value(line)) is not None:
            return Decimal(value)
    return None


def named_line(name: str) -> Callable[[Held], list[Found]]:
    """A point of which the standard sets no figure: whether the law has a provision for it."""

    def find(held: Held) -> list[Found]:
        line = held.line(held.table.get(name))
        if line is None or line.confidence == "missing":
            return [UNSAID]
        return [Found(MET if held.value(line) is not False else NOT_MET, "in_law", {"label": line}, line=line)]

    return find


def suspension(held: Held) -> list[Found]:
    """Whether the grounds in the conditions that the sheet names are all among those of the article."""
    lines = [line for name in held.table.get("suspension", []) if (line := held.line(name))]
    if not lines:
        return [UNSAID]
    grounds = [(line.body["of"], ground) for line in lines for ground in line.body.get("none_of", [])]
    others = [pair for pair in grounds if pair[1] not in held.norm.grounds]
    found = Found(NOT_MET, "other_grounds", {"grounds": others}) if others else Found(MET, "grounds", {"grounds": grounds})
    return [Found(found.verdict, found.words, found.parts, Fraction(len(grounds)), Fraction(len(held.norm.grounds)), lines[0])]


POINTS: dict[str, Callable[[Held], list[Found]]] = {
    "contingency": contingency,
    "persons": persons,
    "qualifying": qualifying,
    "reduced": reduced,
    "rate": rate,
    "waiting": waiting,
    "cost_share": cost_share,
    "duration": duration,
    "indexation": named_line("indexation"),
    "suspension": suspension,
    "appeal": named_line("appeal"),
}
