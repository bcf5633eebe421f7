"""What one does with a run: draft it, have it generated, submit, send back, approve or cancel it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.dates import month_start, month_text
from mis.errors import conflict, refuse
from mis.identifiers import derived_reference
from mis.jobs import enqueue_after_commit
from mis.law.book import Sheet
from mis.part import Job
from mis.staff.queries import installation, office_today
from mis.staff.rules import ActingOfficer, demand, demand_second
from mis.statutes.queries import book, unconfirmed
from payments.batches import queries, rules
from payments.batches.models import BatchSlice, Payment, PaymentBatch
from payments.batches.rules import Content
from payments.ledger.actions import post
from payments.ledger.rules import Moved, Posting, incurred
from payments.settlements.actions import reverse

SETTLE_SLICE = Job("payments", "payments.generation.jobs.settle_slice")
FINISH_BATCH = Job("payments", "payments.generation.jobs.finish_batch")
REASON_MAX = 500


@dataclass(frozen=True)
class NewBatch:
    """What a run is for: a scheme, all that is due up to a month, its kind, and the day on which banks should pay."""

    scheme: str
    period: date
    kind: str = "regular"
    pay_day: date | None = None
    awards_per_slice: int = rules.AWARDS_PER_SLICE


def draft(session: Session, new: NewBatch, by: ActingOfficer) -> PaymentBatch:
    """Open a run. Raises Refusal for an unknown scheme or kind, a month that has not begun, or a pay day gone by."""
    sheet = scheme_sheet(session, new.scheme)
    today = office_today(session)
    _check(new, today)
    _demand_confirmed(session, new.scheme, today)
    seed = _seed(session, new)
    batch = PaymentBatch(
        reference=derived_reference("BA", seed), scheme=new.scheme, period=month_start(new.period), kind=new.kind,
        office_id=by.office_id, currency=sheet.currency, decimals=sheet.decimals, seed=seed, pay_day=new.pay_day,
        awards_per_slice=new.awards_per_slice, remittance=f"{sheet.name['en']} {month_text(new.period)}", prepared_by=by.id,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    after = {"scheme": batch.scheme, "period": batch.period, "kind": batch.kind}
    record(session, by, "run drafted", batch.reference, after=after)
    return batch


def _check(new: NewBatch, today: date) -> None:
    if new.kind not in rules.KINDS:
        raise refuse("kind", "Kind: choose regular or supplementary", "kind")
    if month_start(new.period) > today:
        raise refuse("period", "Month: %(month)s has not begun", "not-begun", month=month_text(new.period))
    if new.pay_day and new.pay_day < today:
        raise refuse("pay_day", "Pay day: %(day)s is past", "pay-day-past", day=str(new.pay_day))


def _demand_confirmed(session: Session, scheme: str, today: date) -> None:
    """Refuse the first run of a scheme while its law in force rests on a single source that nobody read a second time."""
    if queries.runs_before(session, scheme):
        return
    for sheet in book(session).sheets.values():
        if sheet.scheme == scheme and sheet.kind == "benefit" and (lines := unconfirmed(session, sheet.code, today)):
            words = (
                "Scheme: nothing is paid yet by law that rests on a single source. A second reader must confirm, "
                "on the page of the law “%(law)s”: %(lines)s"
            )
            names = ", ".join(dict.fromkeys(sheet.label(line.name, "en") for line in lines))
            raise refuse("scheme", words, "unconfirmed", law=sheet.code, lines=names)


def scheme_sheet(session: Session, scheme: str) -> Sheet:
    """A sheet of law of the scheme, which gives its currency and names; refused when no benefit belongs to it."""
    for sheet in book(session).sheets.values():
        if sheet.scheme == scheme and sheet.kind == "benefit":
            return sheet
    raise refuse("scheme", "Scheme: the law book has no benefit of “%(scheme)s”", "scheme-unknown", scheme=scheme[:60])


def _seed(session: Session, new: NewBatch) -> str:
    """What the run's references follow from: a secret, except where a demonstration must be the same everywhere."""
    if installation(session).demonstration:
        return rules.demonstration_seed(new.scheme, new.period, new.kind, queries.runs_before(session, new.scheme))
    return rules.new_seed()


def generate(session: Session, reference: str, by: ActingOfficer) -> PaymentBatch:
    """Have a run generated: cut its persons into slices and hint at the work; asking again only hints again."""
    batch = queries.batch_by_reference(session, by, reference, lock=True)
    rules.demand_step(batch.state, "drafted")
    if batch.asked_at is None:
        ranges = rules.cut(queries.selected(session, batch), batch.awards_per_slice)
        rows = [
            {"batch_id": batch.id, "number": number, "first_person": each.first, "last_person": each.last,
             "awards_count": each.awards}
            for number, each in enumerate(ranges, 1)
        ]  # fmt: skip
        if rows:
            session.execute(insert(BatchSlice), rows)
        batch.asked_at = func.clock_timestamp()
        session.flush()
        record(session, by, "run generation asked", batch.reference, count=sum(each.awards for each in ranges))
    waiting = [each.id for each in queries.slices(session, batch.id, "waiting")]
    if waiting:
        enqueue_after_commit(session, SETTLE_SLICE, waiting)
    else:
        enqueue_after_commit(session, FINISH_BATCH, [batch.id])
    return batch


