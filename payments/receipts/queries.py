"""Reading money in: receipts, what they paid, and what each employer owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from mis.errors import missing
from mis.identifiers import read_reference
from mis.paging import Page, page_of
from mis.part import Found
from mis.staff.rules import ActingOfficer
from payments.ledger.models import LedgerAccount, LedgerEntry
from payments.ledger.rules import RECEIVABLE, UNALLOCATED
from payments.receipts.models import Receipt, ReceiptAllocation, ScheduleBooking
from payments.receipts.rules import Held, MonthDue, Paid
from registries.contributions.models import Schedule
from registries.contributions.queries import decimals_by_scheme
from registries.employers.models import Employer


@dataclass(frozen=True)
class MonthPosition:
    """A month of an employer: what is due, what came in for it, what is still owed."""

    scheme: str
    currency: str
    month: date
    due: Decimal
    received: Decimal

    @property
    def outstanding(self) -> Decimal:
        """What is still owed."""
        return self.due - self.received


def receipt_by_reference(session: Session, by: ActingOfficer, reference: str) -> Receipt:
    """The receipt of that reference in the officer's offices."""
    question = select(Receipt).where(Receipt.reference == (read_reference(reference) or ""), Receipt.office_id.in_(by.offices))
    row = session.scalar(question)
    if row is None:
        raise missing("There is no such receipt")
    return row


def receipts_by_id(session: Session, ids: Sequence[int]) -> dict[int, Receipt]:
    """Some receipts by their key, in one question."""
    return {row.id: row for row in session.scalars(select(Receipt).where(Receipt.id.in_(ids)))}


def receipts_page(session: Session, by: ActingOfficer, suspense: bool, after: int | None, before: int | None) -> Page:
    """A page of receipts with employer and what of each is in suspense, newest first; those in suspense only, when asked."""
    question = (
        select(Receipt, Employer, (Receipt.amount - _allocated()).label("left"))
        .outerjoin(Employer, Employer.id == Receipt.employer_id)
        .where(Receipt.office_id.in_(by.offices))
    )
    if suspense:
        question = question.where(Receipt.amount > _allocated())
    return page_of(session, question, Receipt.id, after, before)


def _allocated() -> ColumnElement[Decimal]:
    """What of a receipt has been allocated."""
    found = select(func.coalesce(func.sum(ReceiptAllocation.amount), 0)).where(ReceiptAllocation.receipt_id == Receipt.id)
    return found.correlate(Receipt).scalar_subquery()


def allocations_of(session: Session, receipt_id: int) -> Sequence[tuple[ReceiptAllocation, Schedule]]:
    """What a receipt paid, in the order in which it did."""
    question = (
        select(ReceiptAllocation, Schedule)
        .join(Schedule, Schedule.id == ReceiptAllocation.schedule_id)
        .where(ReceiptAllocation.receipt_id == receipt_id)
        .order_by(ReceiptAllocation.id)
    )
    return [(allocation, schedule) for allocation, schedule in session.execute(question)]


def not_booked(ids: Sequence[int] | None = None, employer_id: int | None = None) -> Select:
    """The posted schedules that are not in the books yet: all, some of them, or one employer's."""
    question = select(Schedule.id).where(
        Schedule.state == "posted", ~select(ScheduleBooking).where(ScheduleBooking.schedule_id == Schedule.id).exists()
    )
    if ids is not None:
        question = question.where(Schedule.id.in_(ids))
    return question if employer_id is None else question.where(Schedule.employer_id == employer_id)


def schedules_to_book(session: Session) -> Sequence[int]:
    """The posted schedules that wait to be booked, for the sweeper."""
    return session.scalars(not_booked().order_by(Schedule.id).limit(1000)).all()


def dues_of(session: Session, employer_id: int, scheme: str) -> list[MonthDue]:
    """What an employer owes by month, amendments counted, of what is in the books."""
    question = (
        select(Schedule.month, func.min(Schedule.id), func.sum(Schedule.posted_due))
        .join(ScheduleBooking, ScheduleBooking.schedule_id == Schedule.id)
        .where(Schedule.employer_id == employer_id, Schedule.scheme == scheme)
        .group_by(Schedule.month)
        .order_by(Schedule.month)
    )
    return [MonthDue(month, schedule_id, due or Decimal(0)) for month, schedule_id, due in session.execute(question)]


def paid_of(session: Session, employer_id: int, scheme: str) -> list[Paid]:
    """What each receipt paid of each month of an employer."""
    amount = func.sum(ReceiptAllocation.amount)
    question = (
        select(ReceiptAllocation.receipt_id, Schedule.month, amount)
        .join(Schedule, Schedule.id == ReceiptAllocation.schedule_id)
        .where(Schedule.employer_id == employer_id, Schedule.scheme == scheme)
        .group_by(ReceiptAllocation.receipt_id, Schedule.month)
        .having(amount > 0)
        .order_by(ReceiptAllocation.receipt_id)
    )
    return [Paid(*row) for row in session.execute(question)]


