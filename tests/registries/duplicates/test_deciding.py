"""Two records that may be one person: who decides, and what follows."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mis.errors import Conflict, Forbidden, Refusal
from registries.duplicates.actions import decide
from registries.duplicates.models import PossibleDuplicate
from registries.duplicates.rules import agreement, differing, differing_ends
from registries.persons.models import Person
from registries.persons.queries import person_by_reference
from tests import make
from tests.held import held_persons
from tests.web import hidden


@pytest.fixture
def pair(session: Session) -> PossibleDuplicate:
    """A pair that waits."""
    return make.possible_duplicate(session)


def records(session: Session, pair: PossibleDuplicate) -> tuple[Person, Person]:
    """The newer and the older record."""
    return session.get_one(Person, pair.person_id), session.get_one(Person, pair.other_id)


def supervisor(session: Session, pair: PossibleDuplicate):
    """A supervisor of the pair's office."""
    office = session.get_one(make.Office, records(session, pair)[0].office_id)
    return make.by(session, "supervisor", office)


def test_one_person_closes_the_newer_record_which_leads_to_the_older(session: Session, pair: PossibleDuplicate) -> None:
    newer, older = records(session, pair)
    by = supervisor(session, pair)
    decide(session, pair, "same", "The same card, one digit misread", by)
    assert person_by_reference(session, by, newer.reference) is older
    assert held_persons(session) == set()


@pytest.mark.parametrize("finding", ["different", "unclear"])
def test_two_people_or_nobody_can_tell_stop_no_ones_pay(session: Session, pair: PossibleDuplicate, finding: str) -> None:
    newer, _ = records(session, pair)
    by = supervisor(session, pair)
    decide(session, pair, finding, "Seen together at the counter", by)
    assert held_persons(session) == set()
    assert person_by_reference(session, by, newer.reference) is newer


def test_who_kept_the_pair_does_not_decide_on_it(session: Session, pair: PossibleDuplicate) -> None:
    by = supervisor(session, pair)
    pair.found_by = by.id
    session.flush()
    with pytest.raises(Forbidden):
        decide(session, pair, "same", "I am sure of it", by)
    pair.state, pair.decided_by, pair.reason = "same", by.id, "Around the page"
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_pair_is_decided_once_and_with_a_reason(session: Session, pair: PossibleDuplicate) -> None:
    by = supervisor(session, pair)
    with pytest.raises(Refusal):
        decide(session, pair, "same", " ", by)
    with pytest.raises(Refusal):
        decide(session, pair, "perhaps", "It may well be", by)
    decide(session, pair, "different", "Seen together at the counter", by)
    with pytest.raises(Conflict):
        decide(session, pair, "same", "On second thoughts", by)


def test_the_page_shows_both_and_takes_the_finding(app: Flask, session: Session, pair: PossibleDuplicate) -> None:
    newer, older = records(session, pair)
    office = session.get_one(make.Office, newer.office_id)
    browser = make.signed_in(app, session, "supervisor", office)
    page = browser.get(f"/duplicates/{pair.reference}")
    assert "<mark>r</mark>" in page.text
    answers = hidden(page.text) | {"finding": "same", "reason": "The same card, one digit misread"}
    assert browser.post(f"/duplicates/{pair.reference}/finding", data=answers | {"reason": ""}).status_code == 422
    assert browser.post(f"/duplicates/{pair.reference}/finding", data=answers).status_code == 302
    led = browser.get(f"/persons/{newer.reference}")
    assert (led.status_code, led.headers["Location"]) == (301, f"/persons/{older.reference}")
    assert make.signed_in(app, session, "auditor", office).post(f"/duplicates/{pair.reference}/finding").status_code in (400, 403)


def test_a_pair_of_which_nobody_could_tell_stays_in_the_list(app: Flask, session: Session, pair: PossibleDuplicate) -> None:
    newer, _ = records(session, pair)
    browser = make.signed_in(app, session, "supervisor", session.get_one(make.Office, newer.office_id))
    decide(session, pair, "unclear", "Neither has papers", supervisor(session, pair))
    page = browser.get("/duplicates").text
    assert newer.name in page
    assert "Nobody can tell" in page
    decide(session, pair, "different", "Both came", supervisor(session, pair))
    assert newer.name not in browser.get("/duplicates").text


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Ana", "ana", "same"),
        ("00183472", "00183412", "close"),
        ("Man", "Woman", "different"),
        ("", "x", "only-b"),
        ("x", "", "only-a"),
    ],
)
def test_how_two_answers_agree(a: str, b: str, expected: str) -> None:
    assert agreement(a, b) == expected
    assert "".join(text for text, _ in differing(a, b)[0]) == a
    assert "".join(text for text, _ in differing(a, b)[1]) == b


def test_side_by_side_only_the_ends_of_numbers_are_seen(app: Flask, session: Session, pair: PossibleDuplicate) -> None:
    newer, older = records(session, pair)
    newer.phone, older.phone = "+67077230145", "+67077230146"
    session.flush()
    for role in ("supervisor", "auditor"):
        browser = make.signed_in(app, session, role, session.get_one(make.Office, newer.office_id))
        page = browser.get(f"/duplicates/{pair.reference}").text
        assert "7723014" not in page
        assert "•••• <mark>145</mark>" in page
        assert "•••• <mark>146</mark>" in page


def test_numbers_that_differ_before_their_ends_are_marked_at_the_mask() -> None:
    assert differing_ends("•••• 472", "•••• 472", "close") == ([("••••", True), (" 472", False)],) * 2
    assert differing_ends("•••• 472", "•••• 472", "same") == ([("•••• 472", False)],) * 2
