"""Where a person's money goes: checked numbers, history, holds that another officer lifts."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mis.errors import Conflict, Forbidden, Refusal
from mis.staff.models import Office
from registries.numbers.rules import Account, read_identifier
from registries.persons.actions import give_account, hold_account, open_account, record_fact, report_death
from registries.persons.models import PayeeAccount, Person
from registries.persons.queries import account_history, accounts, facts
from tests import make
from tests.web import hidden, post


@pytest.fixture
def ana(session: Session) -> Person:
    """Somebody who is paid."""
    return make.person(session)


def officer_of(session: Session, person: Person, role: str = "administrator"):
    """An officer of the person's office."""
    return make.by(session, role, session.get_one(Office, person.office_id))


@pytest.mark.parametrize(
    ("given", "number", "bank"),
    [
        (Account("bank", "Ana", "", "tl38 0080 0123 4567 8910 157"), "TL380080012345678910157", ""),
        (Account("bank", "Ana", "BNUPTLDD", "0010-0044 17"), "0010004417", "BNUPTLDD"),
        (Account("mobile", "Ana", "Telemor", "７７００ 1234"), "+67077001234", "Telemor"),
        (Account("cash", "Ana", "x", "y"), "", ""),
    ],
)
def test_an_account_is_kept_in_one_form(session: Session, ana: Person, given: Account, number: str, bank: str) -> None:
    row = give_account(session, ana, given, "First account", officer_of(session, ana))
    assert (row.number, row.bank, row.state) == (number, bank, "open")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Account("bank", "Ana", "", "TL380080012345678910158"), "number"),
        (Account("bank", "Ana", "", "0010004417"), "bank"),
        (Account("bank", "Ana", "NOBANK", "0010004417"), "bank"),
        (Account("bank", "Ana", "BNUPTLDD", "12"), "number"),
        (Account("mobile", "Ana", "Telemor", "call me"), "number"),
        (Account("mobile", "Ana", "Telemor", ""), "number"),
        (Account("cheque", "Ana"), "channel"),
        (Account("cash", " "), "holder"),
    ],
)
def test_a_wrong_account_is_refused_at_its_field(session: Session, ana: Person, given: Account, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        give_account(session, ana, given, "First account", officer_of(session, ana))
    assert refused.value.problems[0].field == field
    assert accounts(session, [ana.id]) == {}


def test_an_account_of_two_people_is_held_until_a_supervisor_looked(session: Session, ana: Person) -> None:
    by = officer_of(session, ana)
    make.payee_account(session, make.person(session, "Mateus Reis"))
    row = give_account(session, ana, Account("bank", "Ana", "BANKTLDD", "0010004417"), "Her son's account", by)
    assert row.state == "held"
    with pytest.raises(Forbidden):
        open_account(session, ana.id, "It is her son", by)
    assert open_account(session, ana.id, "It is her son", officer_of(session, ana, "supervisor")).state == "open"


def test_a_change_keeps_every_account_before(session: Session, ana: Person) -> None:
    by = officer_of(session, ana)
    give_account(session, ana, Account("cash", "Ana"), "First account", by)
    give_account(session, ana, Account("bank", "Ana", "BNUPTLDD", "0010004417"), "She opened one", by)
    hold_account(session, ana.id, "The bank says it is closed", by)
    assert [row.state for row in account_history(session, ana.id)] == ["held", "open", "open"]
    assert accounts(session, [ana.id])[ana.id].held_by == by.id
    with pytest.raises(IntegrityError):
        session.execute(update(PayeeAccount).values(number="1"))


def test_a_death_is_recorded_once_and_ends_what_can_be_paid(session: Session, ana: Person) -> None:
    by = officer_of(session, ana)
    report_death(session, ana, date(2024, 5, 3), "The civil registry", "88/2024", by)
    found = facts(session, [ana.id], date(2024, 5, 31))[ana.id]["died_on"]
    assert (found.value, found.source) == (date(2024, 5, 3), "88/2024")
    assert "died_on" not in facts(session, [ana.id], date(2024, 5, 2))[ana.id]
    with pytest.raises(Conflict):
        report_death(session, ana, date(2024, 5, 4), "The village chief", "", by)
    with pytest.raises(Conflict):
        give_account(session, ana, Account("cash", "Ana"), "First account", by)


def test_a_fact_needs_a_name_a_value_and_a_day_that_can_be_right(session: Session, ana: Person) -> None:
    by = officer_of(session, ana)
    for name, value, since in (
        ("shoe_size", "41", date(2024, 1, 1)),
        ("income_monthly", "NaN", date(2024, 1, 1)),
        ("income_monthly", "-1", date(2024, 1, 1)),
        ("citizen", "perhaps", date(2024, 1, 1)),
        ("citizen", True, date(1950, 1, 1)),
        ("citizen", True, date(2030, 1, 1)),
    ):
        with pytest.raises(Refusal):
            record_fact(session, ana, name, value, since, "As declared", by)


@pytest.mark.parametrize("number", ["3171011708450001", "3171 0117 0845 0001"])
def test_an_indonesian_number_is_checked_by_its_rule(number: str) -> None:
    assert read_identifier("id", "nik", number) == "3171011708450001"
    with pytest.raises(Refusal):
        read_identifier("id", "nik", "3171019999450001")


def test_the_pages_give_hold_and_open_an_account_and_show_numbers_with_a_line(app: Flask, session: Session, ana: Person) -> None:
    office = session.get_one(Office, ana.office_id)
    clerk, chief = (make.signed_in(app, session, role, office) for role in ("administrator", "supervisor"))
    url = f"/persons/{ana.reference}"
    answers = {"channel": "bank", "bank": "BNUPTLDD", "number": "0010004417", "holder": "Ana", "reason": "First account"}
    assert post(clerk, url + "/account", answers | {"bank": ""}).status_code == 422
    assert post(clerk, url + "/account", answers).status_code == 302
    assert post(clerk, url + "/account/hold", {"reason": "The bank says it is closed"}).status_code == 302
    assert clerk.get(url + "/account/open").status_code == 403
    seen = chief.get(url + "/account/open").text
    for words in ("The bank says it is closed", "•••• 4417", "BNUPTLDD", "Held by"):
        assert words in seen
    assert post(chief, url + "/account/open", {"reason": "The bank was mistaken"}).status_code == 302
    masked = clerk.get(url).text
    assert "0010004417" not in masked
    assert "0010004417" in clerk.post(url + "/numbers", data=hidden(masked)).text
    assert chief.get(url + "/history").status_code == 200
    auditor = make.signed_in(app, session, "auditor", office)
    assert auditor.get(url).status_code == 200
    assert auditor.get(url + "/account").status_code == 403


def test_the_answers_about_a_death_can_be_changed_before_they_are_kept(app: Flask, session: Session, ana: Person) -> None:
    clerk = make.signed_in(app, session, "administrator", session.get_one(Office, ana.office_id))
    url = f"/persons/{ana.reference}/death"
    died = {"died_on-day": "3", "died_on-month": "5", "died_on-year": "2024", "source": "Her daughter at the counter"}
    check = post(clerk, url, died)
    assert (check.status_code, 'value="change"' in check.text) == (200, True)
    back = clerk.post(url, data=died | hidden(check.text) | {"step": "change"})
    assert back.status_code == 200
    assert "Her daughter at the counter" in back.text
    assert 'value="2024"' in back.text
    session.refresh(ana)
    assert ana.died_on is None


def test_the_people_whose_accounts_are_held_can_be_listed(app: Flask, session: Session, ana: Person) -> None:
    make.installation(session)
    office = session.get_one(Office, ana.office_id)
    other = make.person(session, "Beto Soares", at=office)
    make.payee_account(session, ana, "0010004417", state="held", reason="shared-account", held_by=ana.registered_by)
    make.payee_account(session, other, "0010004418")
    client = make.signed_in(app, session, "supervisor", office)
    assert "/persons?account=held" in client.get("/").text
    page = client.get("/persons?account=held").text
    assert (ana.reference in page, other.reference in page) == (True, False)
    assert "1 person whose account is held" in page
    assert client.get("/persons?account=lost").status_code == 200
