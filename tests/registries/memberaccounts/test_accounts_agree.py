"""The proof of the accounts: what stands in them is what the last posted schedule of each month says."""

from datetime import date

import pytest

from registries.contributions.actions import Filing, file_schedule, post_schedule
from registries.contributions.formats import write_lines
from registries.employers.actions import begin_work
from registries.employers.rules import NewSpell
from registries.memberaccounts.queries import accounts_agree
from tests import make

APRIL = date(2024, 4, 1)


@pytest.fixture
def posted(session):
    """Files a month's wages of one worker, as often as it is called."""
    make.installation(session)
    office = make.office(session)
    filer, poster = make.by(session, at=office), make.by(session, at=office)
    person, employer = make.person(session, at=office), make.employer(session, at=office)
    begin_work(session, employer.reference, [NewSpell(person.reference, date(2023, 1, 2))], filer)

    def post(wage):
        content = write_lines([(person.reference, person.name, wage)])
        row = file_schedule(session, Filing(employer.reference, APRIL, content, scheme="tl-general"), filer)
        return post_schedule(session, row.reference, None, poster), person

    return post


def test_accounts_agree_after_posting_and_after_an_amendment(session, posted):
    posted("300.00")
    posted("350.00")
    assert accounts_agree(session) == (2, [])


def test_an_amount_that_no_schedule_says_is_found(session, posted):
    posted("300.00")
    _, person = posted("350.00")
    make.contribution(session, person, date(2024, 3, 1))
    examined, wrong = accounts_agree(session)
    assert examined == 3
    assert [person.reference in words and "2024-03" in words for words in wrong] == [True]