def held_of(session: Session, employer_id: int, scheme: str) -> list[Held]:
    """The receipts of an employer of which something is in suspense, oldest first."""
    question = (
        select(Receipt.id, Receipt.amount - _allocated())
        .where(Receipt.employer_id == employer_id, Receipt.scheme == scheme, Receipt.amount > _allocated())
        .order_by(Receipt.id)
    )
    return [Held(*row) for row in session.execute(question)]


def months_of(session: Session, employer_id: int, most: int = 12) -> list[MonthPosition]:
    """The latest months of an employer: due, received, outstanding."""
    due = _dues().where(Schedule.employer_id == employer_id).subquery()
    received = _received().where(Schedule.employer_id == employer_id).subquery()
    same = (received.c.scheme == due.c.scheme) & (received.c.month == due.c.month)
    question = (
        select(due.c.scheme, due.c.currency, due.c.month, due.c.due, func.coalesce(received.c.received, 0))
        .outerjoin(received, same)
        .order_by(due.c.month.desc(), due.c.scheme)
        .limit(most)
    )
    return [MonthPosition(*row) for row in session.execute(question)]


def _dues() -> Select:
    """What posted schedules make due, by employer, scheme and month."""
    keys = (Schedule.employer_id, Schedule.scheme, Schedule.currency, Schedule.month)
    return select(*keys, func.sum(Schedule.posted_due).label("due")).where(Schedule.state == "posted").group_by(*keys)


def _received() -> Select:
    """What receipts paid, by employer, scheme and month."""
    keys = (Schedule.employer_id, Schedule.scheme, Schedule.month)
    return (
        select(*keys, func.sum(ReceiptAllocation.amount).label("received"))
        .join(ReceiptAllocation, ReceiptAllocation.schedule_id == Schedule.id)
        .group_by(*keys)
    )


def employer_panel(session: Session, _by: ActingOfficer, employer_id: int) -> dict[str, Any]:
    """What an employer owes and has paid, for its page."""
    months = months_of(session, employer_id)
    held = session.scalar(select(func.sum(Receipt.amount - _allocated())).where(Receipt.employer_id == employer_id))
    return {
        "employer": session.get_one(Employer, employer_id), "months": months, "held": held or Decimal(0),
        "currency": months[0].currency if months else "", "outstanding": sum((each.outstanding for each in months), Decimal(0)),
        "decimals": decimals_by_scheme(session).get(months[0].scheme, 2) if months else 2,
    }  # fmt: skip


def find_receipts(session: Session, by: ActingOfficer, text: str) -> list[Found]:
    """The receipt of a reference of ours or of the bank's."""
    wanted = Receipt.reference == (read_reference(text) or "")
    rows = session.scalars(select(Receipt).where(wanted | (Receipt.bank_reference == text), Receipt.office_id.in_(by.offices)))
    return [Found(_("Receipt"), row.bank_reference, row.reference, f"/receipts/{row.reference}", True) for row in rows]


def books_agree(session: Session) -> tuple[int, list[str]]:
    """Whether the books' accounts of contributions agree with schedules and receipts, scheme by scheme."""
    due = _by_scheme(session, select(Schedule.scheme, func.sum(Schedule.posted_due)).join(ScheduleBooking), Schedule.scheme)
    paid = _by_scheme(session, select(Receipt.scheme, func.sum(ReceiptAllocation.amount)).join(ReceiptAllocation), Receipt.scheme)
    came = _by_scheme(session, select(Receipt.scheme, func.sum(Receipt.amount)), Receipt.scheme)
    wrong, nothing = [], Decimal(0)
    schemes = sorted({*due, *paid, *came})
    for scheme in schemes:
        expected = {
            RECEIVABLE: due.get(scheme, nothing) - paid.get(scheme, nothing),
            UNALLOCATED: paid.get(scheme, nothing) - came.get(scheme, nothing),
        }
        for code, amount in expected.items():
            held = session.scalar(_balance(scheme, code)) or nothing
            if held != amount:
                wrong.append(f"{scheme} {code}: the books say {held}, schedules and receipts say {amount}")
    return len(schemes), wrong


def _by_scheme(session: Session, question: Select, scheme: Any) -> dict[str, Decimal]:
    return {row[0]: row[1] for row in session.execute(question.group_by(scheme))}


def _balance(scheme: str, code: str) -> Select:
    return (
        select(func.sum(LedgerEntry.amount))
        .join(LedgerAccount, LedgerAccount.id == LedgerEntry.account_id)
        .where(LedgerAccount.scheme == scheme, LedgerAccount.code == code)
    )
