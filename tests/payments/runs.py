"""A month's run in a few words, for tests: people with awards, and the steps from draft to sent."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.staff.rules import ActingOfficer
from payments.batches import actions, queries
from payments.batches.actions import NewBatch
from payments.batches.models import Payment, PaymentBatch
from payments.batches.rules import Content
from payments.generation import actions as generation
from tests import make

SCHEME = "tl-social-pension"
MAY = date(2024, 5, 1)


def officers(session: Session) -> tuple[ActingOfficer, ActingOfficer]:
    """A payment officer and an approver of the first office."""
    make.installation(session)
    place = make.office(session)
    return make.by(session, "payment-officer", place), make.by(session, "approver", place)


def payee(session: Session, name: str = "Ana Maria Caldas", number: str = "", amount: str = "60.00", **terms):
    """A person with an account and an award."""
    make.confirmed_law(session)
    person = make.person(session, name)
    make.payee_account(session, person, number or f"00{person.id:08}")
    return person, make.award(session, person, amount, **terms)


def drafted(session: Session, by: ActingOfficer, period: date = MAY, kind: str = "regular", **given) -> PaymentBatch:
    make.confirmed_law(session)
    return actions.draft(session, NewBatch(SCHEME, period, kind, **given), by)


def generated(session: Session, by: ActingOfficer, period: date = MAY, kind: str = "regular", **given) -> PaymentBatch:
    """A run generated in this transaction."""
    batch = drafted(session, by, period, kind, **given)
    actions.generate(session, batch.reference, by)
    for part in queries.slices(session, batch.id, "waiting"):
        generation.settle_slice(session, part)
    assert generation.finish(session, batch.id)
    return batch


def approved(session: Session, by: ActingOfficer, approver: ActingOfficer, period: date = MAY, kind: str = "regular", **given):
    batch = generated(session, by, period, kind, **given)
    actions.submit(session, batch.reference, by)
    return actions.approve(session, batch.reference, content(batch), approver)


def content(batch: PaymentBatch) -> Content:
    """What the page shows of a run."""
    return queries.kept_content(batch)


def payments(session: Session, batch: PaymentBatch) -> list[Payment]:
    question = select(Payment).where(Payment.batch_id == batch.id).order_by(Payment.person_id)
    return list(session.scalars(question.execution_options(populate_existing=True)))


def left_out(session: Session, batch: PaymentBatch) -> dict[str, int]:
    return {reason: count for reason, count, _ in queries.left_out_reasons(session, batch.id)}
