"""Awards are suspended with notice, restored by another, changed and ended; nothing earlier is lost."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from mis.errors import Conflict, Forbidden, Refusal
from mis.letters.models import IssuedLetter
from registries.awards.actions import Suspension, change_terms, end, lift, suspend
from registries.awards.models import AwardMark, AwardTerm
from registries.awards.queries import award_by_reference, awards, rows_of, suspensions, terms
from registries.awards.rules import Term, dues_until, earliest_suspension, over_since, terms_of
from tests import make

WHY = Suspension(date(2024, 7, 1), "No life certificate", "DL 19/2008, art. 12")


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


@pytest.fixture
def by(session, office):
    return make.by(session, at=office)


@pytest.fixture
def award(session, office):
    return make.award(session, make.person(session, at=office))


@pytest.mark.parametrize(
    ("noticed", "first"),
    [(date(2024, 5, 31), date(2024, 7, 1)), (date(2024, 6, 1), date(2024, 7, 1)), (date(2024, 6, 2), date(2024, 8, 1))],
)
def test_thirty_days_notice_come_before_the_month(noticed, first):
    assert earliest_suspension(noticed) == first


def test_a_suspension_gives_notice_by_letter_and_is_lifted_by_another(session, office, by, award):
    number = suspend(session, award.reference, WHY, by)
    content = session.scalars(select(IssuedLetter.content).where(IssuedLetter.number == number)).one()
    assert content["subject"] == "Social pension: suspended from 1 July 2024"
    assert "No life certificate" in [block.get("text") for block in content["blocks"]]
    with pytest.raises(Forbidden):
        lift(session, award.reference, "It came", by)
    make.installation(session, date(2024, 9, 28))
    lift(session, award.reference, "It came", make.by(session, at=office))
    assert suspensions(session, [award.id]) == {}
    marks = session.scalars(select(AwardMark.from_month).where(AwardMark.award_id == award.id)).all()
    assert date(2024, 7, 1) in marks
    with pytest.raises(Conflict):
        lift(session, award.reference, "Again", make.by(session, at=office))


def test_later_than_ninety_days_a_new_application_is_needed(session, office, by, award):
    suspend(session, award.reference, WHY, by)
    make.installation(session, date(2024, 9, 30))
    with pytest.raises(Refusal, match="new application"):
        lift(session, award.reference, "It came", make.by(session, at=office))


def test_without_notice_only_with_the_permission(session, office, by, award):
    at_once = Suspension(date(2024, 5, 1), "False papers", "Penal Code", at_once=True)
    with pytest.raises(Forbidden):
        suspend(session, award.reference, at_once, by)
    suspend(session, award.reference, at_once, make.by(session, "supervisor", office))
    with pytest.raises(Conflict, match="suspended already"):
        suspend(session, award.reference, WHY, by)


def test_changed_terms_keep_the_old_ones_and_open_the_month(session, office, by, award):
    chief = make.by(session, "supervisor", office)
    new = [Term(date(2024, 7, 1), date(2024, 12, 1), Decimal("70.00")), Term(date(2025, 1, 1), None, Decimal("75.00"))]
    change_terms(session, award.reference, new, "Court decision 12/2024", chief)
    kept = [(term.from_month, term.to_month, term.amount) for term in terms(session, [award.id])[award.id]]
    assert kept == [
        (date(2024, 5, 1), date(2024, 6, 1), Decimal("60.00")),
        (date(2024, 7, 1), date(2024, 12, 1), Decimal("70.00")),
        (date(2025, 1, 1), None, Decimal("75.00")),
    ]
    replaced = session.scalars(select(AwardTerm).where(AwardTerm.replaced_at.is_not(None))).all()
    assert [(term.from_month, term.to_month, term.amount) for term in replaced] == [(date(2024, 5, 1), None, Decimal("60.00"))]
    marks = session.scalars(select(AwardMark.from_month).where(AwardMark.award_id == award.id)).all()
    assert marks == [date(2024, 7, 1)]
    with pytest.raises(Refusal, match="after the one before"):
        change_terms(session, award.reference, [new[0], Term(date(2024, 12, 1), None, Decimal(1))], "Overlap", chief)


def test_an_ended_award_owes_what_was_due_and_nothing_later(session, office, by, award):
    chief = make.by(session, "supervisor", office)
    end(session, award.reference, date(2024, 8, 1), "Left the country", chief)
    (term,) = terms(session, [award.id])[award.id]
    assert (term.from_month, term.to_month) == (date(2024, 5, 1), date(2024, 8, 1))
    assert award_by_reference(session, chief, award.reference).state == "ended"
    with pytest.raises(Conflict, match="has ended"):
        suspend(session, award.reference, WHY, by)


def test_periods_of_one_amount_become_one_term():
    periods = [
        {"from": "2020-04-01", "to": "2020-04-30", "amount": "100.00"},
        {"from": "2020-05-01", "to": "2020-05-31", "amount": "100.00"},
        {"from": "2020-06-01", "to": None, "amount": "80.00"},
    ]
    assert terms_of(periods) == [
        Term(date(2020, 4, 1), date(2020, 5, 1), Decimal("100.00")),
        Term(date(2020, 6, 1), None, Decimal("80.00")),
    ]


def test_days_at_so_much_a_day_fall_due_in_the_month_in_which_they_begin():
    periods = [{"from": "2024-05-17", "to": "2024-08-29", "amount": "10.00", "days": "105", "total": "1050.00"}]
    assert terms_of(periods) == [Term(date(2024, 5, 1), date(2024, 5, 1), Decimal("1050.00"))]


def test_few_months_are_listed_each_and_many_by_term():
    some = [Term(date(2024, 3, 1), None, Decimal(60))]
    assert [row.amount for row in dues_until(some, date(2024, 5, 1))] == [60, 60, 60]
    (many,) = dues_until(some, date(2025, 5, 1))
    assert (many.months, many.amount) == (15, 900)


@pytest.mark.parametrize(
    ("last_month", "died_on", "over"),
    [
        (None, None, None),
        (date(2024, 5, 1), None, None),
        (date(2024, 4, 1), None, date(2024, 4, 1)),
        (None, date(2024, 5, 2), None),
        (None, date(2024, 4, 30), date(2024, 4, 1)),
        (date(2024, 3, 1), date(2024, 4, 30), date(2024, 3, 1)),
    ],
)
def test_an_award_is_over_after_its_last_month_or_the_month_of_a_death(session, office, by, last_month, died_on, over):
    may, person = date(2024, 5, 1), make.person(session, at=office)
    award = make.award(session, person, from_month=date(2024, 1, 1), to_month=last_month)
    person.died_on = died_on
    session.flush()
    assert over_since(last_month, died_on, may) == over
    assert [row.over_since for row in rows_of(session, [award], may)] == [over]
    found = {state: session.scalars(awards(by, may, state)).all() for state in ("active", "over")}
    assert found == {"active": [] if over else [award], "over": [award] if over else []}


def test_an_award_that_is_over_says_so_on_its_page_and_in_the_list(app, session, office):
    award = make.award(session, make.person(session, at=office), from_month=date(2020, 4, 1), to_month=date(2020, 5, 1))
    session.commit()
    client = make.signed_in(app, session, at=office)
    for page in (f"/awards/{award.reference}", "/awards?state=over"):
        assert "Over after May 2020" in client.get(page).text
        assert ">In payment</span>" not in client.get(page).text
    assert "No award is like this" in client.get("/awards?state=active").text
