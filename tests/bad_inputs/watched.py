"""Rows that are accepted and watched: births in doubt, deaths before paid months, odd wages, too many looks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from mis.staff.models import Office, Officer
from tests import make
from tests.bad_inputs.contributions import schedule
from tests.bad_inputs.live import Live, Row
from tests.bad_inputs.registration import by_api
from tests.payments import runs

MANY = 4


def acts(live: Live, about: str) -> list[str]:
    """What the trail says was done to a record."""
    with live.database.begin() as connection:
        return list(connection.scalars(text("SELECT act FROM audit_line WHERE about = :about ORDER BY id"), {"about": about}))


def born_too_long_ago(live: Live) -> TestResponse:
    """Born 124 years ago: kept, told in the trail, waits for a second officer."""
    kept = by_api(live, birth_date="1900-02-03")
    reference = kept.get_json()["reference"]
    assert acts(live, reference) == ["person registered", "doubtful age"]
    waiting = live.browser("supervisor").get("/").text
    assert f"/persons/{reference}/birth" in waiting
    assert "Nothing is paid until another officer" in live.browser().get(f"/persons/{reference}").text
    return kept


def died_before_a_paid_month(live: Live) -> TestResponse:
    """A death before a month that was paid: the difference is listed, what follows is stopped, a supervisor is told."""
    with live.database.session() as session:
        person = make.person(session, "Domingas Paga", at=session.get_one(Office, live.one.id))
        make.payee_account(session, person, "0010009911")
        make.award(session, person)
        by = make.by(session, "payment-officer", session.get_one(Office, live.one.id))
        assert runs.generated(session, by).payments_count == 1
        session.commit()
        answers = {"died_on-day": "2", "died_on-month": "4", "died_on-year": "2024", "source": "the registry", "certificate": "7"}
        url = f"/persons/{person.reference}/death"
        done = live.form(url, {**answers, "step": "report", "again": person.reference})
        assert acts(live, person.reference) == ["death reported"]
        listed = live.browser("auditor").get("/reports/paid-after-death.csv").text
        assert f"{person.reference},2024-04-02" in listed
        assert "60.00" in listed
        assert "Paid for months after the death" in live.browser("supervisor").get("/").text
        again = runs.generated(session, by)
        assert (again.payments_count, runs.left_out(session, again)) == (0, {"overpaid": 1})
        session.commit()
    return done


def firm(live: Live, workers: int) -> tuple[str, list[str]]:
    """An employer of its own with so many workers, by their references."""
    with live.database.session() as session:
        at = session.get_one(Office, live.one.id)
        employer = make.employer(session, "Odd Wages Trading", at=at)
        people = [make.person(session, f"Worker {number}", at=at) for number in range(workers)]
        for person in people:
            make.employment_spell(session, employer, person, date(2020, 1, 1))
        session.commit()
        return employer.reference, [person.reference for person in people]


def filed(live: Live, employer: str, people: Sequence[str], wages: Sequence[str], month: str) -> TestResponse:
    """A month's schedule over the API."""
    lines = [{"member": member, "name": "", "wage": wage} for member, wage in zip(people, wages, strict=True)]
    return live.api("POST", f"/employers/{employer}/schedules", json={"month": month, "lines": lines})


def flagged(code: str, words: str, wages: Sequence[str], before: Sequence[str] = ()):
    """Accepted, with a warning of this code over the API and in these words on the page."""

    def send(live: Live) -> Any:
        employer, people = firm(live, len(wages))
        if before:
            first = filed(live, employer, people, before, "2024-01").get_json()
            seen = {"file_digest": first["file_digest"]}
            posted = live.api("POST", f"/schedules/{first['reference']}/post", "supervisor", json=seen)
            assert posted.status_code == 200, posted.text
        answer = filed(live, employer, people, wages, "2024-02")
        told = answer.get_json()
        assert code in {each["code"] for each in told["warnings"]}
        assert told["warnings_count"] >= 1
        read = live.api("GET", f"/schedules/{told['reference']}").get_json()
        assert read["warnings"] == told["warnings"]
        assert words in live.browser().get(f"/schedules/{told['reference']}").text
        return answer

    return send


def looked_at_many(live: Live) -> list[TestResponse]:
    """More records in an hour than the office finds usual: each is shown and written down, and a supervisor is told."""
    with live.database.session() as session:
        who = make.officer(session, "auditor", session.get_one(Office, live.one.id))
        people = [make.person(session, f"Looked At {number}", at=session.get_one(Office, live.one.id)) for number in range(MANY)]
        session.execute(text("UPDATE installation SET looks_per_hour = :most"), {"most": MANY - 1})
        session.commit()
    browser = live.browser_of(who)
    answers = [browser.get(f"/persons/{person.reference}") for person in people]
    with live.database.session() as session:
        counted = "SELECT count(*) FROM record_look WHERE officer_id = :who"
        assert session.scalar(text(counted), {"who": who.id}) == MANY
        session.execute(text("UPDATE installation SET looks_per_hour = 500"))
        session.commit()
    assert acts(live, who.reference) == ["many records looked at"]
    assert who.name in live.browser("supervisor").get("/").text
    return answers


def own_family(change: bool):
    """An officer at the record of somebody in her household: a look raises an alarm, a change is refused."""

    def send(live: Live) -> TestResponse:
        with live.database.session() as session:
            at = session.get_one(Office, live.one.id)
            own, child = make.person(session, "Rosa Tilman", at=at), make.person(session, "Elda Tilman", at=at)
            make.household_member(session, make.household(session, own), child)
            who: Officer = make.officer(session, "administrator", at)
            who.person_reference = own.reference
            session.commit()
        url = f"/persons/{child.reference}"
        live.browsers["family"] = live.browser_of(who)
        if change:
            return live.form(f"{url}/account", {"channel": "cash", "holder": "Rosa", "reason": "she asked"}, "family")
        answer = live.browser("family").get(url)
        assert acts(live, child.reference) == ["own or family's record looked at"]
        assert who.name in live.browser("supervisor").get("/looks").text
        return answer

    return send


ROWS = [
    Row("A12", "born more than 120 years ago", born_too_long_ago, (201,), writes=True),
    Row("A15", "a death before a month that was paid", died_before_a_paid_month, (302,), writes=True),
    Row("C60", "a wage of nothing is flagged", flagged("zero-wage", "The wage is nothing", ("0",)), (201,), writes=True),
    Row(
        "C60",
        "ten times last month's wage is flagged",
        flagged("wage-many-times", "10 times last month", ("1000.00",), ("100.00",)),
        (201,),
        writes=True,
    ),
    Row(
        "C60",
        "a wage far below the others is flagged",
        flagged("far-below", "far below the others", ("12.00", "300.00", "310.00", "320.00", "330.00")),
        (201,),
        writes=True,
    ),
    Row(
        "C60",
        "the same wage for everybody is flagged",
        flagged("same-wages", "All 5 wages are exactly 115.00", ("115.00",) * 5),
        (201,),
        writes=True,
    ),
    Row("C60", "a wage below nothing stays refused", schedule(wages=("-0.01",)), (422,)),
    Row("F134", "many records in an hour", looked_at_many, (200,), writes=True),
    Row("F134", "a look at the own family's record", own_family(change=False), (200,), writes=True),
    Row(
        "F134",
        "a change of the own family's record",
        own_family(change=True),
        (403,),
        "another officer must do this",
        writes=True,
    ),
]
