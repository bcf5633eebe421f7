"""Reading what a run must know: the accounts of some persons' awards as frames, and whether every chain is exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import text
from sqlalchemy.orm import Session

from mis.copying import frame
from payments.settlements.rules import Accounts, money
from registries.duplicates.queries import held_by_pair
from registries.vitalevents.queries import birth_in_doubt

PROBLEMS_MAX = 100

_MINE = """mine AS (SELECT id, person_id, state FROM award
WHERE scheme = %(scheme)s AND person_id BETWEEN %(first)s AND %(last)s AND office_id = ANY(%(offices)s)
AND NOT EXISTS (SELECT FROM award_coverage c WHERE c.award_id = award.id))"""
_AWARDS = f"WITH {_MINE} SELECT id, person_id, state FROM mine"
_TERMS = f"""WITH {_MINE} SELECT t.award_id, t.from_month, t.to_month, t.amount
FROM award_term t JOIN mine ON mine.id = t.award_id WHERE t.replaced_at IS NULL"""
_HOLDS = f"""WITH {_MINE} SELECT h.award_id, h.kind, h.from_month FROM award_hold h JOIN mine ON mine.id = h.award_id
WHERE h.lifted_at IS NULL"""
_PAID = f"""WITH {_MINE} SELECT l.award_id, l.covered, count(*), sum(l.amount), sum(l.returned_funds)
FROM payment_line l JOIN mine ON mine.id = l.award_id WHERE l.covered <= %(period)s GROUP BY l.award_id, l.covered"""
_PAYEES = f"""WITH {_MINE} SELECT p.id, p.reference, p.name, p.died_on, a.channel, a.bank, a.number, a.holder, a.state,
{held_by_pair("p.id")}::int, {birth_in_doubt("p", "%(period)s::date")}::int
FROM person p LEFT JOIN payee_account a ON a.person_id = p.id AND a.replaced_at IS NULL
WHERE p.id IN (SELECT person_id FROM mine)"""


@dataclass(frozen=True)
class Persons:
    """Whose awards: a scheme's, of some offices, of the persons from the first to the last."""

    scheme: str
    offices: Sequence[int]
    first: int
    last: int


def gather(session: Session, persons: Persons, period: date, decimals: int) -> Accounts:
    """What the registers and the chain say of these persons' awards up to the period."""
    values = {**vars(persons), "offices": list(persons.offices), "period": period}
    texts, amount = pl.String, money(decimals)
    return Accounts(
        awards=frame(session, _AWARDS, values, {"award_id": pl.Int64, "person_id": pl.Int64, "state": texts}),
        terms=frame(
            session, _TERMS, values, {"award_id": pl.Int64, "from_month": pl.Date, "to_month": pl.Date, "amount": amount}
        ),
        holds=frame(session, _HOLDS, values, {"award_id": pl.Int64, "kind": texts, "from_month": pl.Date}),
        paid=frame(
            session, _PAID, values,
            {"award_id": pl.Int64, "covered": pl.Date, "links": pl.Int64, "paid": amount, "returned": amount},
        ),
        payees=frame(session, _PAYEES, values, _PAYEE).with_columns(pl.col("duplicate", "birth_in_doubt") == 1),
    )  # fmt: skip


_PAYEE = {
    "person_id": pl.Int64, "reference": pl.String, "name": pl.String, "died_on": pl.Date, "channel": pl.String,
    "bank": pl.String, "number": pl.String, "holder": pl.String, "account_state": pl.String, "duplicate": pl.Int64,
    "birth_in_doubt": pl.Int64,
}  # fmt: skip


def chains(session: Session) -> tuple[int, list[str]]:
    """Every chain from scratch: links without gaps, each begun where the sum so far stands. How many links, and what is wrong."""
    wrong = text(
        """SELECT covered, award_id, seq, paid_before, before FROM (
           SELECT covered, award_id, seq, paid_before,
             coalesce(sum(amount) OVER chain - amount, 0) AS before, row_number() OVER chain - 1 AS place
           FROM payment_line WINDOW chain AS (PARTITION BY covered, award_id ORDER BY seq)) links
           WHERE seq <> place OR paid_before <> before LIMIT :most"""
    )
    examined = session.scalar(text("SELECT count(*) FROM payment_line")) or 0
    found = [
        f"award {row.award_id}, {row.covered:%Y-%m}, link {row.seq}: says {row.paid_before} paid before, not {row.before}"
        for row in session.execute(wrong, {"most": PROBLEMS_MAX})
    ]
    return examined, found


def payments_and_lines(session: Session) -> tuple[int, list[str]]:
    """Every payment is the sum of its lines, and money given back is exactly that of the payments that failed."""
    wrong = text(
        """SELECT p.reference, p.amount, coalesce(l.paid, 0) AS paid, coalesce(l.left_over, 0) AS left_over, p.state
           FROM payment p LEFT JOIN (SELECT payment_id, sum(amount) FILTER (WHERE kind = 'due') AS paid, sum(amount) AS left_over
             FROM payment_line GROUP BY payment_id) l ON l.payment_id = p.id
           WHERE p.amount <> coalesce(l.paid, 0)
             OR coalesce(l.left_over, 0) <> CASE WHEN p.state IN ('prepared', 'sent', 'paid') THEN p.amount ELSE 0 END
           LIMIT :most"""
    )
    examined = session.scalar(text("SELECT count(*) FROM payment")) or 0
    found = [
        f"payment {row.reference} ({row.state}) of {row.amount}: its lines pay {row.paid} and leave {row.left_over}"
        for row in session.execute(wrong, {"most": PROBLEMS_MAX})
    ]
    return examined, found
