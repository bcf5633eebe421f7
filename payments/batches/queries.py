"""Reading runs: which there are, how far one is, what it holds, and who was left out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from mis.audit.keeping import Kept
from mis.copying import copied_out
from mis.errors import missing
from mis.identifiers import read_reference
from mis.staff.queries import offices_below
from mis.staff.rules import ActingOfficer
from payments.batches.models import BatchLeftOut, BatchSlice, Payment, PaymentBatch, PaymentFile, SliceAttempt
from payments.batches.rules import UNDERWAY, Content, Selected

NOTHING = "There is no such run"

WHO_WAS_LEFT_OUT = Kept(
    "who was left out of run",
    "batch_left_out l JOIN payment_batch b ON b.id = l.batch_id",
    "b.reference",
    "l.batch_id",
    "l.award_id, l.reason, l.person_id, l.amount, l.months",
    fixed="b.sha256 IS NOT NULL",
)


@dataclass(frozen=True)
class Progress:
    """How far a run's generation is: slices and awards done of all, those parked, and as at when."""

    slices: int
    done: int
    parked: int
    awards: int
    awards_done: int
    as_at: datetime

    @property
    def finished(self) -> bool:
        """Whether no slice is unfinished."""
        return self.done == self.slices


def batches(by: ActingOfficer) -> Select:
    """The runs that an officer may see, to be paged."""
    return select(PaymentBatch).where(PaymentBatch.office_id.in_(by.offices))


def batch_by_reference(session: Session, by: ActingOfficer, reference: str, lock: bool = False) -> PaymentBatch:
    """The run of that reference, in the officer's offices; locked for an act that takes a step."""
    question = batches(by).where(PaymentBatch.reference == (read_reference(reference) or ""))
    row = session.scalar(question.with_for_update() if lock else question)
    if row is None:
        raise missing(NOTHING)
    return row


def locked(session: Session, batch_id: int, state: str) -> PaymentBatch | None:
    """The run, locked and read anew, when it is in that state."""
    question = select(PaymentBatch).where(PaymentBatch.id == batch_id, PaymentBatch.state == state)
    return session.scalar(question.with_for_update().execution_options(populate_existing=True))


def shared(session: Session, batch_id: int, state: str) -> PaymentBatch | None:
    """The run, kept from taking a step until the end of the transaction, when it is in that state."""
    question = select(PaymentBatch).where(PaymentBatch.id == batch_id, PaymentBatch.state == state)
    return session.scalar(question.with_for_update(read=True))


def attempts(session: Session, part: BatchSlice) -> int:
    """How often workers began the slice since it waits."""
    question = select(func.count()).where(SliceAttempt.slice_id == part.id, SliceAttempt.begun_at >= part.waiting_since)
    return session.scalar(question) or 0


def open_beside(session: Session, batch: PaymentBatch) -> Sequence[PaymentBatch]:
    """Other runs of the same scheme and month that are not sent yet: allowed, but worth a look."""
    question = select(PaymentBatch).where(
        PaymentBatch.scheme == batch.scheme, PaymentBatch.period == batch.period, PaymentBatch.id != batch.id,
        PaymentBatch.office_id == batch.office_id, PaymentBatch.state.in_(UNDERWAY),
    )  # fmt: skip
    return session.scalars(question.order_by(PaymentBatch.id)).all()


def last_before(session: Session, batch: PaymentBatch) -> PaymentBatch | None:
    """The last regular run of the scheme before this one that was sent to the bank."""
    question = select(PaymentBatch).where(
        PaymentBatch.scheme == batch.scheme, PaymentBatch.id < batch.id, PaymentBatch.kind == "regular",
        PaymentBatch.office_id == batch.office_id, PaymentBatch.state.in_(("sending", "sent", "settled")),
    )  # fmt: skip
    return session.scalar(question.order_by(PaymentBatch.period.desc(), PaymentBatch.id.desc()).limit(1))


def runs_before(session: Session, scheme: str) -> int:
    """How many runs the scheme has had."""
    return session.scalar(select(func.count()).where(PaymentBatch.scheme == scheme)) or 0


def selected(session: Session, batch: PaymentBatch) -> list[Selected]:
    """The persons with awards in money of the scheme in the run's offices, in order."""
    question = text(
        """SELECT person_id, count(*) AS awards FROM award
           WHERE scheme = :scheme AND office_id = ANY(:offices)
           AND NOT EXISTS (SELECT FROM award_coverage c WHERE c.award_id = award.id) GROUP BY person_id ORDER BY person_id"""
    )
    offices = list(offices_below(session, batch.office_id))
    rows = session.execute(question, {"scheme": batch.scheme, "offices": offices})
    return [Selected(row.person_id, row.awards) for row in rows]


def slices(session: Session, batch_id: int, state: str) -> Sequence[BatchSlice]:
    """The slices of a run in a state, in order."""
    return session.scalars(
        select(BatchSlice).where(BatchSlice.batch_id == batch_id, BatchSlice.state == state).order_by(BatchSlice.number)
    ).all()


def progress(session: Session, batch_id: int) -> Progress:
    """How far the run's generation is."""
    done = BatchSlice.state == "done"
    row = session.execute(
        select(
            func.count(), func.count().filter(done), func.count().filter(BatchSlice.state == "parked"),
            func.coalesce(func.sum(BatchSlice.awards_count), 0),
            func.coalesce(func.sum(BatchSlice.awards_count).filter(done), 0), func.clock_timestamp(),
        ).where(BatchSlice.batch_id == batch_id)
    ).one()  # fmt: skip
    return Progress(row[0], row[1], row[2], int(row[3]), int(row[4]), row[5])


