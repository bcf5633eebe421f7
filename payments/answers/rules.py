"""Whether a line of a bank's answer is about a payment of ours, and what it does to it; nothing doubtful is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from payments.bankfiles.rules import effect, reason
from payments.messages.formats import Answer, AnswerLine

# What is refused by reason of the office's own file or funds says nothing of the payee's account.
KEEP_ACCOUNT = frozenset({"resend", "never-resend", "correct-file", "fund-account"})

UNMATCHED = {
    "unknown-file": "It answers a file that is not ours",
    "unknown-reference": "No payment of ours has this reference",
    "other-file": "The payment was sent in another file",
    "other-amount": "The amount is not the one we sent",
    "other-currency": "The currency is not the one we sent",
    "other-account": "The account is not the one we paid to",
    "other-count": "The bank counts other payments than our file holds",
    "conflict": "It contradicts what the bank said before, or what can be believed",
}


@dataclass(frozen=True)
class Known:
    """A payment as it stands: what was sent, in which file, its state, and what the bank said of it last."""

    id: int
    reference: str
    file: str | None
    state: str
    heard: str | None
    amount: Decimal
    currency: str
    account: str


@dataclass(frozen=True)
class SentFile:
    """A file of ours: its reference, how many payments it holds, and their total."""

    reference: str
    count: int
    total: Decimal


@dataclass(frozen=True)
class Judged:
    """What becomes of a line: `verdict` accepted, repeated or unmatched; the payment and its state afterwards, or why not."""

    line: AnswerLine
    verdict: str
    payment: Known | None = None
    state: str | None = None
    problem: str | None = None


def judge(answer: Answer, known: Mapping[str, Known], file: SentFile | None) -> list[Judged]:
    """Each line in turn, then the payments of the file that no line names but the whole answer speaks of.

    A line counts only when reference, file, amount, currency and account (those that it gives) are those we sent.
    """
    now = dict(known)
    judged = []
    for line in (*answer.lines, *_rest(answer, known, file)):
        found = _judge(line, answer, now, file)
        if found.payment and found.verdict == "accepted":
            heard = replace(found.payment, state=found.state or found.payment.state, heard=line.status)
            now[found.payment.reference] = heard
        judged.append(found)
    return judged


def _judge(line: AnswerLine, answer: Answer, known: Mapping[str, Known], file: SentFile | None) -> Judged:
    if answer.original and file is None:
        return Judged(line, "unmatched", problem="unknown-file")
    payment = known.get(line.reference)
    if payment is None:
        count_differs = file is not None and line.reference == file.reference
        return Judged(line, "unmatched", problem="other-count" if count_differs else "unknown-reference")
    problem = _mismatch(line, payment, file)
    if problem:
        return Judged(line, "unmatched", problem=problem)
    done = effect(payment.state, line.status, payment.heard, line.reason_code)
    if done.verdict == "conflict":
        return Judged(line, "unmatched", problem="conflict")
    verdict = "repeated" if line.repeated else done.verdict
    return Judged(line, verdict, payment, payment.state if line.repeated else done.state)


def _mismatch(line: AnswerLine, payment: Known, file: SentFile | None) -> str | None:
    if file is not None and payment.file != file.reference:
        return "other-file"
    if line.amount is not None and line.amount != payment.amount:
        return "other-amount"
    if line.currency is not None and line.currency != payment.currency:
        return "other-currency"
    if line.account is not None and plain_account(line.account) != plain_account(payment.account):
        return "other-account"
    return None


def plain_account(account: str) -> str:
    """An account or telephone number as two writings of it are compared."""
    return account.replace(" ", "").replace("-", "").removeprefix("+").upper()


def _rest(answer: Answer, known: Mapping[str, Known], file: SentFile | None) -> Iterator[AnswerLine]:
    """What holds for the payments that no line names, where the answer says so of our file and counts as we do."""
    if answer.rest is None or file is None:
        if answer.original and file is None and not answer.lines:
            yield AnswerLine(0, answer.original, answer.status or "pending")
        return
    if answer.count not in (None, file.count) or answer.total not in (None, file.total):
        yield AnswerLine(0, file.reference, answer.rest)
        return
    named = {line.reference for line in answer.lines} | {unread.reference for unread in answer.unread}
    for reference, payment in known.items():
        if payment.file == file.reference and reference not in named:
            yield AnswerLine(0, reference, answer.rest, reason_code=answer.reason_code, reason=answer.reason)


def asks_hold(code: str | None) -> bool:
    """Whether a failure for that reason means that no money may go to the account before somebody has looked."""
    return reason(code).act not in KEEP_ACCOUNT
