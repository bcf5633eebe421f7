"""Reading for banks' answers: our payments as they stand, the answers taken in, and what became of their lines."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from mis.audit.keeping import Kept
from mis.errors import missing
from mis.identifiers import read_reference
from mis.staff.rules import ActingOfficer
from payments.answers.models import BankAnswer, BankAnswerLine
from payments.answers.rules import Known, SentFile
from payments.batches.models import Payment, PaymentBatch, PaymentFile
from payments.messages.formats import Answer

TAKEN_IN = Kept(
    "bank answer",
    "bank_answer_line l JOIN bank_answer a ON a.id = l.answer_id",
    "a.reference",
    "l.answer_id",
    "l.number, l.row, l.reference, l.status, l.amount, l.reason_code, l.reason, l.day, l.payment_id, l.verdict, l.problem,"
    " a.name, a.format, a.sha256, encode(sha256(a.content), 'hex'), a.office_id, a.imported_by",
)


def answers(by: ActingOfficer) -> Select:
    """The answers that an officer may see, to be paged."""
    return select(BankAnswer).where(BankAnswer.office_id.in_(by.offices))


def answer_by_reference(session: Session, by: ActingOfficer, reference: str) -> BankAnswer:
    """The answer of that reference, in the officer's offices."""
    row = session.scalar(answers(by).where(BankAnswer.reference == (read_reference(reference) or "")))
    if row is None:
        raise missing("There is no such answer")
    return row


def answer_by_digest(session: Session, sha256: str) -> BankAnswer | None:
    """The answer of those very bytes, if it came in before."""
    return session.scalar(select(BankAnswer).where(BankAnswer.sha256 == sha256))


def answered_file(session: Session, by: ActingOfficer, reference: str | None) -> SentFile | None:
    """Our file of that message id, in the officer's offices."""
    question = select(PaymentFile).join(PaymentBatch, PaymentBatch.id == PaymentFile.batch_id)
    row = session.scalar(question.where(PaymentFile.reference == (reference or ""), PaymentBatch.office_id.in_(by.offices)))
    return SentFile(row.reference, row.payments_count, row.payments_total) if row else None


def known_payments(session: Session, by: ActingOfficer, answer: Answer, file: SentFile | None) -> dict[str, Known]:
    """The payments that an answer names, or that its file holds, locked so that two answers come one after the other."""
    named = sorted({line.reference for line in answer.lines})
    wanted = text("(payment.reference = ANY(:named) OR (:whole AND payment_file.reference = :file))")
    whole = file is not None and answer.rest is not None
    question = (
        select(
            Payment.id, Payment.reference, PaymentFile.reference.label("file"), Payment.state, Payment.heard, Payment.amount,
            Payment.currency, Payment.account,
        )
        .join(PaymentBatch, PaymentBatch.id == Payment.batch_id)
        .outerjoin(PaymentFile, PaymentFile.id == Payment.file_id)
        .where(wanted.bindparams(named=named, whole=whole, file=file.reference if file else ""))
        .where(PaymentBatch.office_id.in_(by.offices))
        .order_by(Payment.id)
        .with_for_update(of=Payment)
    )  # fmt: skip
    return {row.reference: Known(**row._mapping) for row in session.execute(question)}


def schemes_of(session: Session, payment_ids: Sequence[int]) -> Iterator[tuple[str, str, int, list[int]]]:
    """Some payments by their run: scheme, currency, the run's id, and the ids."""
    question = text(
        """SELECT b.scheme, b.currency, b.id, array_agg(p.id ORDER BY p.id) AS ids
           FROM payment p JOIN payment_batch b ON b.id = p.batch_id WHERE p.id = ANY(:ids)
           GROUP BY b.scheme, b.currency, b.id ORDER BY b.scheme, b.currency, b.id"""
    )
    for row in session.execute(question, {"ids": list(payment_ids)}).all():
        yield row.scheme, row.currency, row.id, list(row.ids)


def payees_still_there(session: Session, payment_ids: Sequence[int]) -> dict[int, int]:
    """Of some payments, those whose payee still has the very account that was paid to, open: payment id to person id."""
    question = text(
        """SELECT p.id, p.person_id FROM payment p
           JOIN payee_account a ON a.person_id = p.person_id AND a.replaced_at IS NULL AND a.state = 'open'
             AND (a.channel, a.bank, a.number) = (p.channel, p.bank, p.account) WHERE p.id = ANY(:ids)"""
    )
    return {row.id: row.person_id for row in session.execute(question, {"ids": list(payment_ids)})}


def lines_of(
    session: Session, answer_id: int, verdict: str | None = None, most: int | None = None
) -> list[tuple[BankAnswerLine, Payment | None]]:
    """The lines of an answer, of one verdict or all, each with the payment that it is about."""
    question = (
        select(BankAnswerLine, Payment)
        .outerjoin(Payment, Payment.id == BankAnswerLine.payment_id)
        .where(BankAnswerLine.answer_id == answer_id)
        .order_by(BankAnswerLine.number)
    )
    if verdict:
        question = question.where(BankAnswerLine.verdict == verdict)
    return [(row[0], row[1]) for row in session.execute(question.limit(most))]


def said_of(session: Session, payment_id: int) -> Sequence[tuple[BankAnswerLine, BankAnswer]]:
    """What banks said of a payment, in order."""
    question = (
        select(BankAnswerLine, BankAnswer)
        .join(BankAnswer, BankAnswer.id == BankAnswerLine.answer_id)
        .where(BankAnswerLine.payment_id == payment_id, BankAnswerLine.verdict == "accepted")
        .order_by(BankAnswer.id, BankAnswerLine.number)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def unmatched_count(session: Session, answer_id: int) -> int:
    """How many lines of an answer were matched by nothing."""
    question = select(func.count()).where(BankAnswerLine.answer_id == answer_id, BankAnswerLine.verdict == "unmatched")
    return session.scalar(question) or 0
