"""Reading one payment with all it rests on: awards, claims, months, run, file, bank and books; and a person's payments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from mis.errors import missing
from mis.identifiers import read_reference
from mis.language import current_language, translate
from mis.look import money, month
from mis.part import Found, WorkItem
from mis.staff.models import Officer
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer
from mis.statutes.wording import scheme_names
from payments.answers.models import BankAnswer, BankAnswerLine
from payments.answers.queries import said_of
from payments.bankfiles.rules import in_words
from payments.batches.models import Payment, PaymentBatch, PaymentFile
from payments.ledger.models import LedgerTransaction
from payments.ledger.queries import postings_about
from payments.ledger.rules import SENT, Moved, came_back, handed_over, incurred, paid_out
from payments.settlements.models import PaymentLine
from payments.settlements.queries import Persons, gather
from payments.settlements.rules import months_due
from registries.awards.models import Award
from registries.claims.models import Claim
from registries.persons.models import Person

SHOWN = 12


@dataclass(frozen=True)
class Booked:
    """What a posting moved for this one payment: on which day, and its entries."""

    posting: LedgerTransaction
    entries: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Trace:
    """One payment and everything that it rests on."""

    payment: Payment
    batch: PaymentBatch
    person: Person
    lines: Sequence[PaymentLine]
    awards: Sequence[tuple[Award, Claim]]
    file: PaymentFile | None
    said: Sequence[tuple[BankAnswerLine, BankAnswer]]
    booked: Sequence[Booked]

    @property
    def paid_lines(self) -> list[PaymentLine]:
        """The months that it pays."""
        return [line for line in self.lines if line.kind == "due"]


def trace(session: Session, by: ActingOfficer, reference: str) -> Trace:
    """The payment of that reference with its chain, for officers of the run's or of the person's office."""
    question = (
        select(Payment, PaymentBatch, Person)
        .join(PaymentBatch, PaymentBatch.id == Payment.batch_id)
        .join(Person, Person.id == Payment.person_id)
        .where(Payment.reference == (read_reference(reference) or ""))
        .where(PaymentBatch.office_id.in_(by.offices) | Person.office_id.in_(by.offices))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise missing("There is no such payment")
    payment, batch, person = row
    lines = session.scalars(
        select(PaymentLine).where(PaymentLine.payment_id == payment.id).order_by(PaymentLine.covered, PaymentLine.seq)
    ).all()
    awards = session.execute(
        select(Award, Claim).join(Claim, Claim.id == Award.claim_id).where(Award.id.in_({line.award_id for line in lines}))
    ).all()
    file = session.get(PaymentFile, payment.file_id) if payment.file_id else None
    said = said_of(session, payment.id)
    booked = _booked(session, payment, batch, lines, said)
    return Trace(payment, batch, person, lines, [(each[0], each[1]) for each in awards], file, said, booked)


def _booked(
    session: Session,
    payment: Payment,
    batch: PaymentBatch,
    lines: Sequence[PaymentLine],
    said: Sequence[tuple[BankAnswerLine, BankAnswer]],
) -> list[Booked]:
    """The part of each posting that is this payment's."""
    due = [line for line in lines if line.kind == "due"]
    back = [line for line in lines if line.kind != "due"]
    owed, undone = _moved(due), _moved(back)
    steps: dict[str, tuple[tuple[str, Decimal], ...]] = {"run approved": incurred(owed)}
    if payment.state in ("held", "cancelled"):
        steps |= {"run held out": incurred(undone), "run cancelled": incurred(undone)}
    else:
        steps["run sent"] = handed_over(payment.amount)
    found = [Booked(each, steps[each.kind]) for each in postings_about(session, [batch.reference]) if each.kind in steps]
    for line, answer in said:
        entries = _answered(payment, line.status, undone, {each.status for each, _ in said})
        found += [Booked(each, entries) for each in postings_about(session, [answer.reference]) if entries]
    return found


