"""Deciding every award of a scheme again, set-wise, by the law and facts of a date."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.copying import frame
from mis.dates import month_start
from mis.errors import missing, refuse
from mis.law.book import Sheet
from mis.law.terms import NUMBER
from mis.reporting import Asked, Column, Filter, Report
from mis.staff.queries import installation, office_today
from mis.statutes.queries import book, law_digest
from mis.statutes.wording import scheme_choices
from registries.populations.queries import Known, Whose, read
from registries.rederivations import rules

AWARDS = """SELECT a.id AS key, a.person_id, a.household_id, c.received_on AS claim_date, p.sex, p.area_id, p.birth_date,
p.birth_precision FROM award a JOIN claim c ON c.id = a.claim_id JOIN person p ON p.id = a.person_id
WHERE a.benefit = %(benefit)s AND a.office_id = ANY(%(offices)s) AND a.recorded_at <= %(known_at)s AND a.started <= %(month)s"""
CLAIMS = "SELECT id AS key, claim_id FROM award WHERE benefit = %(benefit)s AND office_id = ANY(%(offices)s)"
_NAMED = f"""SELECT a.key, w.reference, p.reference, p.name, w.state = 'ended' AND NOT EXISTS (SELECT FROM award_term t
  WHERE t.award_id = a.key AND t.replaced_at IS NULL AND coalesce(t.to_month >= %(month)s, true)), d.died_on
