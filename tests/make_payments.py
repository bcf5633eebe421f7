"""Makers of the cashier: a run, its payments and lines, a bank's answer, an entry in the books."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.identifiers import new_reference
from mis.staff.models import Officer
from payments.answers.models import BankAnswer, BankAnswerLine
from payments.batches.models import BatchLeftOut, BatchSlice, Payment, PaymentBatch, PaymentFile, SliceAttempt
from payments.ledger.models import LedgerAccount, LedgerEntry, LedgerTransaction
from payments.settlements.models import PaymentLine

__all__ = [
    "bank_answer", "bank_answer_line", "batch_left_out", "batch_slice", "ledger_account", "ledger_entry", "ledger_transaction",
    "payment", "payment_batch", "payment_file", "payment_line", "slice_attempt",
]  # fmt: skip
SCHEME = "tl-social-pension"
MAY = date(2024, 5, 1)
_numbers = itertools.count(1)


def payment_batch(session: Session, prepared_by: Officer | None = None, period: date = MAY, scheme: str = SCHEME) -> PaymentBatch:
    """A run that was drafted."""
    from tests import make

    who = prepared_by or make.officer(session, "payment-officer")
    row = PaymentBatch(
        reference=new_reference("BA"), scheme=scheme, period=period, office_id=who.office_id, currency="USD", decimals=2,
        remittance="Social pension 2024-05", seed=f"seed {next(_numbers)}", awards_per_slice=20_000, prepared_by=who.id,
    )  # fmt: skip
    return _added(session, row)


def batch_slice(session: Session, batch: PaymentBatch | None = None) -> BatchSlice:
    """A slice that waits for a worker."""
    batch = batch or payment_batch(session)
    return _added(session, BatchSlice(batch_id=batch.id, number=next(_numbers), first_person=1, last_person=9, awards_count=9))


def slice_attempt(session: Session, of: BatchSlice | None = None) -> SliceAttempt:
    """A worker began a slice."""
    return _added(session, SliceAttempt(slice_id=(of or batch_slice(session)).id))


def batch_left_out(session: Session) -> BatchLeftOut:
    """An award that is not paid."""
    values = {"award_id": next(_numbers), "person_id": 1, "reason": "no-account", "amount": Decimal("60.00"), "months": 1}
    return _added(session, BatchLeftOut(batch_id=payment_batch(session).id, **values))


def payment(session: Session, batch: PaymentBatch | None = None, amount: str = "60.00", person_id: int = 0) -> Payment:
    """An instruction to pay somebody."""
    row = Payment(
        reference=new_reference("PY"), batch_id=(batch or payment_batch(session)).id, person_id=person_id or next(_numbers),
        payee="Domingas Soares", channel="bank", bank="BNULTLDD", account="100200300", amount=Decimal(amount), currency="USD",
    )  # fmt: skip
    return _added(session, row)


def payment_line(
    session: Session, of: Payment | None = None, award_id: int = 0, covered: date = MAY, due: str = "60.00", amount: str = "",
    seq: int = 0, paid_before: str = "0.00", kind: str = "due",
) -> PaymentLine:  # fmt: skip
    """A link of the chain of an award's month."""
    row = PaymentLine(
        covered=covered, award_id=award_id or next(_numbers), seq=seq, payment_id=(of or payment(session)).id, kind=kind,
        due=Decimal(due), paid_before=Decimal(paid_before), amount=Decimal(amount or due),
    )  # fmt: skip
    return _added(session, row)


def payment_file(session: Session, batch: PaymentBatch | None = None) -> PaymentFile:
    """A file that was sent."""
    row = PaymentFile(
        reference=new_reference("FI"), batch_id=(batch or payment_batch(session)).id, channel="bank", number=next(_numbers),
        format="pain.001", name="bank-1.xml", payments_count=1, payments_total=Decimal("60.00"), sha256="0" * 64,
    )  # fmt: skip
    return _added(session, row)


def bank_answer(session: Session) -> BankAnswer:
    """A bank's answer that was taken in."""
    from tests import make

    who = session.scalar(select(Officer).limit(1)) or make.officer(session, "payment-officer")
    row = BankAnswer(
        reference=new_reference("AN"), name="answer.csv", format="csv", sha256=f"{next(_numbers):064}", content=b"", read=1,
        accepted=1, rejected=0, returned=0, repeated=0, office_id=who.office_id, imported_by=who.id,
    )  # fmt: skip
    return _added(session, row)


def bank_answer_line(session: Session) -> BankAnswerLine:
    """What a bank said of one payment."""
    paid = payment(session)
    row = BankAnswerLine(
        answer_id=bank_answer(session).id, number=1, reference=paid.reference, status="paid", payment_id=paid.id,
        verdict="accepted",
    )  # fmt: skip
    return _added(session, row)


def ledger_account(session: Session, code: str = "bank", kind: str = "asset") -> LedgerAccount:
    """An account of the pension's books."""
    row = session.scalar(select(LedgerAccount).where(LedgerAccount.scheme == SCHEME, LedgerAccount.code == code))
    return row or _added(session, LedgerAccount(scheme=SCHEME, currency="USD", code=code, name=code, kind=kind))


def ledger_transaction(session: Session) -> LedgerTransaction:
    """A posting without entries yet."""
    row = LedgerTransaction(
        reference=new_reference("LD"), scheme=SCHEME, currency="USD", booked_on=datetime.now(UTC).date(), kind="test",
        about=f"test {next(_numbers)}",
    )  # fmt: skip
    return _added(session, row)


def ledger_entry(session: Session) -> LedgerEntry:
    """One side of a posting, with its other side."""
    transaction, bank, expense = ledger_transaction(session), ledger_account(session), ledger_account(session, "x", "expense")
    _added(session, LedgerEntry(transaction_id=transaction.id, number=1, account_id=expense.id, amount=Decimal("60.00")))
    other = LedgerEntry(transaction_id=transaction.id, number=2, account_id=bank.id, amount=Decimal("-60.00"))
    return _added(session, other)


def _added(session: Session, row):
    """The row, in the database."""
    session.add(row)
    session.flush()
    return row
