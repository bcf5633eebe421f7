"""From the answers of a form to the law of a transfer; what is wrong is told at the very answer."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import is_currency
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from mis.amendments.forms import TransferForm, typed
from mis.amendments.transfer import AGE, COMPARISONS, Band, Entitled, Transfer, offered_facts, tests_of
from mis.dates import parse_day
from mis.errors import Refusal
from mis.language import current_language
from mis.law.facts import Fact
from mis.law.languages import said_in

NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
MONTHS_MAX = 120


class Wrong(Exception):
    """Some answers cannot be taken; what is wrong stands at each."""


def fact_choices(subject: str, numbers: bool = False) -> list[tuple[str, str]]:
    """The facts that a form offers, in the language in use; those that are numbers where amounts go by them."""
    found = [("", "")]
    if subject == "person":
        found.append((AGE, _("age on the day of the claim")))
    for name, fact in offered_facts(subject).items():
        if not numbers or (fact.type == "number" and "." not in name):
            label = str(said_in(fact.label, current_language()))
            found.append((name, _("a member: %(fact)s", fact=label) if "." in name else label))
    return found


def transfer_of(form: TransferForm, country: str, decimals: int) -> Transfer:
    """The transfer that the answers describe. Raises Wrong when something stands at an answer."""
    wrong: list[Field] = []
    facts = offered_facts(form.subject.data)
    entitled = [each for row in form.entitled if (each := _entitled(row.form, facts, form.subject.data == "household", wrong))]
    if not entitled and not wrong:
        _tell(form.entitled, _l("Say who is entitled: at least one row"), wrong)
    amount = _amount(form, decimals, wrong)
    if not is_currency(form.currency.data.upper()):
        _tell(form.currency, _("Currency: “%(found)s” is no currency", found=form.currency.data), wrong)
    if form.last_claim.data and form.last_claim.data < form.begins.data:
        _tell(form.last_claim, _l("Last day to claim: it lies before the law begins"), wrong)
    months = _number(form.months, wrong)
    if months is not None and (months != int(months) or not 1 <= months <= MONTHS_MAX):
        _tell(form.months, _l("How many months: a whole number from 1 to 120"), wrong)
    citation = (
        {"law": form.law.data} if form.sure.data == "confirmed" else {"source": form.law.data, "confidence": form.sure.data}
    )
    names = {code: form[f"name_{code}"].data for code in ("en", "pt", "tet") if form[f"name_{code}"].data}
    if wrong:
        raise Wrong
    return Transfer(
        code=_code(country, form.name_en.data, form.begins.data), names=names, country=country, branch=form.branch.data,
        subject=form.subject.data, currency=form.currency.data.upper(), decimals=decimals, begins=form.begins.data,
        first_month=form.first_month.data, months=int(months or 1), citation=citation, entitled=entitled,
        last_claim=form.last_claim.data, **amount,
    )  # fmt: skip


def _tell(field: Field, words: Any, wrong: list[Field]) -> None:
    """Says at an answer what is wrong with it."""
    field.errors = [*field.errors, str(words)]
    wrong.append(field)


def _code(country: str, name: str, begins: date) -> str:
    """The code of a sheet after its country, name and year."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return f"{country.lower()}-{words or 'transfer'}-{begins.year}"