def unfinished_slices(session: Session) -> list[int]:
    """Slices that should be moving and are not: those that wait, in nobody's hands, in runs that were asked for."""
    question = select(BatchSlice.id).join(PaymentBatch, PaymentBatch.id == BatchSlice.batch_id)
    asked = question.where(BatchSlice.state == "waiting", PaymentBatch.state == "drafted", PaymentBatch.asked_at.is_not(None))
    ordered = asked.order_by(BatchSlice.batch_id, BatchSlice.number).limit(1000)
    return list(session.scalars(ordered.with_for_update(read=True, skip_locked=True, of=BatchSlice)))


def unfinished_batches(session: Session) -> list[int]:
    """Runs whose slices are all done and that nobody has closed yet."""
    left = select(BatchSlice.id).where(BatchSlice.batch_id == PaymentBatch.id, BatchSlice.state != "done").exists()
    question = select(PaymentBatch.id).where(PaymentBatch.state == "drafted", PaymentBatch.asked_at.is_not(None), ~left)
    return list(session.scalars(question.order_by(PaymentBatch.id)))


_PAYMENTS = """SELECT p.reference, p.person_id, p.payee, p.channel, p.bank, p.account, p.amount, p.currency
FROM payment p WHERE p.batch_id = %(batch)s ORDER BY p.reference"""
_LINES = """SELECT p.reference, l.covered, l.award_id, l.seq, l.due, l.paid_before, l.amount
FROM payment_line l JOIN payment p ON p.id = l.payment_id WHERE p.batch_id = %(batch)s AND l.kind = 'due'
ORDER BY p.reference, l.covered, l.award_id"""


def set_wise(session: Session) -> None:
    """Let this transaction join whole sets: on rows just filled, not analysed yet, the planner would go row by row."""
    session.execute(text("SET LOCAL enable_nestloop = off"))


def content(session: Session, batch: PaymentBatch) -> Content:
    """The content of a run as it stands now: the SHA-256 of its payments and lines as sorted CSV, their count and total."""
    set_wise(session)
    digest = hashlib.sha256()
    for question in (_PAYMENTS, _LINES):
        for part in copied_out(session, question, {"batch": batch.id}):
            digest.update(part)
    count, total = session.execute(
        select(func.count(), func.coalesce(func.sum(Payment.amount), Decimal(0))).where(Payment.batch_id == batch.id)
    ).one()
    return Content(digest.hexdigest(), count, Decimal(total))


def kept_content(batch: PaymentBatch) -> Content:
    """The content of a run as it was when it was generated."""
    return Content(batch.sha256 or "", batch.payments_count or 0, batch.payments_total or Decimal(0))


def left_out_reasons(session: Session, batch_id: int) -> list[tuple[str, int, Decimal]]:
    """Why awards were left out of a run: reason, how many, and the money kept; most first."""
    counted = select(BatchLeftOut.reason, func.count(), func.sum(BatchLeftOut.amount)).where(BatchLeftOut.batch_id == batch_id)
    rows = session.execute(counted.group_by(BatchLeftOut.reason).order_by(func.count().desc(), BatchLeftOut.reason))
    return [(row[0], row[1], Decimal(row[2])) for row in rows]


LEFT_OUT = """SELECT a.reference AS award, p.reference AS person, p.name, l.reason, l.amount, l.months
FROM batch_left_out l JOIN award a ON a.id = l.award_id JOIN person p ON p.id = l.person_id
WHERE l.batch_id = :batch AND (:reason = '' OR l.reason = :reason) ORDER BY l.reason, p.reference, a.reference"""


def left_out(session: Session, batch_id: int, reason: str = "", most: int | None = None, skip: int = 0) -> Sequence:
    """Who was left out of a run: award, person, name, reason, amount, months; of one reason, or all."""
    question = text(f"{LEFT_OUT} LIMIT :most OFFSET :skip")
    return session.execute(question, {"batch": batch_id, "reason": reason, "most": most, "skip": skip}).all()


def payments(session: Session, batch_id: int, most: int | None = None) -> Sequence[Payment]:
    """The payments of a run by reference."""
    question = select(Payment).where(Payment.batch_id == batch_id).order_by(Payment.reference)
    return session.scalars(question.limit(most)).all()


def channels(session: Session, batch_id: int) -> list[tuple[str, int, Decimal]]:
    """The payments of a run by channel: how many and how much."""
    rows = session.execute(
        select(Payment.channel, func.count(), func.sum(Payment.amount))
        .where(Payment.batch_id == batch_id).group_by(Payment.channel).order_by(Payment.channel)
    )  # fmt: skip
    return [(row[0], row[1], Decimal(row[2])) for row in rows]


def states(session: Session, batch_id: int) -> dict[str, tuple[int, Decimal]]:
    """The payments of a run by their state: how many and how much."""
    rows = session.execute(
        select(Payment.state, func.count(), func.sum(Payment.amount)).where(Payment.batch_id == batch_id).group_by(Payment.state)
    )
    return {row[0]: (row[1], Decimal(row[2])) for row in rows}


def files(session: Session, batch_id: int) -> Sequence[PaymentFile]:
    """The files sent for a run."""
    question = select(PaymentFile).where(PaymentFile.batch_id == batch_id)
    return session.scalars(question.order_by(PaymentFile.channel, PaymentFile.number)).all()


def fingerprints(session: Session) -> tuple[int, list[str]]:
    """Every run from scratch: its content is still what its fingerprint says, and what was approved."""
    rows = session.scalars(select(PaymentBatch).where(PaymentBatch.sha256.is_not(None)).order_by(PaymentBatch.id)).all()
    wrong = []
    for batch in rows:
        now = content(session, batch)
        if now != kept_content(batch):
            wrong.append(f"run {batch.reference}: its payments are no longer those of its fingerprint")
    return len(rows), wrong
