"""A person's account of contributions, by year and line by line, on her page."""

from datetime import date
from decimal import Decimal

from registries.memberaccounts.queries import years_of
from tests import make


def test_an_account_counts_months_and_sums_by_year(session):
    person = make.person(session)
    for month in (date(2023, 12, 1), date(2024, 1, 1), date(2024, 3, 1)):
        make.contribution(session, person, month)
    late, early = years_of(session, person.id)
    assert (late.year, late.months[:4], late.wages, late.total) == (2024, (True, False, True, False), Decimal(600), Decimal(60))
    assert (early.year, sum(early.months)) == (2023, 1)


def test_a_month_taken_back_by_an_amendment_is_not_credited(session):
    person, of = make.person(session), make.posted_schedule(session)
    first = make.contribution(session, person, of=of)
    again = make.posted_schedule(session, session.get_one(make.Employer, of.employer_id), filing=2)
    taken = {name: -getattr(first, name) for name in ("wage", "base", "employer_share", "worker_share", "state_share", "total")}
    session.add(
        make.Contribution(
            person_id=person.id, employer_id=of.employer_id, scheme="tl-general", month=first.month, programme="general",
            kind="adjustment", schedule_id=again.id, **taken,
        )
    )  # fmt: skip
    session.flush()
    (year,) = years_of(session, person.id)
    assert (sum(year.months), year.total, year.wages) == (0, 0, 0)


def test_the_person_s_page_and_account_show_it_to_her_office_only(app, session):
    make.installation(session)
    office = make.office(session)
    person = make.person(session, at=office)
    make.contribution(session, person)
    client = make.signed_in(app, session, "administrator", office)
    assert "1 month credited" in client.get(f"/persons/{person.reference}").text
    account = f"/persons/{person.reference}/contributions/2024"
    assert "May 2024" in client.get(account).text
    assert client.get(f"/persons/{person.reference}/contributions/9").status_code == 404
    assert make.signed_in(app, session, "administrator", make.office(session, "Far")).get(account).status_code == 404