def _number(field: Field, wrong: list[Field]) -> Decimal | None:
    """The number typed into a field; nothing where it is empty."""
    text = typed(field.data)
    if not text:
        return None
    try:
        if NUMBER.fullmatch(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    _tell(field, _("“%(found)s” is not a number such as 60 or 1234.50", found=text[:40]), wrong)
    return None


def _entitled(row: Any, facts: Mapping[str, Fact], household: bool, wrong: list[Field]) -> Entitled | None:
    """One row of who is entitled."""
    name, test = row.fact.data or "", row.test.data or ""
    if not name:
        if test or typed(row.value.data):
            _tell(row.fact, _l("Fact: choose one, or leave the whole row empty"), wrong)
        return None
    fact = facts.get(name)
    if fact is None and (name != AGE or household):
        _tell(row.fact, _l("Fact: choose one that is known of those who are paid"), wrong)
        return None
    if test not in tests_of(name, fact):
        _tell(row.test, _l("Test: choose one that fits the fact"), wrong)
        return None
    return Entitled(name, test, _value(row.value, test, fact, wrong))


def _value(field: Field, test: str, fact: Fact | None, wrong: list[Field]) -> Any:
    """What a test compares with: a number within the fact's range, a day, or choices that it offers."""
    text = typed(field.data)
    if test in ("yes", "no"):
        return None
    if test not in COMPARISONS:
        return _chosen(field, text, fact, wrong)
    if fact is not None and fact.type in ("date", "month"):
        try:
            return parse_day(text)
        except Refusal:
            return _tell(field, _l("Value: write a day as 2024-05-01"), wrong)
    number = _number(field, wrong)
    most = fact.most if fact is not None else Decimal(150)
    if number is None and not field.errors:
        _tell(field, _l("Value: write a number"), wrong)
    elif number is not None and number > most:
        _tell(field, _("Value: this fact is never above %(most)s", most=f"{most:f}"), wrong)
    return number


def _chosen(field: Field, text: str, fact: Fact | None, wrong: list[Field]) -> list[str]:
    """Choices written by their codes or in words, with commas between."""
    found, offered = [], fact.choices if fact else ()
    words = (said_in(fact.words, current_language()) or {}) if fact else {}
    by_words = {str(said).casefold(): code for code, said in words.items()}
    for part in filter(None, (part.strip() for part in text.split(","))):
        code = by_words.get(part.casefold(), part)
        if code not in offered:
            _tell(field, _("Value: “%(found)s” is none of %(offered)s", found=part[:40], offered=", ".join(offered)), wrong)
        found.append(code)
    if not found:
        _tell(field, _("Value: write one or more of %(offered)s", offered=", ".join(offered)), wrong)
    return found


def _money(field: Field, decimals: int, wrong: list[Field]) -> Decimal:
    """An amount in the currency's decimals."""
    amount = field.data or Decimal(0)
    if amount != round(amount, decimals):
        _tell(field, _("Amount: this currency has %(decimals)d decimals", decimals=decimals), wrong)
    return Decimal(round(amount, decimals))


def _amount(form: TransferForm, decimals: int, wrong: list[Field]) -> dict[str, Any]:
    """How much: the same for all, in bands of a fact, or a share of it; exactly one of the three."""
    bands = [row.form for row in form.bands if any(typed(str(each.data or "")) for each in row.form)]
    share = _number(form.share, wrong)
    told = [form.flat.data is not None, bool(bands), share is not None]
    if sum(told) != 1:
        _tell(form.flat, _l("Amount: say it once: the same for all, in bands, or as a share"), wrong)
        return {}
    if form.flat.data is not None:
        if not form.flat.data:
            _tell(form.flat, _l("Amount: it must be above 0"), wrong)
        return {"flat": _money(form.flat, decimals, wrong)}
    if not form.by.data:
        _tell(form.by, _l("By a fact: choose the one that bands or share go by"), wrong)
    elif form.by.data not in _numbers(form.subject.data):
        _tell(form.by, _l("Fact: choose one that is known of those who are paid"), wrong)
    if share is not None:
        if not 0 < share <= 100:
            _tell(form.share, _l("Share: above 0 and at most 100 per cent"), wrong)
        return {"by": form.by.data, "share": (share / 100).normalize()}
    return {"by": form.by.data, "bands": _bands(bands, decimals, wrong)}


def _numbers(subject: str) -> set[str]:
    """The facts by which the amount of those who are paid may go."""
    return {name for name, _words in fact_choices(subject, numbers=True) if name}


def _bands(rows: list[Any], decimals: int, wrong: list[Field]) -> list[Band]:
    """The bands; a gap or an overlap is told at the row that follows."""
    found: list[Band] = []
    for row in rows:
        low, high = _number(row.low, wrong), _number(row.high, wrong)
        if row.amount.data is None and not row.amount.errors:
            _tell(row.amount, _l("Amount: write how much this band gets"), wrong)
        if low is not None and high is not None and low >= high:
            _tell(row.high, _l("To: it must be above where the band begins"), wrong)
        if found and (found[-1].high is None or low is None or low < found[-1].high):
            _tell(row.low, _l("From: this band overlaps the one before"), wrong)
        elif found and low != found[-1].high:
            _tell(row.low, _l("From: there is a gap after the band before"), wrong)
        found.append(Band(low, high, _money(row.amount, decimals, wrong)))
    return found
