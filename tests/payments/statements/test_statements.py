"""The payment register and contributions by employer add up to the files, the lines and the schedules they are made from."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from mis.identifiers import new_reference
from mis.money import Currency
from mis.reporting import FORMATS, Asked, run
from payments.batches.models import Payment, PaymentFile
from payments.receipts.models import ReceiptAllocation
from payments.settlements.models import PaymentLine
from payments.statements.queries import CONTRIBUTIONS_BY_EMPLOYER, PAYMENT_REGISTER
from tests import make
from tests.statements import counted

MAY, APRIL = date(2024, 5, 1), date(2024, 4, 1)


def asked(*offices, **filters) -> Asked:
    """What somebody asks who may see these offices."""
    scope = frozenset(office.id for office in offices)
    return Asked(filters, scope, Currency("USD", 2), date(2024, 6, 30), datetime(2024, 6, 30, tzinfo=UTC))


def paid(session, batch, person, amount: str, state: str = "sent") -> Payment:
    """A payment to somebody, with the line that made it."""
    row = make.payment(session, batch, amount, person.id)
    make.payment_line(session, row, due=amount)
    for step in ("sent", state):
        row.state = step
        session.flush()
    return row


@pytest.fixture
def office(session):
    """An office of an open installation."""
    make.installation(session)
    return make.office(session)


@pytest.fixture
def month(session, office):
    """A run of two women and a man: one payment confirmed, one returned, one sent; one more held back."""
    batch = make.payment_batch(session)
    ana, bela = make.person(session, at=office), make.person(session, "Bela Soares", at=office)
    rui, celso = make.person(session, "Rui Pinto", at=office, sex="m"), make.person(session, "Celso Dias", at=office, sex="m")
    paid(session, batch, ana, "60.00", "paid")
    paid(session, batch, bela, "80.00", "returned")
    paid(session, batch, rui, "100.00")
    make.payment(session, batch, "60.00", celso.id).state = "held"
    session.flush()
    return batch


def test_the_register_counts_what_went_out_by_scheme_place_and_sex(session, office, month):
    answer = run(PAYMENT_REGISTER, session, asked(office))
    assert answer.rows == (
        ("Social pension", "Baucau", "Men", 1, 1, Decimal("100.00"), Decimal(0), Decimal(0)),
        ("Social pension", "Baucau", "Women", 2, 2, Decimal("140.00"), Decimal("80.00"), Decimal("60.00")),
    )
    assert answer.totals[4:] == (3, Decimal("240.00"), Decimal("80.00"), Decimal("60.00"))


def test_the_register_adds_up_to_the_files_and_to_the_chain_of_lines(session, office, month):
    sent = session.scalars(select(Payment).where(Payment.batch_id == month.id, Payment.state != "held")).all()
    file = PaymentFile(
        reference=new_reference("FI"), batch_id=month.id, channel="bank", number=1, format="pain.001", name="bank-1.xml",
        payments_count=len(sent), payments_total=sum(payment.amount for payment in sent), sha256="0" * 64,
    )  # fmt: skip
    session.add(file)
    session.flush()
    for payment in sent:
        payment.file_id = file.id
    session.flush()
    total = run(PAYMENT_REGISTER, session, asked(office)).totals
    lines = session.scalar(select(func.sum(PaymentLine.amount)).where(PaymentLine.payment_id.in_([each.id for each in sent])))
    assert (total[4], total[5]) == (file.payments_count, file.payments_total)
    assert total[5] == lines


def test_filters_narrow_the_register(session, office, month):
    other = make.payment_batch(session, period=APRIL, scheme="tl-household-transfer-2020")
    paid(session, other, make.person(session, "Diana Lobo", at=office), "100.00")
    code = session.get_one(type(make.area(session)), office.area_id).code

    def sent(**filters) -> Decimal:
        return run(PAYMENT_REGISTER, session, asked(office, **filters)).totals[5]

    assert sent() == Decimal("340.00")
    assert sent(scheme="tl-household-transfer-2020") == Decimal("100.00")
    assert sent(month=MAY) == Decimal("240.00")
    assert sent(sex="m") == Decimal("100.00")
    assert sent(municipality=code) == Decimal("340.00")
    assert sent(municipality=make.area(session, "Viqueque").code) == 0


def test_people_of_other_offices_are_in_neither_report(session, office, month):
    elsewhere = make.office(session, "Suai office")
    make.posted_schedule(session, make.employer(session, at=office))
    assert run(PAYMENT_REGISTER, session, asked(elsewhere)).rows == ()
    assert run(CONTRIBUTIONS_BY_EMPLOYER, session, asked(elsewhere)).rows == ()


def test_payments_in_another_currency_are_never_added(session, office, month):
    person = make.person(session, "Eva Reis", at=office)
    row = Payment(
        reference=new_reference("PY"), batch_id=month.id, person_id=person.id, payee=person.name, channel="bank",
        amount=Decimal("500.00"), currency="EUR", state="sent",
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert run(PAYMENT_REGISTER, session, asked(office)).totals[5] == Decimal("240.00")


def test_contributions_are_due_received_and_outstanding_by_employer(session, office):
    coffee, hotel = make.employer(session, at=office), make.employer(session, "Hotel Timor", at=office)
    may, april = make.posted_schedule(session, coffee), make.posted_schedule(session, coffee, APRIL, Decimal("20.00"))
    make.posted_schedule(session, hotel, due=Decimal("45.50"))
    make.schedule(session, hotel, APRIL)
    receipt = make.receipt(session, coffee, Decimal("40.00"))
    for schedule, amount in ((may, "30.00"), (april, "20.00"), (april, "-10.00")):
        session.add(ReceiptAllocation(receipt_id=receipt.id, schedule_id=schedule.id, amount=Decimal(amount)))
    session.flush()
    answer = run(CONTRIBUTIONS_BY_EMPLOYER, session, asked(office))
    assert [row[1:] for row in answer.rows] == [
        ("Hotel Timor", 1, Decimal("45.50"), Decimal(0), Decimal("45.50")),
        ("Ermera Coffee Cooperative", 2, Decimal("50.00"), Decimal("40.00"), Decimal("10.00")),
    ]
    assert answer.totals[3:] == (Decimal("95.50"), Decimal("40.00"), Decimal("55.50"))
    only_may = run(CONTRIBUTIONS_BY_EMPLOYER, session, asked(office, **{"from": MAY, "to": MAY}))
    assert only_may.totals[3:] == (Decimal("75.50"), Decimal("30.00"), Decimal("45.50"))


@pytest.mark.parametrize("report", [PAYMENT_REGISTER, CONTRIBUTIONS_BY_EMPLOYER])
def test_a_few_questions_answer_however_many_there_are(session, office, month, report):
    make.posted_schedule(session, make.employer(session, at=office))
    run(report, session, asked(office))
    with counted(session) as few:
        run(report, session, asked(office))
    for number in range(20):
        paid(session, month, make.person(session, f"Person {number}", at=office), "60.00")
        make.posted_schedule(session, make.employer(session, f"Employer {number}", at=office))
    with counted(session) as many:
        run(report, session, asked(office))
    assert len(many) == len(few) <= 6


@pytest.mark.parametrize("report", [PAYMENT_REGISTER, CONTRIBUTIONS_BY_EMPLOYER])
@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_question_gives_the_same_bytes(session, office, month, report, kind):
    make.posted_schedule(session, make.employer(session, "=HYPERLINK(1)", at=office))
    write = FORMATS[kind][1]
    assert write(run(report, session, asked(office))) == write(run(report, session, asked(office)))