FROM ({AWARDS}) a JOIN award w ON w.id = a.key JOIN person p ON p.id = a.person_id
LEFT JOIN (SELECT person_id, max((value #>> '{{}}')::date) AS died_on FROM person_fact WHERE name = 'died_on'
  AND recorded_at <= %(known_at)s AND (replaced_at IS NULL OR replaced_at > %(known_at)s) GROUP BY person_id) d
  ON d.person_id = a.person_id AND a.household_id IS NULL"""
_TERMS = f"""SELECT t.award_id, t.id, t.from_month, t.to_month, t.amount, t.law_digest, t.reason,
t.recorded_at <= %(known_at)s AND (t.replaced_at IS NULL OR t.replaced_at > %(known_at)s)
FROM award_term t JOIN ({AWARDS}) a ON a.key = t.award_id
UNION ALL SELECT t.award_id, t.id, date_trunc('month', t.from_day)::date, t.until, 1, t.law_digest, t.reason,
t.recorded_at <= %(known_at)s AND (t.replaced_at IS NULL OR t.replaced_at > %(known_at)s)
FROM award_coverage t JOIN ({AWARDS}) a ON a.key = t.award_id"""
_SEEN = f"""SELECT a.key, a.claim_date, c.facts::text FROM ({AWARDS}) a JOIN award w ON w.id = a.key
JOIN claim c ON c.id = w.claim_id WHERE a.key = ANY(%(keys)s)"""
NAMED = {
    "key": pl.Int64, "award": pl.String, "person": pl.String, "name": pl.String, "ended": pl.String, "died_on": pl.Date,
}  # fmt: skip
TERMS = {
    "key": pl.Int64, "id": pl.Int64, "from_month": pl.Date, "to_month": pl.Date, "amount": NUMBER, "law_digest": pl.String,
    "reason": pl.String, "known": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """An award that differs: what was decided first, what its terms pay, what law and facts of the day give, and why.

    Amounts a month, in the scheme's places; `gives` is None where the law cannot decide on the facts known then. `change`
    says whether what it gives starts, stops, is more or less, or is undecided; what covers services starts or stops at no cost.
    """

    benefit: str
    award: str
    person: str
    name: str
    decided: Decimal | None
    pays: Decimal
    gives: Decimal | None
    why: str
    change: str


@dataclass(frozen=True)
class Rederived:
    """A scheme decided again: how many awards were examined, and those that differ, by benefit and reference."""

    scheme: str
    on: date
    examined: int
    differences: Sequence[Difference]

    @property
    def unexplained(self) -> int:
        """How many neither the law nor a recorded fact or act explains."""
        return sum(1 for each in self.differences if each.why == rules.UNEXPLAINED)


def rederive(session: Session, scheme: str, on: date, offices: Sequence[int]) -> Rederived:
    """Decide every award of a scheme in some offices again by the law and facts of a date, as known at its end.

    Raises Refusal for a day that has not come, NotFound for a scheme without benefits.
    """
    benefits = [sheet for sheet in book(session).sheets.values() if sheet.kind == "benefit" and sheet.scheme == scheme]
    if not benefits:
        raise missing("There is no such scheme in the office's law")
    if on > office_today(session):
        raise refuse("as-of", "As of: this day is in the future", "in-the-future")
    known, examined = Known(on, known_until(session, on)), 0
    differences: list[Difference] = []
    for sheet in sorted(benefits, key=lambda sheet: sheet.code):
        count, found = _benefit(session, sheet, known, offices)
        examined, differences = examined + count, differences + found
    return Rederived(scheme, on, examined, differences)


def known_until(session: Session, on: date) -> datetime:
    """The instant at which a day of the office ended; now for today.

    In a demonstration that stands on a day of its own no instant belongs to an earlier day: all that is recorded is known.
    """
    office = installation(session)
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    ended = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(office.timezone))
    return now if office.demonstration and office.today else min(now, ended)


def _benefit(session: Session, sheet: Sheet, known: Known, offices: Sequence[int]) -> tuple[int, list[Difference]]:
    """How many awards of a benefit were decided again, and those that differ."""
    month = month_start(known.on)
    values = {"benefit": sheet.code, "offices": list(offices), "known_at": known.at, "month": month, "on": known.on}
    everybody = read(session, Whose(AWARDS, CLAIMS, values), [sheet], known)
    if not everybody.cases.height:
        return 0, []
    day = known.on if sheet.coverage else month
    again = rules.decided_again(sheet, everybody.cases, everybody.items, known.on)
    standing = (
        everybody.cases.select("case", "key").join(again, on="case").join(_terms(session, values, day), on="key", how="left")
    )
    named = frame(session, _NAMED, values, NAMED).with_columns(pl.col("ended") == "t")
    found = rules.differing(rules.after_death(standing.join(named, on="key"), known.on))
    if not found.height:
        return everybody.cases.height, []
    found = rules.explained(found.join(_as_seen(session, sheet, values, found, known.on), on="key", how="left"))
    return everybody.cases.height, [_difference(sheet, row) for row in found.sort("award").iter_rows(named=True)]


def _terms(session: Session, values: Mapping[str, object], day: date) -> pl.DataFrame:
    """Of each award the first amount decided, and the term that held (its last month or day not before a day), as known then."""
    terms = frame(session, _TERMS, values, TERMS).sort("id")
    covers = (pl.col("known") == "t") & (pl.col("from_month") <= day) & (pl.col("to_month") >= day).fill_null(True)
    first = terms.unique("key", keep="first").select("key", pl.col("amount").alias("decided"))
    held = terms.filter(covers).unique("key", keep="last")
    held = held.select("key", pl.col("amount").alias("in_force"), "law_digest", pl.col("reason").fill_null(""))
    return first.join(held, on="key", how="left")


def _as_seen(session: Session, sheet: Sheet, values: Mapping[str, object], found: pl.DataFrame, on: date) -> pl.DataFrame:
    """What the decisions of the differing awards saw, decided again in one pass."""
    keys = {**values, "keys": found.get_column("key").to_list()}
    kept = frame(session, _SEEN, keys, {"key": pl.Int64, "claim_date": pl.Date, "facts": pl.String})
    return rules.as_seen(sheet, kept, [json.loads(each) for each in kept.get_column("facts")], on)


def _difference(sheet: Sheet, row: Mapping[str, Any]) -> Difference:
    told = rules.change_of(row["in_force"] or Decimal(0), row["due"])
    worth = 0 if sheet.coverage else 1
    decided, pays, gives = (
        None if row[name] is None else _places(Decimal(row[name]) * worth, sheet.decimals)
        for name in ("decided", "in_force", "due")
    )
    return Difference(sheet.code, row["award"], row["person"], row["name"], decided, pays or Decimal(0), gives, row["why"], told)


def _places(amount: Decimal, decimals: int) -> Decimal:
    """An amount in the scheme's places, as the law rounded it."""
    return amount.quantize(Decimal(1).scaleb(-decimals))


WHY = {
    rules.FORESEEN: _l("A step that the law foresees"),
    rules.FACT: _l("A fact was recorded"),
    rules.LAW: _l("The law changed"),
    rules.ACT: _l("An officer ended the award"),
    rules.UNDECIDED: _l("The law cannot decide on the facts known then"),
    rules.UNEXPLAINED: _l("Not explained"),
}

CHANGE = {
    "starts": _l("Starts"), "stops": _l("Stops"), "more": _l("More"), "less": _l("Less"), "same": _l("The same"),
    "undecided": _l("Open"),
}  # fmt: skip


def report_rows(session: Session, asked: Asked) -> list[tuple]:
    """The awards that differ, those not explained first."""
    found = rederive(session, asked.filters["scheme"], asked.day, sorted(asked.offices or ()))
    order = sorted(found.differences, key=lambda each: (each.why != rules.UNEXPLAINED, each.benefit, each.award))
    return [
        (each.award, each.person, each.name, each.decided, each.pays, each.gives, str(WHY[each.why]), str(CHANGE[each.change]))
        for each in order
    ]


AWARDS_DECIDED_AGAIN = Report(
    name="awards-decided-again",
    title=_l("Awards decided again"),
    question=_l("Does every award pay what the law and the facts of a day give?"),
    permission="reports.read",
    columns=(
        Column("award", _l("Award"), "reference"),
        Column("person", _l("Person"), "reference"),
        Column("name", _l("Name")),
        Column("decided", _l("Decided first"), "money"),
        Column("pays", _l("Award pays"), "money"),
        Column("gives", _l("Law gives"), "money"),
        Column("why", _l("Why")),
        Column("change", _l("Change")),
    ),
    filters=(
        Filter("scheme", _l("Scheme"), choices=scheme_choices, required=True),
        Filter("on", _l("As of"), "day", required=True),
    ),
    definitions=(
        (_l("Award pays"), _l("What the terms of the award gave for the month of the day, as they stood at its end")),
        (_l("Law gives"), _l("What the law of the day gives on the facts that were so, and known, on the day")),
        (_l("Decided first"), _l("The first amount that was decided; steps that the law foresees come later")),
        (_l("Not explained"), _l("Neither the law, nor a recorded fact or act, explains the difference: look at this award")),
    ),
    read=report_rows,
    law=lambda session, asked: law_digest(session, asked.day),
)
