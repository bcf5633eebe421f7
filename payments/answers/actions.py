"""What one does with a bank's answer: take it in, once, and move only the payments that it surely speaks of."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.audit.keeping import keep
from mis.errors import refuse
from mis.identifiers import new_reference
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from payments.answers import queries, rules
from payments.answers.formats import read_answer
from payments.answers.models import BankAnswer, BankAnswerLine
from payments.answers.rules import Judged
from payments.bankfiles.rules import in_words
from payments.batches.models import PaymentBatch
from payments.ledger.actions import post
from payments.ledger.rules import SENT, Posting, came_back, incurred, paid_out, together
from payments.messages.formats import Answer, Unread
from payments.releases.actions import settle_if_known
from payments.settlements.actions import reverse
from registries.persons.actions import hold_account

NAME_MAX = 200


@dataclass(frozen=True)
class Taken:
    """An answer as it was taken in, and whether the very same file had come before (then nothing was done)."""

    answer: BankAnswer
    before: bool


@dataclass(frozen=True)
class Moved:
    """A payment that an answer moved: its state before and after, its amount, and what the bank gave as the reason."""

    payment_id: int
    before: str
    after: str
    amount: Decimal
    code: str | None


def take_in(session: Session, name: str, content: bytes, by: ActingOfficer) -> Taken:
    """Read a bank's answer, match its lines to our payments, move those that match, book it, hold accounts that failed.

    What matches nothing is listed with its reason and moves nothing. The same bytes again have no effect. Raises Refusal
    when the file cannot be read as a whole.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = queries.answer_by_digest(session, digest)
    if known is not None:
        if known.office_id not in by.offices:
            raise refuse("file", "This file was taken in by another office", "repeated")
        record(session, by, "answer repeated", known.reference, digest=digest)
        return Taken(known, True)
    answer = read_answer(content)
    file = queries.answered_file(session, by, answer.original)
    judged = rules.judge(answer, queries.known_payments(session, by, answer, file), file)
    row = _keep(session, name, content, digest, answer, judged, by)
    moved = _moved(judged)
    _note_heard(session, judged, answer.day or office_today(session))
    _move(session, row, moved, by)
    _hold_accounts(session, moved, by)
    after = {"read": row.read, "accepted": row.accepted, "rejected": row.rejected, "returned": row.returned}
    record(session, by, "answer taken in", row.reference, after=after, count=row.read, digest=digest)
    return Taken(row, False)


def _moved(judged: Sequence[Judged]) -> list[Moved]:
    """The payments whose state changes, each once: from where it stood to where the answer leaves it."""
    first: dict[str, Judged] = {}
    last: dict[str, Judged] = {}
    for each in judged:
        if each.payment and each.verdict == "accepted" and each.state != each.payment.state:
            first.setdefault(each.payment.reference, each)
            last[each.payment.reference] = each
    return [
        Moved(begun.payment.id, begun.payment.state, str(last[key].state), begun.payment.amount, last[key].line.reason_code)
        for key, begun in first.items()
        if begun.payment
    ]


