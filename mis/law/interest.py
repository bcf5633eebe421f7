"""What contributions paid late bear: interest, penalties and damages by the law of the day of payment, step by step."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from mis.errors import refuse
from mis.law.book import Book, Line, Sheet, names_in
from mis.law.contributions import confidence_of, programmes_of, unknown_facts
from mis.law.decision import evaluate
from mis.law.editions import Edition
from mis.law.facts import gather
from mis.law.history import BASES, CHANGES, PARTS, parts_between
from mis.money import parse_amount, plain

Body = Mapping[str, Any]


def late_charges(book: Book, scheme: str, amount: str, due: date, paid: date, basis: str | None = None) -> dict:
    """What an amount due on a day bears when it is paid on another: each charge with its steps, rates and provisions.

    The law is that of the day of payment; a rate's history counts where the law says so. Amounts are text in the
    scheme's decimals, null where a provision has not been read (named in `missing`). `basis` counts the time in
    another way than the law, to compare. Raises Refusal where the book holds no rate for that time.
    """
    sheet = _sheet(book, scheme, due, paid)
    sheet = sheet if basis is None else _counted_by(sheet, basis)
    edition = sheet.edition_on(paid)
    if edition is None or not programmes_of(edition):
        raise no_rate(scheme, due, paid)
    owed = parse_amount(amount, sheet.decimals, "amount")
    each = [_charge(edition, name, owed, due, paid) for name in programmes_of(edition)]
    if any(charge["amount"] is None and not charge["missing"] for charge in each):
        raise no_rate(scheme, due, paid)
    known = [Decimal(charge["amount"]) for charge in each if charge["amount"] is not None]
    return {
        "scheme": sheet.scheme,
        "currency": sheet.currency,
        "amount": plain(owed, sheet.decimals),
        "due": due.isoformat(),
        "paid": paid.isoformat(),
        "interest": each[0]["amount"],
        "charges": each,
        "total": plain(sum(known, Decimal(0)), sheet.decimals) if len(known) == len(each) else None,
        "missing": [name for charge in each for name in charge["missing"]],
        "digest": edition.digest,
    }


def no_rate(scheme: str, due: date, paid: date) -> Exception:
    """The refusal while the law book holds no rate of interest for a scheme."""
    words = "The law book holds no rate of interest for %(scheme)s between %(due)s and %(paid)s: none has been read"
    return refuse("scheme", words, "no-rate", scheme=scheme, due=due.isoformat(), paid=paid.isoformat())


def _sheet(book: Book, scheme: str, due: date, paid: date) -> Sheet:
    """The sheet of charges of a scheme, named by the scheme or by its own code."""
    found = [sheet for sheet in book.sheets.values() if sheet.kind == "charges" and scheme in (sheet.scheme, sheet.code)]
    if not found:
        raise no_rate(book.sheet(scheme).code, due, paid)
    return found[0]


def _counted_by(sheet: Sheet, basis: str) -> Sheet:
    """The same law with another count of time."""
    if basis not in BASES:
        raise refuse("basis", "Basis: one of %(offered)s is needed", "not-a-basis", offered=", ".join(BASES))
    counts = {body["basis"] for line in sheet.lines if (body := _accrual_in(line.body))}
    lines = tuple(replace(line, body={"value": basis}) if line.name in counts else line for line in sheet.lines)
    return replace(sheet, lines=lines)


def _charge(edition: Edition, name: str, owed: Decimal, due: date, paid: date) -> dict:
    line = next(line for line in edition.section("amount") if line.programme == name)
    body = next(_accruals(edition, line))
    days = [due, *_changes(edition, body, due, paid), paid]
    claims = [{"arrears": owed, "due_on": due, "paid_on": day} for day in days[1:]]
    cases, _ = gather(edition.sheet.facts, claims, {"claim_date": paid})
    rows = evaluate(edition, ("facts", "amount"), cases.lazy(), {}).sort("case").collect().to_dicts()
    last, steps = rows[-1], []
    for at, row in enumerate(rows):
        before = rows[at - 1][line.name] if at else Decimal(0)
        bears = None if row[line.name] is None or before is None else row[line.name] - before
        steps.append(_step(edition, body, row, days[at], days[at + 1], due, bears))
    return {
        "name": name,
        "amount": None if last[line.name] is None else plain(last[line.name], edition.sheet.decimals),
        "basis": edition.plan[body["basis"]].constant,
        "steps": steps,
        "law": line.law or line.source,
        "confidence": confidence_of(edition, _named(edition, line)),
        "missing": sorted(unknown_facts(edition, line.name, last)),
    }


def _step(edition: Edition, body: Body, row: dict, since: date, until: date, due: date, bears: Decimal | None) -> dict:
    """From a day to another at one rate: how long in years or months, and what it bears."""
    basis = str(edition.plan[body["basis"]].constant)
    time = Fraction(_parts(due, until, basis) - _parts(due, since, basis), int(PARTS[body["per"]]))
    dated = edition.sheet.edition_on(since if "history" in body else until) or edition
    rate = next((line for line in dated.lines if line.name == body["accrues"]), None)
    value = rate.body.get("value", row.get(rate.name)) if rate else None
    return {
        "from": since.isoformat(),
        "to": until.isoformat(),
        "rate": None if value is None else f"{Decimal(value).normalize():f}",
        "per": body["per"],
        "time": str(time),
        "amount": None if bears is None else plain(bears, edition.sheet.decimals),
        "law": (rate.law or rate.source) if rate else None,
        "confidence": rate.confidence if rate else "missing",
    }


def _parts(start: date, end: date, basis: str) -> int:
    return int(pl.select(parts_between(pl.lit(start), pl.lit(end), basis)).item())


def _changes(edition: Edition, body: Body, due: date, paid: date) -> list[date]:
    """The days on which the rate changed while the debt ran, where each rate counts for its time."""
    if "history" not in body or edition.plan[body["history"]].constant != CHANGES[0]:
        return []
    days = {line.since for line in edition.sheet.lines if line.name == body["accrues"] and line.since}
    return sorted(day for day in days if due < day < paid)


def _accruals(edition: Edition, line: Line) -> Iterator[Body]:
    """The accruals on which a line rests, its own or those of the lines that it names."""
    if body := _accrual_in(line.body):
        yield body
    for name in names_in(line.body):
        if name in edition.plan and name != line.name:
            yield from _accruals(edition, edition.line(name))


def _named(edition: Edition, line: Line) -> set[str]:
    """A charge's line with all that it names, the choices too: how time is counted decides what is owed."""
    named = {name for name in names_in(line.body) if name in edition.plan and name != line.name}
    return {line.name}.union(*(_named(edition, edition.line(name)) for name in named))


def _accrual_in(body: Any) -> Body | None:
    if isinstance(body, list):
        return next((found for part in body if (found := _accrual_in(part))), None)
    if not isinstance(body, Mapping) or "accrues" in body:
        return body if isinstance(body, Mapping) else None
    return next((found for part in body.values() if (found := _accrual_in(part))), None)
