"""What the database itself refuses about spells, schedules and contributions."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests import make


@pytest.mark.parametrize(
    "maker",
    [
        "employer", "employment_spell", "schedule", "schedule_line", "schedule_share", "contribution", "receipt",
        "receipt_allocation", "schedule_booking",
    ],
)  # fmt: skip
def test_there_is_a_maker_for_each_table(session, maker):
    assert getattr(make, maker)(session) is not None


def test_two_spells_of_one_person_with_one_employer_never_overlap(session):
    first = make.employment_spell(session, ended_on=date(2024, 3, 31))
    same = {"employer": first.employer_id, "person": first.person_id, "officer": first.recorded_by}
    add = text(
        "INSERT INTO employment_spell (employer_id, person_id, started_on, recorded_by) "
        "VALUES (:employer, :person, :day, :officer)"
    )
    session.execute(add, same | {"day": date(2024, 4, 1)})
    with pytest.raises(IntegrityError, match="overlap"):
        session.execute(add, same | {"day": date(2024, 3, 31)})


def test_the_one_who_filed_cannot_post(session):
    row = make.schedule(session)
    row.state, row.posted_by, row.posted_due = "posted", row.filed_by, row.due
    with pytest.raises(IntegrityError, match="second_officer"):
        session.flush()


def test_a_schedule_with_errors_cannot_be_posted(session):
    row = make.schedule(session)
    row.errors_count, row.state, row.posted_by = 1, "posted", make.officer(session).id
    with pytest.raises(IntegrityError, match="posted_without_errors"):
        session.flush()


@pytest.mark.parametrize(
    "change", ["UPDATE schedule SET due = 0", "UPDATE contribution SET total = 0", "DELETE FROM contribution"]
)
def test_what_is_posted_is_never_changed(session, change):
    make.contribution(session)
    with pytest.raises(DBAPIError):
        session.execute(text(change))
