"""A whole sheet of law from a few answers: a transfer in an emergency, paid from taxes, to those whom some facts name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from mis.law.facts import Fact, catalogue
from mis.statutes.texts import inline

REGISTERS = ("persons.", "households.", "spells.", "contributions.")
AGE = "age"
COMPARISONS = ("at_least", "at_most", "above", "below")
TESTS = (*COMPARISONS, "yes", "no", "one_of", "none_of")
PRACTICE = {"source": "the office's practice: no provision has been read", "confidence": "single-source"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "last_day_to_claim": {
        "en": "last day to claim", "pt": "último dia para pedir", "fr": "dernier jour pour demander",
        "es": "último día para solicitar", "tet": "loron ikus atu husu",
    },
    "claimed_in_time": {
        "en": "claimed in time", "pt": "pedido a tempo", "fr": "demande à temps", "es": "solicitud a tiempo",
        "tet": "husu tuir tempu",
    },
    "first_month": {"en": "first month", "pt": "primeiro mês", "fr": "premier mois", "es": "primer mes", "tet": "fulan dahuluk"},
    "months_paid": {
        "en": "months paid", "pt": "meses pagos", "fr": "mois payés", "es": "meses pagados", "tet": "fulan ne'ebé selu",
    },
    "leap_birthday": {
        "en": "birthday of those born on 29 February", "pt": "aniversário de quem nasceu a 29 de fevereiro",
        "fr": "anniversaire des personnes nées le 29 février", "es": "cumpleaños de quienes nacieron el 29 de febrero",
        "tet": "aniversáriu ema ne'ebé moris iha 29 Fevereiru",
    },
    "rounding": {"en": "rounding", "pt": "arredondamento", "fr": "arrondi", "es": "redondeo", "tet": "arredondamentu"},
    "age": {"en": "age", "pt": "idade", "fr": "âge", "es": "edad", "tet": "tinan"},
    "transfer": {
        "en": "monthly transfer", "pt": "transferência mensal", "fr": "transfert mensuel", "es": "transferencia mensual",
        "tet": "transferénsia fulan-fulan",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Entitled:
    """One thing asked of a claimant: a fact (or age, or a field of the members as members.citizen), a test and its value."""

    fact: str
    test: str
    value: Any = None


@dataclass(frozen=True)
class Band:
    """An amount from one value of a fact, included, to another, excluded; either may be open."""

    low: Decimal | None
    high: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class Transfer:
    """What the law of a transfer says. The amount is `flat`, in `bands` of the fact `by`, or a `share` of that fact."""

    code: str
    names: Mapping[str, str]
    country: str
    branch: str
    subject: str
    currency: str
    decimals: int
    begins: date
    first_month: date
    months: int
    citation: Mapping[str, str]
    entitled: Sequence[Entitled]
    last_claim: date | None = None
    flat: Decimal | None = None
    by: str = ""
    bands: Sequence[Band] = field(default_factory=tuple)
    share: Decimal | None = None


def offered_facts(subject: str) -> dict[str, Fact]:
    """The facts that the registers answer and a transfer to persons or to households may ask; a member's as members.<field>."""
    found: dict[str, Fact] = {}
    for name, fact in catalogue().items():
        household = fact.source.startswith("households.")
        if fact.fields and household and subject == "household":
            found |= {f"{name}.{inner.name}": inner for inner in fact.fields}
        elif not fact.fields and fact.source.startswith(REGISTERS) and household == (subject == "household"):
            found[name] = fact
    return found


def tests_of(name: str, fact: Fact | None) -> tuple[str, ...]:
    """Which tests fit a fact; age is a number."""
    kind = "number" if name == AGE or fact is None else fact.type
    return {"boolean": ("yes", "no"), "choice": ("one_of", "none_of")}.get(kind, COMPARISONS)


def written(told: Transfer) -> str:
    """The sheet of a transfer as its text."""
    head = {
        "code": told.code, "kind": "benefit", "country": told.country.upper(), "branch": told.branch, "status": "in force",
        "subject": told.subject, "scheme": told.code, "currency": told.currency, "decimals": told.decimals, "per": "month",
        "rule_date": "claim_date", "begins": told.begins, "financing": "tax",
        "law": told.citation.get("law") or told.citation["source"], "name": dict(told.names),
    }  # fmt: skip
    parts = [f"{name} = {inline(value)}" for name, value in head.items()]
    sections = {"facts": [*_values(told), *_member_facts(told)], "conditions": _conditions(told), "amount": [_amount(told)]}
    parts += ["", *(_listed(name, lines) for name, lines in sections.items())]
    parts += ["", "[periods]", 'from = "first_month"', 'count = "months_paid"', "", "[words]"]
    parts += [f"{name} = {inline(words)}" for name, words in _words(told, sections).items()]
    return "\n".join(parts) + "\n"


def _listed(name: str, lines: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join([f"{name} = [", *(f" {inline(line)}," for line in lines), "]"])


def _cited(told: Transfer, name: str, **body: Any) -> dict[str, Any]:
    return {"name": name, "since": told.begins, **body, **told.citation}


def _values(told: Transfer) -> Iterator[dict[str, Any]]:
    yield _cited(told, "first_month", value=told.first_month)
    yield _cited(told, "months_paid", value=told.months)
    if told.last_claim:
        yield _cited(told, "last_day_to_claim", value=told.last_claim)
    if AGE in (told.by, *(each.fact for each in told.entitled)):
        yield {"name": "leap_birthday", "since": told.begins, "value": "1 March", **PRACTICE}
        yield {"name": AGE, "years_from": "birth_date", "to": "claim_date", "leap_day": "leap_birthday"}
    if told.share is not None:
        yield {"name": "rounding", "since": told.begins, "value": "half up", **PRACTICE}


def _member_facts(told: Transfer) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(told.entitled, 1):
        items, _, inner = each.fact.partition(".")
        if inner:
            yield {"name": f"member_{number}", "items": items, "some": _test(inner, each)}


def _test(name: str, each: Entitled) -> dict[str, Any]:
    if each.test in ("yes", "no"):
        return {"of": name, "holds": each.test == "yes"}
    return {"of": name, each.test: each.value}


def _conditions(told: Transfer) -> list[dict[str, Any]]:
    found = [_cited(told, "claimed_in_time", of="claim_date", at_most="last_day_to_claim")] if told.last_claim else []
    for number, each in enumerate(told.entitled, 1):
        body = {"of": f"member_{number}", "holds": True} if "." in each.fact else _test(each.fact, each)
        found.append(_cited(told, f"entitled_{number}", **body))
    return found


def _amount(told: Transfer) -> dict[str, Any]:
    if told.share is not None:
        return _cited(told, "transfer", round={"share": told.share, "of": told.by}, mode="rounding")
    if told.bands:
        edges = [{"from": band.low, "to": band.high, "value": band.amount} for band in told.bands]
        kept = [{name: value for name, value in band.items() if value is not None} for band in edges]
        return _cited(told, "transfer", by=told.by, bands=kept)
    return _cited(told, "transfer", value=told.flat)


def _words(told: Transfer, sections: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Mapping[str, str]]:
    """What each line is called: a test as the fact that it looks at."""
    lines = [str(line["name"]) for listed in sections.values() for line in listed]
    words = {name: WORDS[name] for name in lines if name in WORDS}
    facts = offered_facts(told.subject)
    for number, each in enumerate(told.entitled, 1):
        label = WORDS[AGE] if each.fact == AGE else facts[each.fact].label
        words[f"entitled_{number}"] = dict(label)
        if "." in each.fact:
            words[f"member_{number}"] = dict(label)
    return words
