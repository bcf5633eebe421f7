"""A death that was reported wrongly is taken back by a second officer, and what was missed is paid by the next run."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.audit.models import AuditLine
from mis.errors import Conflict, Forbidden
from mis.staff.models import Office
from payments.overpayments.queries import after_death_count, after_death_items
from payments.settlements.queries import chains
from registries.persons.actions import report_death
from registries.persons.queries import facts
from registries.vitalevents.actions import reverse_death
from tests import make
from tests.payments import runs
from tests.web import post

DIED = date(2024, 3, 20)


def test_awards_go_on_and_the_next_run_pays_what_was_missed(session: Session) -> None:
    by, _approver = runs.officers(session)
    person, _award = runs.payee(session)
    reporter, other = make.by(session), make.by(session, "supervisor")
    report_death(session, person, date(2024, 4, 20), "the village chief", "", reporter)
    assert runs.generated(session, by).payments_count == 0
    with pytest.raises(Forbidden):
        reverse_death(session, person, "she stands here", reporter)
    reverse_death(session, person, "she stands at the counter with her voter card", other)
    batch = runs.generated(session, by)
    assert [payment.amount for payment in runs.payments(session, batch)] == [Decimal("60.00")]
    assert chains(session)[1] == []
    assert "died_on" not in facts(session, [person.id], date(2024, 5, 31))[person.id]
    with pytest.raises(Conflict):
        reverse_death(session, person, "once more", other)
    line = session.scalars(select(AuditLine).where(AuditLine.act == "death taken back")).one()
    assert (line.officer, line.about, line.before) == (other.username, person.reference, {"died_on": "2024-04-20"})


def test_a_death_before_a_paid_month_is_told_with_the_difference_and_stops_what_follows(session: Session) -> None:
    by, _approver = runs.officers(session)
    elsewhere = make.by(session, "auditor", make.office(session))
    person, _award = runs.payee(session)
    assert runs.generated(session, by).payments_count == 1
    supervisor = make.by(session, "supervisor", session.get_one(Office, by.office_id))
    assert after_death_count(session, supervisor) == (0, None)
    report_death(session, person, date(2024, 4, 20), "the village chief", "", make.by(session))
    assert after_death_count(session, supervisor)[0] == 1
    (item,) = after_death_items(session, supervisor, 10)
    assert (item.title, item.detail) == (person.name, "USD 60.00")
    batch = runs.generated(session, by)
    assert (batch.payments_count, runs.left_out(session, batch)) == (0, {"overpaid": 1})
    assert after_death_count(session, elsewhere)[0] == 0, "of another office"


def test_only_a_supervisor_takes_it_back_on_the_page(app: Flask, session: Session) -> None:
    make.installation(session)
    at = make.office(session)
    person = make.person(session, "Ana Reis", at=at)
    report_death(session, person, DIED, "the village chief", "", make.by(session, at=at))
    session.commit()
    supervisor, clerk = make.signed_in(app, session, "supervisor", at), make.signed_in(app, session, at=at)
    where = f"/persons/{person.reference}/death/take-back"
    assert where not in clerk.get(f"/persons/{person.reference}").get_data(as_text=True)
    assert clerk.get(where).status_code == 403
    assert where in supervisor.get(f"/persons/{person.reference}").get_data(as_text=True)
    assert post(supervisor, where, {"reason": ""}).status_code == 422
    assert post(supervisor, where, {"reason": "she stands at the counter"}).status_code == 302
    assert "Nothing is due for the months after" not in clerk.get(f"/persons/{person.reference}").get_data(as_text=True)
    assert "No death is recorded" in supervisor.get(where).get_data(as_text=True)


def test_whoever_opens_the_form_for_somebody_recorded_dead_reads_what_is_known(app: Flask, session: Session) -> None:
    make.installation(session)
    at = make.office(session)
    person = make.person(session, "Ana Reis", at=at)
    reporter = make.by(session, at=at)
    report_death(session, person, DIED, "the village chief", "", reporter)
    session.commit()
    clerk, supervisor = make.signed_in(app, session, at=at), make.signed_in(app, session, "supervisor", at)
    form = f"/persons/{person.reference}/death"
    page = clerk.get(form, follow_redirects=True)
    assert page.request.path == form + "/reported"
    for words in ("20 March 2024", "the village chief", reporter.name, "A supervisor who did not report"):
        assert words in page.text, words
    assert form + "/take-back" not in page.text
    assert form + "/take-back" in supervisor.get(form + "/reported").text
    assert form + "/reported" in clerk.get(f"/persons/{person.reference}").text


def test_the_page_of_a_death_says_so_when_none_is_recorded(app: Flask, session: Session) -> None:
    make.installation(session)
    at = make.office(session)
    person = make.person(session, at=at)
    session.commit()
    page = make.signed_in(app, session, at=at).get(f"/persons/{person.reference}/death/reported").text
    assert "No death is recorded" in page
