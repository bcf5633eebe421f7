"""What one does to send a run: claim it, hold out whom something happened to, write the files, hand them over."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import func, insert, text
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Refusal
from mis.jobs import enqueue_after_commit
from mis.part import Job
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from payments.batches import queries as batches
from payments.batches.actions import book_batch
from payments.batches.models import PaymentBatch, PaymentFile
from payments.batches.rules import demand_same, demand_step
from payments.ledger.rules import handed_over, incurred
from payments.releases import queries
from payments.releases.formats import file_bytes
from payments.releases.queries import FOLDER, PlannedFile
from payments.settlements.actions import reverse

SEND_BATCH = Job("payments", "payments.releases.jobs.send_batch")


def release(session: Session, reference: str, by: ActingOfficer) -> PaymentBatch:
    """Claim an approved run for sending, and hold out every payment that must not go any more.

    Raises Conflict when the run's rows are no longer those approved, Refusal when the office's own account cannot be
    written. The files follow once this is committed; nothing is sent by it.
    """
    batch = batches.batch_by_reference(session, by, reference, lock=True)
    demand_step(batch.state, "approved")
    demand_same(batches.kept_content(batch), batches.content(session, batch), batch.decimals)
    today = office_today(session)
    batch.pay_day = max(batch.pay_day or today, today)
    _hold_out(session, batch, _unwritable(session, batch) | queries.to_hold_out(session, batch), by)
    batch.state, batch.released_by, batch.released_at = "sending", by.id, func.clock_timestamp()
    session.flush()
    record(session, by, "run released", batch.reference, count=batch.payments_count, digest=batch.sha256)
    enqueue_after_commit(session, SEND_BATCH, [batch.id])
    return batch


def _unwritable(session: Session, batch: PaymentBatch) -> dict[int, str]:
    """The payments that no bank or operator could read, each with the reason."""
    found: dict[int, str] = {}
    for planned in queries.planned_files(session, batch):
        try:
            file_bytes(planned.credit, planned.format)
        except Refusal as refusal:
            if any(problem.row is None for problem in refusal.problems):
                raise
            found |= {planned.payment_ids[(problem.row or 1) - 1]: problem.code for problem in refusal.problems}
    return found


def _hold_out(session: Session, batch: PaymentBatch, reasons: Mapping[int, str], by: ActingOfficer) -> None:
    """Keep payments out of the files: their money goes back to the awards' accounts, and the trail says why."""
    if not reasons:
        return
    given_back = reverse(session, batch.scheme, list(reasons), "held")
    held = text(
        """UPDATE payment SET state = 'held', reason = found.reason
           FROM unnest(CAST(:ids AS bigint[]), CAST(:reasons AS text[])) AS found(id, reason) WHERE payment.id = found.id"""
    )
    session.execute(held, {"ids": list(reasons), "reasons": list(reasons.values())})
    book_batch(session, batch, "held out", incurred(given_back), by)
    counts = {reason: list(reasons.values()).count(reason) for reason in sorted(set(reasons.values()))}
    record(session, by, "payments held out", batch.reference, after=counts | {"total": -given_back.amount}, count=len(reasons))


def send(session: Session, batch_id: int, var: Path) -> bool:
    """Write the files of a claimed run and note that they are sent. Done again, it writes the same bytes."""
    batch = batches.locked(session, batch_id, "sending")
    if batch is None:
        return False
    for planned in queries.planned_files(session, batch):
        _send_file(session, batch, planned, var)
    paid = batches.states(session, batch.id).get("sent")
    if paid:
        book_batch(session, batch, "sent", handed_over(paid[1]), None)
    batch.state, batch.sent_at = "sent", func.clock_timestamp()
    session.flush()
    count = paid[0] if paid else 0
    record(session, None, "run sent", batch.reference, after={"total": paid[1] if paid else 0}, count=count)
    settle_if_known(session, batch)
    return True


def _send_file(session: Session, batch: PaymentBatch, planned: PlannedFile, var: Path) -> None:
    content = file_bytes(planned.credit, planned.format)
    keep(var / FOLDER / planned.name, content)
    total = sum(each.amount for each in planned.credit.instructions)
    row = insert(PaymentFile).values(
        reference=planned.credit.message_id, batch_id=batch.id, channel=planned.channel, number=planned.number,
        format=planned.format, name=planned.name, payments_count=len(planned.payment_ids), payments_total=total,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    file_id = session.scalar(row.returning(PaymentFile.id))
    sent = text("UPDATE payment SET state = 'sent', file_id = :file WHERE id = ANY(:ids)")
    session.execute(sent, {"file": file_id, "ids": list(planned.payment_ids)})


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def settle_if_known(session: Session, batch: PaymentBatch) -> None:
    """Close a sent run when no payment of it is unknown any more."""
    if batch.state == "sent" and "sent" not in batches.states(session, batch.id):
        batch.state, batch.settled_at = "settled", func.clock_timestamp()
        session.flush()
        record(session, None, "run settled", batch.reference)


def hand_out(session: Session, reference: str, by: ActingOfficer, var: Path) -> tuple[PaymentFile, bytes]:
    """Give a file's bytes to an officer, the same each time, and note who took them."""
    file, batch = queries.file_by_reference(session, by, reference)
    content = queries.content_of(session, file, batch, var)
    taken = {"run": batch.reference, "name": file.name}
    record(session, by, "file taken", file.reference, after=taken, count=file.payments_count, digest=file.sha256)
    return file, content
