"""Reading why a run differs from the last one: every award is in exactly one step; and what an approver should look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from payments.batches.models import PaymentBatch
from payments.batches.queries import last_before

STEPS = ("new", "restored", "rate", "arrears", "death", "stopped", "left-out", "once")
SAME_ACCOUNT_MANY = 3
ACCOUNT_YOUNG_DAYS = 5

_STEPS = text(
    """WITH run AS (
         SELECT p.batch_id, l.award_id, coalesce(sum(l.amount) FILTER (WHERE l.covered = b.period), 0) AS month,
           coalesce(sum(l.amount) FILTER (WHERE l.covered <> b.period), 0) AS arrears
         FROM payment_line l JOIN payment p ON p.id = l.payment_id JOIN payment_batch b ON b.id = p.batch_id
         WHERE p.batch_id IN (:batch, :last) AND l.kind = 'due' GROUP BY p.batch_id, l.award_id),
       both_runs AS (
         SELECT award_id, coalesce(n.month, 0) AS month, coalesce(n.arrears, 0) AS arrears,
           coalesce(b.month, 0) AS month_before, coalesce(b.arrears, 0) AS arrears_before
         FROM (SELECT * FROM run WHERE batch_id = :batch) n
         FULL JOIN (SELECT * FROM run WHERE batch_id = :last) b USING (award_id)),
       named AS (
         SELECT r.*, CASE
           WHEN month > 0 AND month_before > 0 THEN 'rate'
           WHEN month > 0 AND w.started > :last_period THEN 'new'
           WHEN month > 0 THEN 'restored'
           WHEN month_before > 0 AND p.died_on IS NOT NULL THEN 'death'
           WHEN month_before > 0 AND EXISTS (SELECT FROM batch_left_out o WHERE o.batch_id = :batch AND o.award_id = r.award_id
             AND o.amount > 0) THEN 'left-out'
           WHEN month_before > 0 THEN 'stopped' END AS step
         FROM both_runs r JOIN award w ON w.id = r.award_id JOIN person p ON p.id = w.person_id)
       SELECT step, count(*) AS awards, sum(month - month_before) AS amount FROM named WHERE step IS NOT NULL GROUP BY step
       UNION ALL SELECT 'arrears', count(*), sum(arrears) FROM named WHERE arrears > 0 HAVING count(*) > 0
       UNION ALL SELECT 'once', count(*), -sum(arrears_before) FROM named WHERE arrears_before > 0 HAVING count(*) > 0"""
)


@dataclass(frozen=True)
class Difference:
    """A run beside the last one: their totals, the steps between them by name (awards, amount), and what is unexplained."""

    last: PaymentBatch
    awards_before: int
    total_before: Decimal
    total: Decimal
    steps: Mapping[str, tuple[int, Decimal]]

    @property
    def unexplained(self) -> Decimal:
        """What no step explains: nothing, unless the rule of this page is wrong."""
        return self.total - self.total_before - sum((amount for _, amount in self.steps.values()), Decimal(0))


def difference(session: Session, batch: PaymentBatch) -> Difference | None:
    """Why a run differs from the last regular one of its scheme; None when there was none before."""
    last = last_before(session, batch)
    if last is None:
        return None
    values = {"batch": batch.id, "last": last.id, "last_period": last.period}
    rows = {row.step: (row.awards, Decimal(row.amount)) for row in session.execute(_STEPS, values)}
    steps = {name: rows[name] for name in STEPS if name in rows and (rows[name][1] or name != "rate")}
    total_before, total = last.payments_total or Decimal(0), batch.payments_total or Decimal(0)
    return Difference(last, last.payments_count or 0, total_before, total, steps)


@dataclass(frozen=True)
class Looks:
    """What an approver should look at before she signs."""

    lines_agree: bool
    accounts_of_many: int
    accounts_young: int


def looks(session: Session, batch: PaymentBatch) -> Looks:
    """Whether the run's payments are the sums of their lines, accounts paid for many people, accounts changed lately."""
    agree = text(
        """SELECT NOT EXISTS (SELECT FROM payment p LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM payment_line
             WHERE kind = 'due' GROUP BY payment_id) l ON l.payment_id = p.id
           WHERE p.batch_id = :batch AND p.amount IS DISTINCT FROM l.amount)"""
    )
    many = text(
        """SELECT count(*) FROM (SELECT FROM payment WHERE batch_id = :batch AND channel <> 'cash'
           GROUP BY channel, bank, account HAVING count(*) > :many) found"""
    )
    young = text(
        """SELECT count(*) FROM payment p JOIN payee_account a ON a.person_id = p.person_id AND a.replaced_at IS NULL
           WHERE p.batch_id = :batch AND a.valid_from > CAST(:day AS date) - CAST(:days AS integer)"""
    )
    day = (batch.generated_at or batch.prepared_at).date()
    values = {"batch": batch.id, "many": SAME_ACCOUNT_MANY, "day": day, "days": ACCOUNT_YOUNG_DAYS}
    return Looks(bool(session.scalar(agree, values)), session.scalar(many, values) or 0, session.scalar(young, values) or 0)