def retry(session: Session, reference: str, by: ActingOfficer) -> int:
    """Let the parked slices of a run be tried again, after their cause was put right; gives how many."""
    demand(by, "batches.supervise")
    batch = queries.batch_by_reference(session, by, reference, lock=True)
    rules.demand_step(batch.state, "drafted")
    again = update(BatchSlice).where(BatchSlice.batch_id == batch.id, BatchSlice.state == "parked")
    values = {"state": "waiting", "waiting_since": func.clock_timestamp()}
    ids = list(session.scalars(again.values(values).returning(BatchSlice.id)))
    record(session, by, "slices tried again", batch.reference, count=len(ids))
    enqueue_after_commit(session, SETTLE_SLICE, ids)
    return len(ids)


def submit(session: Session, reference: str, by: ActingOfficer) -> PaymentBatch:
    """Hand a generated run to the approvers."""
    batch = queries.batch_by_reference(session, by, reference, lock=True)
    rules.demand_step(batch.state, "generated")
    if not batch.payments_count:
        raise conflict("This run pays nobody: there is nothing to approve. Cancel it", "pays-nobody")
    batch.state, batch.submitted_by, batch.submitted_at = "submitted", by.id, func.clock_timestamp()
    session.flush()
    record(session, by, "run submitted", batch.reference, digest=batch.sha256, count=batch.payments_count)
    return batch


def send_back(session: Session, reference: str, reason: str, by: ActingOfficer) -> PaymentBatch:
    """Give a submitted run back to those who prepared it, saying why."""
    batch = queries.batch_by_reference(session, by, reference, lock=True)
    rules.demand_step(batch.state, "submitted")
    batch.state, batch.sent_back, batch.submitted_at = "generated", _reason(reason), None
    session.flush()
    record(session, by, "run sent back", batch.reference, reason=batch.sent_back)
    return batch


def approve(session: Session, reference: str, seen: Content, by: ActingOfficer) -> PaymentBatch:
    """Approve exactly what was seen, as another officer than those who prepared and submitted it, and book it as owed.

    Raises Conflict, saying what changed, when the run is not (or its rows are no longer) what was seen.
    """
    batch = queries.batch_by_reference(session, by, reference, lock=True)
    rules.demand_step(batch.state, "submitted")
    demand_second(by.id, batch.prepared_by, batch.submitted_by)
    now = queries.content(session, batch)
    rules.demand_same(seen, now, batch.decimals)
    rules.demand_same(queries.kept_content(batch), now, batch.decimals)
    frozen_at = _frozen_at(session)
    batch.state, batch.approved_by, batch.approved_at = "approved", by.id, func.clock_timestamp()
    batch.approved_sha256, batch.approved_count, batch.approved_total = now.sha256, now.count, now.total
    batch.frozen_at = frozen_at
    session.flush()
    book_batch(session, batch, "approved", incurred(moved(session, batch)), by)
    after = {"count": now.count, "total": now.total, "currency": batch.currency}
    record(session, by, "run approved", batch.reference, after=after, count=now.count, digest=now.sha256)
    return batch


def _frozen_at(session: Session) -> datetime:
    """The time that the run's files will carry: now, or the fixed day of a demonstration."""
    office = installation(session)
    if office.demonstration and office.today:
        return datetime.combine(office.today, time(), UTC)
    now: datetime = session.scalar(select(func.date_trunc("second", func.clock_timestamp())))  # type: ignore[assignment]
    return now


def moved(session: Session, batch: PaymentBatch) -> Moved:
    """The money that a run's own lines pay, and what of it comes out of returned funds (in the scheme's currency)."""
    queries.set_wise(session)
    question = text(
        """SELECT coalesce(sum(l.amount), 0), coalesce(sum(l.returned_funds), 0)
           FROM payment_line l JOIN payment p ON p.id = l.payment_id WHERE p.batch_id = :batch AND l.kind = 'due'"""
    )
    amount, funds = session.execute(question, {"batch": batch.id}).one()
    return Moved(Decimal(amount), Decimal(funds))


def book_batch(
    session: Session, batch: PaymentBatch, kind: str, entries: tuple[tuple[str, Decimal], ...], by: ActingOfficer | None
) -> None:
    """Post what a step of a run moves."""
    posting = Posting(batch.scheme, batch.currency, office_today(session), f"run {kind}", batch.reference, entries)
    post(session, posting, by)


def cancel(session: Session, reference: str, reason: str, by: ActingOfficer) -> PaymentBatch:
    """Cancel a run before it is sent: its money goes back to the awards' accounts by reversing lines.

    An approved run is cancelled by a supervisor only.
    """
    batch = queries.batch_by_reference(session, by, reference, lock=True)
    rules.demand_step(batch.state, *rules.CANCELLABLE)
    if batch.state == "approved":
        demand(by, "batches.supervise")
    reason = _reason(reason)
    was_approved = batch.state == "approved"
    ids = list(session.scalars(select(Payment.id).where(Payment.batch_id == batch.id, Payment.state == "prepared")))
    given_back = reverse(session, batch.scheme, ids, "cancelled")
    session.execute(text("UPDATE payment SET state = 'cancelled' WHERE id = ANY(:ids)"), {"ids": ids})
    batch.state, batch.cancelled_by, batch.cancel_reason = "cancelled", by.id, reason
    batch.cancelled_at = func.clock_timestamp()
    session.flush()
    if was_approved:
        book_batch(session, batch, "cancelled", incurred(given_back), by)
    record(session, by, "run cancelled", batch.reference, reason=reason, count=len(ids), after={"given_back": -given_back.amount})
    return batch


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX:
        raise refuse("reason", "Reason: say why, in at most %(most)d characters", "reason", most=REASON_MAX)
    return reason