def _keep(
    session: Session, name: str, content: bytes, digest: str, answer: Answer, judged: Sequence[Judged], by: ActingOfficer
) -> BankAnswer:
    """The answer and each of its lines, as evidence."""
    counts = Counter(_counted(each) for each in judged)
    row = BankAnswer(
        reference=new_reference("AN"), name=" ".join(name.split())[:NAME_MAX] or "answer", format=answer.format, sha256=digest,
        content=content, office_id=by.office_id, read=len(judged) + len(answer.unread), accepted=counts["accepted"],
        rejected=counts["rejected"], returned=counts["returned"], repeated=counts["repeated"], imported_by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    kept = [_line(each) for each in judged] + [_unread(each) for each in answer.unread]
    if kept:
        session.execute(
            insert(BankAnswerLine), [values | {"answer_id": row.id, "number": at} for at, values in enumerate(kept, 1)]
        )
    keep(session, queries.TAKEN_IN, [row.id])
    return row


def _counted(each: Judged) -> str:
    """Under which heading of the summary a line is counted."""
    if each.verdict != "accepted":
        return each.verdict
    return each.line.status if each.line.status in ("rejected", "returned") else "accepted"


def _line(each: Judged) -> dict[str, object]:
    line = each.line
    return {
        "row": line.row or None, "reference": line.reference, "status": line.status, "amount": line.amount,
        "reason_code": line.reason_code, "reason": line.reason, "day": line.day, "verdict": each.verdict,
        "payment_id": each.payment.id if each.payment else None, "problem": each.problem,
    }  # fmt: skip


def _unread(each: Unread) -> dict[str, object]:
    return {
        "row": each.problem.row, "reference": each.reference, "status": "", "amount": None, "reason_code": None, "reason": None,
        "day": None, "verdict": "unmatched", "payment_id": None, "problem": each.problem.words(),
    }  # fmt: skip


def _note_heard(session: Session, judged: Sequence[Judged], day: date) -> None:
    """What the bank said last of each payment, why and when."""
    taken = {each.payment.id: each.line for each in judged if each.payment and each.verdict == "accepted"}
    said = text(
        """UPDATE payment SET heard = said.status, answered_on = said.day,
             reason_code = coalesce(said.code, payment.reason_code), reason = coalesce(said.words, payment.reason)
           FROM unnest(CAST(:ids AS bigint[]), CAST(:statuses AS text[]), CAST(:codes AS text[]), CAST(:words AS text[]),
             CAST(:days AS date[])) AS said(id, status, code, words, day) WHERE payment.id = said.id"""
    )
    lines = list(taken.values())
    values = {
        "ids": list(taken), "statuses": [line.status for line in lines], "codes": [line.reason_code for line in lines],
        "words": [line.reason for line in lines], "days": [line.day or day for line in lines],
    }  # fmt: skip
    session.execute(said, values)


def _move(session: Session, answer: BankAnswer, moved: Sequence[Moved], by: ActingOfficer) -> None:
    """Give each payment its new state, give failed money back to the awards' accounts, and book both by scheme."""
    by_id = {each.payment_id: each for each in moved}
    books: dict[tuple[str, str], list[tuple[tuple[str, Decimal], ...]]] = {}
    touched = []
    for scheme, currency, batch_id, ids in queries.schemes_of(session, list(by_id)):
        entries = _entries(session, scheme, [by_id[each] for each in ids])
        books.setdefault((scheme, currency), []).append(entries)
        touched.append(batch_id)
    step = text(
        """UPDATE payment SET state = moved.state FROM unnest(CAST(:ids AS bigint[]), CAST(:states AS text[]))
           AS moved(id, state) WHERE payment.id = moved.id"""
    )
    session.execute(step, {"ids": list(by_id), "states": [each.after for each in moved]})
    for (scheme, currency), entries_of in books.items():
        posting = Posting(scheme, currency, office_today(session), "bank answer", answer.reference, together(*entries_of))
        post(session, posting, by)
    for batch_id in touched:
        settle_if_known(session, session.get_one(PaymentBatch, batch_id, populate_existing=True))


def _entries(session: Session, scheme: str, moved: Sequence[Moved]) -> tuple[tuple[str, Decimal], ...]:
    """The entries that the moved payments of one run make, and the lines that give failed money back."""
    went_out = sum((each.amount for each in moved if each.before == "sent" and each.after != "rejected"), Decimal(0))
    rejected = [each.payment_id for each in moved if each.after == "rejected"]
    returned = [each.payment_id for each in moved if each.after == "returned"]
    undone = incurred(reverse(session, scheme, rejected, "rejected"), against=SENT) if rejected else ()
    back = came_back(-reverse(session, scheme, returned, "returned").amount) if returned else ()
    return tuple(chain(paid_out(went_out), undone, back))


def _hold_accounts(session: Session, moved: Sequence[Moved], by: ActingOfficer) -> None:
    """No money goes again to an account that the bank could not pay to, until somebody has looked."""
    failed: Mapping[int, str | None] = {
        each.payment_id: each.code for each in moved if each.after in ("rejected", "returned") and rules.asks_hold(each.code)
    }
    for payment_id, person_id in queries.payees_still_there(session, list(failed)).items():
        hold_account(session, person_id, in_words(failed[payment_id]), by)