def _answered(payment: Payment, status: str, undone: Moved, statuses: set[str]) -> tuple[tuple[str, Decimal], ...]:
    if status == "paid":
        return paid_out(payment.amount)
    if status == "rejected":
        return incurred(undone, against=SENT)
    if status == "returned":
        return (() if "paid" in statuses else paid_out(payment.amount)) + came_back(payment.amount)
    return ()


def _moved(lines: Sequence[PaymentLine]) -> Moved:
    nothing = Decimal(0)
    return Moved(sum((line.amount for line in lines), nothing), sum((line.returned_funds for line in lines), nothing))


def payments_of_run(session: Session, batch: PaymentBatch, state: str, most: int) -> Sequence[Payment]:
    """The payments of a run in a state, by reference."""
    question = select(Payment).where(Payment.batch_id == batch.id, Payment.state == state)
    return session.scalars(question.order_by(Payment.reference).limit(most)).all()


def person_panel(session: Session, _by: ActingOfficer, person_id: int) -> Mapping[str, Any]:
    """A person's payments, newest first, and what is due and not paid of her awards."""
    rows = session.execute(
        select(Payment, PaymentBatch).join(PaymentBatch, PaymentBatch.id == Payment.batch_id)
        .where(Payment.person_id == person_id).order_by(Payment.id.desc()).limit(SHOWN)
    ).all()  # fmt: skip
    return {"payments": [(row[0], row[1]) for row in rows], "account": _account(session, person_id), "person_id": person_id}


def _account(session: Session, person_id: int) -> list[Row[Any]]:
    """Due, paid and left by scheme, up to this month."""
    awards = session.execute(
        text(
            """SELECT DISTINCT a.scheme, a.office_id, t.currency FROM award a
               JOIN award_term t ON t.award_id = a.id AND t.replaced_at IS NULL WHERE a.person_id = :person ORDER BY a.scheme"""
        ),
        {"person": person_id},
    ).all()
    period = office_today(session).replace(day=1)
    return [_standing(session, row, person_id, period) for row in awards]


def _standing(session: Session, row: Row[Any], person_id: int, period: date) -> Any:
    decimals = 6
    accounts = gather(session, Persons(row.scheme, [row.office_id], person_id, person_id), period, decimals)
    due = sum(months_due(accounts, period, decimals).get_column("due").to_list(), Decimal(0)).normalize()
    paid = sum(accounts.paid.get_column("paid").to_list(), Decimal(0)).normalize()
    return {"scheme": row.scheme, "currency": row.currency, "due": due, "paid": paid, "left": due - paid}


def find(session: Session, by: ActingOfficer, wanted: str) -> list[Found]:
    """A payment or a run by its reference."""
    reference = read_reference(wanted)
    if reference is None or reference[:2] not in ("PY", "BA"):
        return []
    if reference.startswith("BA"):
        run = select(PaymentBatch).where(PaymentBatch.reference == reference, PaymentBatch.office_id.in_(by.offices))
        names = scheme_names(session, current_language())
        return [
            Found("run", _named(row, names), row.state, f"/payments/runs/{row.reference}", True) for row in session.scalars(run)
        ]
    question = (
        select(Payment).join(PaymentBatch, PaymentBatch.id == Payment.batch_id)
        .join(Person, Person.id == Payment.person_id).where(Payment.reference == reference)
        .where(PaymentBatch.office_id.in_(by.offices) | Person.office_id.in_(by.offices))
    )  # fmt: skip
    return [
        Found("payment", f"{row.currency} {row.amount} {row.payee}", row.state, f"/payments/{row.reference}", True)
        for row in session.scalars(question)
    ]


def _named(run: PaymentBatch, schemes: Mapping[str, str]) -> str:
    """A run as an officer calls it: its scheme and month."""
    return f"{schemes.get(run.scheme, run.scheme)}, {month(run.period)}"


