"""Reading for the release: who must not be paid any more, what goes into which file, and the bytes of a file."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mis.errors import conflict, missing
from mis.identifiers import derived_reference, read_reference
from mis.staff.queries import installation
from mis.staff.rules import ActingOfficer
from payments.bankfiles.formats import CreditFile, Instruction, Payer
from payments.batches.models import Payment, PaymentBatch, PaymentFile
from payments.releases.formats import ENDINGS, FORMATS, file_bytes
from registries.duplicates.queries import held_by_pair
from registries.vitalevents.queries import birth_in_doubt

FOLDER = "files/payments"


@dataclass(frozen=True)
class PlannedFile:
    """A file to be written: its channel, place among the channel's files, format, name, and its payments in order."""

    channel: str
    number: int
    format: str
    name: str
    credit: CreditFile
    payment_ids: tuple[int, ...]


_CHANGED = text(
    f"""SELECT p.id, CASE
         WHEN e.died_on IS NOT NULL THEN 'dead'
         WHEN a.id IS NULL THEN 'no-account'
         WHEN a.state <> 'open' THEN 'account-' || a.state
         WHEN (a.channel, a.bank, a.number) IS DISTINCT FROM (p.channel, p.bank, p.account) THEN 'account-changed'
         WHEN {held_by_pair("p.person_id")} THEN 'duplicate'
         WHEN {birth_in_doubt("e", "b.period")} THEN 'birth-in-doubt'
         WHEN EXISTS (SELECT FROM payment_line l JOIN award w ON w.id = l.award_id LEFT JOIN award_hold h
             ON h.award_id = w.id AND h.lifted_at IS NULL
           WHERE l.payment_id = p.id AND (h.from_month <= l.covered OR (w.state = 'suspended' AND h.id IS NULL)))
           THEN 'suspended'
         END AS reason
       FROM payment p JOIN person e ON e.id = p.person_id JOIN payment_batch b ON b.id = p.batch_id
       LEFT JOIN payee_account a ON a.person_id = p.person_id AND a.replaced_at IS NULL
       WHERE p.batch_id = :batch AND p.state = 'prepared'"""
)


def to_hold_out(session: Session, batch: PaymentBatch) -> dict[int, str]:
    """The payments of a run that must not go out any more, each with its reason: something changed since it was made."""
    rows = session.execute(text(f"SELECT id, reason FROM ({_CHANGED.text}) found WHERE reason IS NOT NULL"), {"batch": batch.id})
    return {row.id: row.reason for row in rows}


def planned_files(session: Session, batch: PaymentBatch) -> Iterator[PlannedFile]:
    """The files of a run, in order: for each channel its payments by reference, at most so many a file as the bank takes."""
    most = installation(session).file_payments_max
    for channel, kind in FORMATS.items():
        rows = session.execute(
            _INSTRUCTIONS.where(Payment.batch_id == batch.id, Payment.channel == channel, Payment.state == "prepared")
        ).all()
        for number, start in enumerate(range(0, len(rows), most), 1):
            yield _planned(session, batch, channel, kind, number, rows[start : start + most])


_INSTRUCTIONS = select(
    Payment.id, Payment.reference, Payment.amount, Payment.payee, Payment.account, Payment.bank
).order_by(Payment.reference)  # fmt: skip


def _planned(session: Session, batch: PaymentBatch, channel: str, kind: str, number: int, rows: Sequence) -> PlannedFile:
    office = installation(session)
    if batch.frozen_at is None or batch.pay_day is None:
        raise conflict("This run is not approved", "not-approved")
    instructions = tuple(
        Instruction(row.reference, row.amount, row.payee, row.account, row.bank, batch.remittance) for row in rows
    )
    reference = derived_reference("FI", batch.seed, channel, number)
    credit = CreditFile(
        reference, batch.frozen_at, batch.pay_day, batch.currency, batch.decimals,
        Payer(office.institution, office.paying_account, office.paying_bank), instructions,
    )  # fmt: skip
    name = f"{batch.reference}-{channel}-{number}.{ENDINGS[kind]}"
    return PlannedFile(channel, number, kind, name, credit, tuple(row.id for row in rows))


def file_by_reference(session: Session, by: ActingOfficer, reference: str) -> tuple[PaymentFile, PaymentBatch]:
    """The file of that reference and its run, in the officer's offices."""
    question = select(PaymentFile, PaymentBatch).join(PaymentBatch, PaymentBatch.id == PaymentFile.batch_id)
    mine = question.where(PaymentFile.reference == (read_reference(reference) or ""), PaymentBatch.office_id.in_(by.offices))
    row = session.execute(mine).one_or_none()
    if row is None:
        raise missing("There is no such file")
    return row[0], row[1]


def content_of(session: Session, file: PaymentFile, batch: PaymentBatch, var: Path) -> bytes:
    """The file's bytes: as kept on disk, or, where they are lost, written again from the frozen payments."""
    kept = var / FOLDER / file.name
    if kept.is_file() and hashlib.sha256(found := kept.read_bytes()).hexdigest() == file.sha256:
        return found
    rows = session.execute(_INSTRUCTIONS.where(Payment.file_id == file.id)).all()
    planned = _planned(session, batch, file.channel, file.format, file.number, rows)
    again = file_bytes(planned.credit, file.format)
    if hashlib.sha256(again).hexdigest() != file.sha256:
        raise conflict("The file cannot be written again as it was sent: its payments or the paying account changed", "changed")
    return again


def stuck_releases(session: Session) -> list[int]:
    """Runs that are being sent: their files must be written (again)."""
    return list(session.scalars(select(PaymentBatch.id).where(PaymentBatch.state == "sending").order_by(PaymentBatch.id)))
