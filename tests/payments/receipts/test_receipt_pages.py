"""Receipts as a payment officer meets them: pages, the API with its key, the job of the queue."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.db import Database, connect
from payments.ledger.models import LedgerTransaction
from payments.receipts import jobs
from payments.receipts.models import Receipt
from payments.receipts.queries import schedules_to_book
from tests import make, web


@pytest.fixture
def employer(session):
    """An employer who owes 30.00 for May, of an office that stands on 31 May 2024."""
    make.installation(session)
    row = make.employer(session, at=make.office(session))
    make.posted_schedule(session, row)
    return row


@pytest.fixture
def office(session, employer):
    """Her office."""
    return session.get_one(make.Office, employer.office_id)


DAY = {"received_on-day": "30", "received_on-month": "5", "received_on-year": "2024"}


def test_a_receipt_is_recorded_on_a_page_and_seen_with_what_it_paid(app, session, employer, office):
    client = make.signed_in(app, session, "payment-officer", office)
    given = DAY | {"amount": "1,030.00", "bank_reference": "BNU 1", "employer": employer.reference.lower()}
    answer = web.post(client, "/receipts/record", given)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "May 2024" in page
    assert "1,000.00" in page
    assert "BNU 1" in client.get("/receipts?in=suspense").text
    assert "In suspense: USD\N{NO-BREAK SPACE}1,000.00" in client.get(f"/employers/{employer.reference}").text
    again = web.post(client, "/receipts/record", given)
    assert again.status_code == 422
    assert "was recorded already" in again.text
    assert "Ermera" not in make.signed_in(app, session, "auditor", make.office(session, "Far")).get("/receipts").text


def test_money_of_nobody_gets_its_payer_on_its_page(app, session, employer, office):
    client = make.signed_in(app, session, "payment-officer", office)
    url = web.post(client, "/receipts/record", DAY | {"amount": "5.00", "bank_reference": "B2"}).location
    assert "Who paid this?" in client.get(url).text
    assert web.post(client, url + "/payer", {"employer": "EM-00000-00000-00"}, page=url).status_code == 422
    assert web.post(client, url + "/payer", {"employer": employer.reference}, page=url).status_code == 303
    assert "Who paid this?" not in client.get(url).text


def test_an_administrator_reads_and_does_not_record(app, session, employer, office):
    client = make.signed_in(app, session, "administrator", office)
    assert client.get("/receipts").status_code == 200
    assert client.get("/receipts/record").status_code == 403


def test_the_api_needs_a_key_and_does_the_same_request_once(app, session, employer, office):
    headers = make.bearer(session, make.officer(session, "payment-officer", office))
    body = {"amount": "30.00", "received_on": "2024-05-30", "bank_reference": "B3", "employer": employer.reference}
    client = app.test_client()
    assert client.post("/api/v1/receipts", json=body, headers=headers).status_code == 400
    first, second = (client.post("/api/v1/receipts", json=body, headers=headers | {"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert session.scalar(select(func.count()).select_from(Receipt)) == 1
    other = client.post("/api/v1/receipts", json=body, headers=headers | {"Idempotency-Key": "k2"})
    assert (other.status_code, other.json["errors"][0]["code"]) == (409, "recorded-already")


@pytest.mark.parametrize("wrong", [{"amount": 30}, {"amount": "1e3"}, {"received_on": "30/5/2024"}, {"bank_reference": "\x00"}])
def test_bad_receipts_are_refused_and_keep_nothing(app, session, employer, office, wrong):
    headers = make.bearer(session, make.officer(session, "payment-officer", office)) | {"Idempotency-Key": "k3"}
    body = {"amount": "30.00", "received_on": "2024-05-30", "bank_reference": "B4"} | wrong
    assert app.test_client().post("/api/v1/receipts", json=body, headers=headers).status_code in (400, 422)
    assert session.scalar(select(func.count()).select_from(Receipt)) == 0


def test_the_queue_books_a_schedule_once_however_often_it_is_asked(own_database, monkeypatch):
    engine = connect(own_database.database_url)
    monkeypatch.setattr(jobs, "database", lambda: Database(engine))
    with Session(engine) as session, session.begin():
        make.installation(session)
        wanted = make.posted_schedule(session, month=date(2024, 4, 1), due=Decimal("12.00")).id
    for _ in range(2):
        jobs.book(wanted)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(LedgerTransaction)) == 1
        assert list(schedules_to_book(session)) == []
    engine.dispose()
