"""The payment register and the employers' contributions, as reports over what was sent and what came in."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from mis.reporting import Asked, Column, Filter, Report
from mis.reports.places import areas_within, municipalities, municipality_choices
from mis.statutes.queries import law_digest
from mis.statutes.wording import scheme_choices, scheme_names
from payments.batches.models import Payment, PaymentBatch
from payments.receipts.models import ReceiptAllocation
from registries.contributions.models import Schedule
from registries.employers.models import Employer
from registries.persons.models import Person

SENT = ("sent", "paid", "rejected", "returned")
CAME_BACK = ("rejected", "returned")
SEXES = (("f", _l("Women")), ("m", _l("Men")), ("x", _l("Other")))


def paid_rows(session: Session, asked: Asked) -> list[tuple]:
    """Payments that went out, by scheme, municipality and sex, as sums over places; two questions to the database."""
    places, names = municipalities(session), scheme_names(session, asked.language)
    sexes = {sex: str(words) for sex, words in SEXES}
    sums: dict[tuple[str, str, str], list[Any]] = defaultdict(lambda: [0, 0, Decimal(0), Decimal(0), Decimal(0)])
    for scheme, area, sex, *figures in session.execute(_payments(session, asked)):
        kept = sums[names.get(scheme, scheme), places[area].name, sexes[sex]]
        kept[:] = [total + figure for total, figure in zip(kept, figures, strict=True)]
    return [(*key, *figures) for key, figures in sorted(sums.items())]


def _payments(session: Session, asked: Asked) -> Select:
    """People, payments, and what was sent, came back and was confirmed, by scheme, area and sex."""

    def amount(*states: str) -> ColumnElement:
        return func.coalesce(func.sum(Payment.amount).filter(Payment.state.in_(states)), 0)

    keys = (PaymentBatch.scheme, Person.area_id, Person.sex)
    figures = (func.count(Payment.person_id.distinct()), func.count(), amount(*SENT), amount(*CAME_BACK), amount("paid"))
    question = select(*keys, *figures).join_from(Payment, PaymentBatch, PaymentBatch.id == Payment.batch_id)
    question = question.join(Person, Person.id == Payment.person_id).group_by(*keys)
    question = question.where(
        Payment.state.in_(SENT), Payment.currency == asked.currency.code, Person.office_id.in_(asked.offices or ())
    )
    chosen = asked.filters
    if "scheme" in chosen:
        question = question.where(PaymentBatch.scheme == chosen["scheme"])
    if "month" in chosen:
        question = question.where(PaymentBatch.period == chosen["month"])
    if "municipality" in chosen:
        question = question.where(Person.area_id.in_(areas_within(session, chosen["municipality"])))
    return question.where(Person.sex == chosen["sex"]) if "sex" in chosen else question


def owed_rows(session: Session, asked: Asked) -> list[tuple]:
    """What each employer's posted schedules made due, what receipts paid of it, what is outstanding; one question."""
    received = select(ReceiptAllocation.schedule_id, func.sum(ReceiptAllocation.amount).label("amount"))
    paid = received.group_by(ReceiptAllocation.schedule_id).subquery()
    due, got = func.sum(Schedule.posted_due), func.coalesce(func.sum(paid.c.amount), 0)
    figures = (func.count(), due, got, due - got)
    question = select(Employer.reference, Employer.name, *figures).join_from(Schedule, Employer)
    question = question.outerjoin(paid, paid.c.schedule_id == Schedule.id).group_by(Employer.id)
    question = question.where(
        Schedule.state == "posted", Schedule.currency == asked.currency.code, Employer.office_id.in_(asked.offices or ())
    )
    chosen = asked.filters
    if "scheme" in chosen:
        question = question.where(Schedule.scheme == chosen["scheme"])
    if "from" in chosen:
        question = question.where(Schedule.month >= chosen["from"])
    if "to" in chosen:
        question = question.where(Schedule.month <= chosen["to"])
    if "municipality" in chosen:
        question = question.where(Employer.area_id.in_(areas_within(session, chosen["municipality"])))
    ordered = question.order_by((due - got).desc(), Employer.name, Employer.reference)
    return [tuple(row) for row in session.execute(ordered)]


def law_of(session: Session, asked: Asked) -> str:
    """The digest of the office's law on the report's day."""
    return law_digest(session, asked.day)


_SCHEME = Filter("scheme", _l("Scheme"), choices=scheme_choices)
_MUNICIPALITY = Filter("municipality", _l("Municipality"), choices=municipality_choices)
_CURRENCY = (_l("Currency"), _l("Amounts in the currency of the scheme chosen; other currencies are a report of their own"))

PAYMENT_REGISTER = Report(
    name="payment-register",
    title=_l("Payment register"),
    question=_l("How much was paid, to how many women and men, and where?"),
    permission="reports.read",
    columns=(
        Column("scheme", _l("Scheme")),
        Column("municipality", _l("Municipality")),
        Column("sex", _l("Sex")),
        Column("people", _l("People"), "number"),
        Column("payments", _l("Payments"), "number", summed=True),
        Column("sent", _l("Sent"), "money", summed=True),
        Column("came_back", _l("Came back"), "money", summed=True),
        Column("confirmed", _l("Confirmed"), "money", summed=True),
    ),
    filters=(_SCHEME, Filter("month", _l("Month of the run"), "month"), _MUNICIPALITY, Filter("sex", _l("Sex"), choices=SEXES)),
    definitions=(
        (_l("Sent"), _l("Payments in a file that went to a bank or operator; they add up to the totals of the files")),
        (_l("Came back"), _l("Of these, what was rejected or returned; paid again, it is a payment of a later run")),
        (_l("Confirmed"), _l("Of these, what the bank or operator says has arrived; the rest has no answer yet")),
        (_l("Municipality"), _l("Where the person who is paid lives now")),
        (_l("People"), _l("Each counted once a row; who is paid by two schemes is in two rows, so people are not added up")),
        _CURRENCY,
    ),
    drawn="sent",
    read=paid_rows,
    law=law_of,
)
CONTRIBUTIONS_BY_EMPLOYER = Report(
    name="contributions-by-employer",
    title=_l("Contributions by employer"),
    question=_l("What does each employer owe, what came in, and what is outstanding?"),
    permission="reports.read",
    columns=(
        Column("employer", _l("Employer"), "reference"),
        Column("name", _l("Name")),
        Column("schedules", _l("Schedules"), "number", summed=True),
        Column("due", _l("Due"), "money", summed=True),
        Column("received", _l("Received"), "money", summed=True),
        Column("outstanding", _l("Outstanding"), "money", summed=True),
    ),
    filters=(_SCHEME, Filter("from", _l("From month"), "month"), Filter("to", _l("To month"), "month"), _MUNICIPALITY),
    definitions=(
        (_l("Due"), _l("Employer's and workers' contributions of posted schedules, with every later amendment")),
        (_l("Received"), _l("What receipts were allocated to these schedules; money not allocated yet is in none of them")),
        (_l("Outstanding"), _l("Due less received; below zero when more came in than is due")),
        (_l("Employers"), _l("Those with a posted schedule in these months; who filed nothing is not in this list")),
        _CURRENCY,
    ),
    drawn="outstanding",
    read=owed_rows,
    law=law_of,
)