def waiting_runs(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many runs wait for this approver, and since when the oldest does."""
    rows = session.scalars(_waiting(by)).all()
    oldest = [row.submitted_at.date() for row in rows if row.submitted_at]
    return len(rows), min(oldest, default=None)


def waiting_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The runs that wait for this approver, oldest first."""
    named = _waiting(by).join(Officer, Officer.id == PaymentBatch.prepared_by).add_columns(Officer.name)
    rows, names = session.execute(named.limit(most)), scheme_names(session, current_language())
    return [_item(run, _("Approve it; %(name)s prepared it", name=preparer), names, run.submitted_at) for run, preparer in rows]


def _waiting(by: ActingOfficer) -> Any:
    question = select(PaymentBatch).where(PaymentBatch.state == "submitted", PaymentBatch.office_id.in_(by.offices))
    others = PaymentBatch.prepared_by != by.id, PaymentBatch.submitted_by != by.id
    return question.where(*others).order_by(PaymentBatch.submitted_at)


def prepared_runs(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many generated runs nobody handed in yet, or an approver sent back, and since when the oldest stands."""
    return _standing_runs(session, by, "generated", PaymentBatch.generated_at)


def approved_runs(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many approved runs nobody released yet, and since when the oldest stands."""
    return _standing_runs(session, by, "approved", PaymentBatch.approved_at)


def _standing_runs(session: Session, by: ActingOfficer, state: str, since: Any) -> tuple[int, date | None]:
    question = select(func.count(), func.min(since)).where(PaymentBatch.state == state, PaymentBatch.office_id.in_(by.offices))
    count, oldest = session.execute(question).one()
    return count, oldest.date() if oldest else None


def prepared_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The generated runs, oldest first; of one that was sent back, the approver's words."""
    rows = _in_state(session, by, "generated", PaymentBatch.generated_at, most)
    why = [_("Sent back: %(reason)s", reason=row.sent_back) if row.sent_back else _("Submit it for approval") for row in rows]
    names = scheme_names(session, current_language())
    return [_item(row, words, names, row.generated_at) for row, words in zip(rows, why, strict=True)]


def approved_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The approved runs that wait for their release, oldest first."""
    rows = _in_state(session, by, "approved", PaymentBatch.approved_at, most)
    names = scheme_names(session, current_language())
    return [_item(row, _("Release it to the banks"), names, row.approved_at) for row in rows]


def _in_state(session: Session, by: ActingOfficer, state: str, since: Any, most: int) -> Sequence[PaymentBatch]:
    question = select(PaymentBatch).where(PaymentBatch.state == state, PaymentBatch.office_id.in_(by.offices))
    return session.scalars(question.order_by(since, PaymentBatch.id).limit(most)).all()


def _item(run: PaymentBatch, why: str, schemes: Mapping[str, str], since: datetime | None) -> WorkItem:
    """A run as waiting work."""
    total = money(run.payments_total, run.currency, run.decimals)
    return WorkItem(_named(run, schemes), total, why, f"/payments/runs/{run.reference}", (since or run.prepared_at).date())


_UNPAID = """FROM payment p JOIN payment_batch b ON b.id = p.batch_id
WHERE p.state IN ('rejected', 'returned') AND b.office_id = ANY(:offices) AND EXISTS (
  SELECT FROM payment_line l WHERE l.payment_id = p.id AND l.kind = 'due' AND NOT EXISTS (
    SELECT FROM payment_line n WHERE n.covered = l.covered AND n.award_id = l.award_id AND n.kind = 'due' AND n.seq > l.seq))"""


def failed_count(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many payments failed whose money was not paid again yet, and since when."""
    row = session.execute(text(f"SELECT count(*), min(p.answered_on) {_UNPAID}"), {"offices": list(by.offices)}).one()
    return row[0], row[1]


def failed_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The failed payments not paid again yet, oldest first: their payees' accounts must be put right."""
    question = f"""SELECT p.reference, p.payee, p.currency, p.amount, p.state, p.reason_code, p.answered_on {_UNPAID}
    ORDER BY p.answered_on, p.id LIMIT :most"""
    rows = session.execute(text(question), {"offices": list(by.offices), "most": most})
    return [
        WorkItem(
            row.payee, money(row.amount, row.currency), in_words(row.reason_code, translate),
            f"/payments/{row.reference}", row.answered_on,
        )
        for row in rows
    ]  # fmt: skip
