"""What one does with money that comes in: record it, say whose it is; and book what was posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import conflict
from mis.identifiers import new_reference
from mis.money import parse_amount
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from payments.ledger.actions import post
from payments.ledger.rules import BANK, INCOME, RECEIVABLE, UNALLOCATED, Posting
from payments.receipts import queries
from payments.receipts.models import Receipt, ReceiptAllocation, ScheduleBooking
from payments.receipts.rules import check_receipt, plan, read_bank_reference
from registries.contributions.models import Schedule
from registries.contributions.queries import scheme_sheet
from registries.employers.models import Employer
from registries.employers.queries import employer_by_reference


@dataclass(frozen=True)
class NewReceipt:
    """Money as it comes to be recorded; the amount as plain digits; no employer when nobody knows who paid."""

    amount: str
    received_on: date
    bank_reference: str
    employer: str | None = None
    scheme: str | None = None


def record_receipt(session: Session, new: NewReceipt, by: ActingOfficer) -> Receipt:
    """Record money in: it pays the employer's oldest unpaid months first; what is over, or nobody's, waits in suspense.

    A bank's reference is taken once; the second time nothing is done and the first is named.
    """
    sheet, today = scheme_sheet(session, new.scheme), office_today(session)
    amount = parse_amount(new.amount, sheet.decimals, "amount")
    bank_reference = read_bank_reference(new.bank_reference)
    check_receipt(amount, new.received_on, today)
    employer = employer_by_reference(session, by, new.employer, lock=True) if new.employer else None
    _refuse_again(session, bank_reference)
    row = Receipt(
        reference=new_reference("RC"), employer_id=employer.id if employer else None, scheme=sheet.code, amount=amount,
        currency=sheet.currency, received_on=new.received_on, bank_reference=bank_reference,
        office_id=employer.office_id if employer else by.office_id, recorded_by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    entries = ((BANK, amount), (UNALLOCATED, -amount))
    post(session, Posting(row.scheme, row.currency, row.received_on, "receipt", row.reference, entries), by)
    after = {"amount": amount, "currency": row.currency, "bank_reference": bank_reference, "received_on": row.received_on}
    record(session, by, "receipt recorded", row.reference, after=after | {"employer": employer.reference if employer else None})
    if employer:
        book_posted_schedules(session, by=by, employer_id=employer.id)
        settle(session, employer.id, row.scheme, by)
    return row


def _refuse_again(session: Session, bank_reference: str) -> None:
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"receipt {bank_reference}"))))
    day = session.scalar(select(Receipt.received_on).where(Receipt.bank_reference == bank_reference))
    if day is not None:
        words = "Bank reference: %(found)s was recorded already, as received on %(day)s"
        raise conflict(words, "recorded-already", found=bank_reference, day=day)


def say_who_paid(session: Session, reference: str, employer: str, by: ActingOfficer) -> Receipt:
    """Give a receipt of nobody to the employer who paid it; it then pays the oldest months first."""
    row = queries.receipt_by_reference(session, by, reference)
    payer = employer_by_reference(session, by, employer, lock=True)
    session.refresh(row)
    if row.employer_id is not None:
        raise conflict("It is known already who paid this", "payer-known")
    row.employer_id = payer.id
    session.flush()
    record(session, by, "payer of a receipt found", row.reference, after={"employer": payer.reference})
    book_posted_schedules(session, by=by, employer_id=payer.id)
    settle(session, payer.id, row.scheme, by)
    return row


def book_posted_schedules(
    session: Session, ids: Sequence[int] | None = None, by: ActingOfficer | None = None, employer_id: int | None = None
) -> int:
    """Book posted schedules that are not in the books yet, as due from their employers; gives how many.

    Safe to run twice and by two at once. What is in suspense for these employers pays them at once.
    """
    found = queries.not_booked(ids, employer_id).subquery()
    taken = (
        insert(ScheduleBooking)
        .from_select(["schedule_id"], select(found.c.id))
        .on_conflict_do_nothing()
        .returning(ScheduleBooking.schedule_id)
    )
    booked = session.scalars(taken).all()
    rows = session.scalars(select(Schedule).where(Schedule.id.in_(booked)).order_by(Schedule.id)).all()
    for row in rows:
        due, day = row.posted_due or Decimal(0), row.posted_on or row.filed_on
        entries = ((RECEIVABLE, due), (INCOME, -due))
        post(session, Posting(row.scheme, row.currency, day, "contributions due", row.reference, entries), by)
    for payer, scheme in sorted({(row.employer_id, row.scheme) for row in rows}):
        settle(session, payer, scheme, by)
    return len(rows)


def settle(session: Session, employer_id: int, scheme: str, by: ActingOfficer | None) -> list[ReceiptAllocation]:
    """Let an employer's money pay the oldest months first, and take back what an amendment made too much."""
    session.execute(select(Employer.id).where(Employer.id == employer_id).with_for_update())
    moves = plan(
        queries.dues_of(session, employer_id, scheme),
        queries.paid_of(session, employer_id, scheme),
        queries.held_of(session, employer_id, scheme),
    )
    rows = [ReceiptAllocation(receipt_id=move.receipt_id, schedule_id=move.schedule_id, amount=move.amount) for move in moves]
    session.add_all(rows)
    session.flush()
    receipts = queries.receipts_by_id(session, [row.receipt_id for row in rows])
    today = office_today(session) if rows else None
    for row in rows:
        receipt = receipts[row.receipt_id]
        entries = ((UNALLOCATED, row.amount), (RECEIVABLE, -row.amount))
        kind = f"allocation {row.id}"
        post(session, Posting(scheme, receipt.currency, today or receipt.received_on, kind, receipt.reference, entries), by)
    if rows:
        about = receipts[rows[0].receipt_id].reference
        record(session, by, "receipts allocated", about, after={"moved": [row.amount for row in rows[:100]]}, count=len(rows))
    return rows
