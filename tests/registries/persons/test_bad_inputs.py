"""What is typed wrong, by mistake or on purpose: refused in words at its field, nothing half-written, never a 5xx."""

import time
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registries.persons.models import Person
from tests import make
from tests.web import hidden, post

GOOD = {
    "name": "Marcelina Pereira Lopo", "birth_date-day": "9", "birth_date-month": "4", "birth_date-year": "1957", "sex": "f",
    "kind": "voter-card", "number": "00183472", "citizen": "yes", "address": "", "phone": "", "language": "tet", "step": "check",
}  # fmt: skip
NFD = "Nguye\u0302\u0303n"


@pytest.fixture
def place(session: Session) -> str:
    """The code of the place where everybody lives."""
    make.installation(session)
    return make.area(session, "Buibau").code


@pytest.fixture
def browser(app: Flask, session: Session) -> FlaskClient:
    """An administrator's browser."""
    return make.signed_in(app, session)


def people(session: Session) -> int:
    """How many are registered."""
    return session.scalars(select(func.count()).select_from(Person)).one()


def register(browser: FlaskClient, place: str, **given: str) -> str:
    """Both steps; the address of the person."""
    answers = GOOD | {"area": place} | given
    check = post(browser, "/persons/new", answers)
    assert check.status_code == 200, check.text
    kept = browser.post("/persons/new", data=answers | hidden(check.text) | {"step": "keep"})
    assert kept.status_code == 302, kept.text
    return kept.headers["Location"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Full name"),
        ("name", "   ", "Full name"),
        ("name", "\u00a0\u200b\u200d", "Full name"),
        ("name", "a\x00b", "Full name"),
        ("name", "a\x0bb", "Full name"),
        ("name", "a\ufffdb", "Full name"),
        ("name", "x" * 10_000, "at most 200 characters"),
        ("name", "12345", "Full name"),
        ("birth_date-year", "2057", "in the future"),
        ("birth_date-year", "0001", "cannot be right"),
        ("birth_date-year", "1850", "older than anybody"),
        ("birth_date-day", "31", "not in the calendar"),
        ("birth_date-month", "13", "not in the calendar"),
        ("birth_date-day", "first", "is not a number"),
        ("birth_date-year", "１９５７", "is not a number"),
        ("birth_date-year", "", "write the year"),
        ("sex", "F", "choose one of those offered"),
        ("sex", "1", "choose one of those offered"),
        ("sex", "", "choose one"),
        ("kind", "library-card", "choose one of those offered"),
        ("number", "123", "has 4 to 12 signs"),
        ("number", "00A83472", "never has"),
        ("number", "0" * 41, "at most 40 characters"),
        ("number", "", "write it as on the paper"),
        ("area", "nowhere", "choose one of those offered"),
        ("phone", "+", "is not a telephone number"),
        ("phone", "call me", "is not a telephone number"),
        ("phone", "7" * 40, "is not a telephone number"),
        ("phone", "7700\r\nBcc: a@b", "Telephone"),
        ("language", "xx", "choose one of those offered"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(
    browser: FlaskClient, session: Session, place: str, field: str, value: str, words: str
) -> None:
    page = post(browser, "/persons/new", GOOD | {"area": place, field: value})
    assert page.status_code == 422
    assert words in page.text
    assert 'role="alert"' in page.text
    assert people(session) == 0


@pytest.mark.parametrize(
    "name",
    ["X", "Suharto", "O'Brien", "Ana-Maria d’Ávila", "محمد", "𠮷野", NFD, "{{7*7}} Ana", "' OR 1=1 --", "<b>Ana</b>", "${7*7}a"],
)
def test_every_name_people_bear_is_kept_and_shown_as_it_is(browser: FlaskClient, session: Session, place: str, name: str) -> None:
    page = browser.get(register(browser, place, name=name))
    kept = session.scalars(select(Person.name)).one()
    assert page.status_code == 200
    assert kept == ("Nguyễn" if name == NFD else name)
    assert "<b>Ana" not in page.text
    assert "49 Ana" not in page.text


def test_full_width_digits_are_the_same_number(browser: FlaskClient, session: Session, place: str) -> None:
    register(browser, place, number="００１８ ３４７２")
    other = post(
        browser, "/persons/new", GOOD | {"area": place, "name": "Domingos Reis", "birth_date-year": "1980", "number": "00183472"}
    )
    assert "Already in the register?" in other.text


def test_the_same_form_sent_twice_registers_once(browser: FlaskClient, session: Session, place: str) -> None:
    answers = GOOD | {"area": place}
    check = post(browser, "/persons/new", answers)
    sent = answers | hidden(check.text) | {"step": "keep"}
    first, second = (browser.post("/persons/new", data=sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert people(session) == 1


def test_nothing_is_kept_before_the_last_step(browser: FlaskClient, session: Session, place: str) -> None:
    answers = GOOD | {"area": place}
    assert "Check your answers" in post(browser, "/persons/new", answers).text
    again = browser.post("/persons/new", data=answers | hidden(browser.get("/persons/new").text) | {"step": "change"})
    assert 'value="Marcelina Pereira Lopo"' in again.text
    assert people(session) == 0


def test_who_resembles_is_shown_first_and_needs_an_answer(browser: FlaskClient, session: Session, place: str) -> None:
    register(browser, place)
    answers = GOOD | {"area": place, "name": "Marcelina Pereira Lobo", "number": "00183479"}
    check = post(browser, "/persons/new", answers)
    assert "Marcelina Pereira Lopo" in check.text
    hushed = browser.post("/persons/new", data=answers | hidden(check.text) | {"step": "keep"})
    assert hushed.status_code == 422
    assert people(session) == 1
    said = {"step": "keep", "finding": "unclear", "reason": "Both cards look right"}
    kept = browser.post("/persons/new", data=answers | hidden(hushed.text) | said)
    assert "may be registered twice" in browser.get(kept.headers["Location"]).text


@pytest.mark.parametrize(
    "text", ["%", "_", "\\", "' OR 1=1 --", "x" * 5_000, "(a+)+$", "a' & !b | c:*", "\x00", "'", "🙂", ":*", "&"]
)
def test_a_search_is_taken_literally_and_quickly(browser: FlaskClient, session: Session, place: str, text: str) -> None:
    register(browser, place)
    began = time.monotonic()
    for url in ("/persons", "/search", "/households"):
        page = browser.get(url, query_string={"q": text})
        assert page.status_code == 200
        assert "Marcelina" not in page.text
    assert time.monotonic() - began < 3


def test_a_stale_form_is_refused_with_both_versions(browser: FlaskClient, session: Session, place: str) -> None:
    url = register(browser, place) + "/change"
    mine, theirs = hidden(browser.get(url).text), hidden(browser.get(url).text)
    answers = {key: value for key, value in GOOD.items() if key not in ("kind", "number", "citizen", "step")}
    answers |= {"area": place, "reason": "Spelt so on the card"}
    assert browser.post(url, data=answers | theirs | {"name": "Marcelina Lopo"}).status_code == 302
    stale = browser.post(url, data=answers | mine | {"name": "Marcelina P. Lopo"})
    assert stale.status_code == 409
    assert "What is kept now" in stale.text
    assert "Marcelina Lopo" in stale.text
    assert "Marcelina P. Lopo" in stale.text
    assert session.scalars(select(Person.name)).one() == "Marcelina Lopo"


@pytest.mark.parametrize(
    ("died", "words"),
    [(date(1950, 1, 1), "before the person was born"), (date(2030, 1, 1), "in the future")],
)
def test_a_death_before_birth_or_in_the_future_is_refused(
    browser: FlaskClient, session: Session, place: str, died: date, words: str
) -> None:
    url = register(browser, place) + "/death"
    day = {"died_on-day": str(died.day), "died_on-month": str(died.month), "died_on-year": str(died.year)}
    page = post(browser, url, day | {"source": "The civil registry", "certificate": ""})
    assert page.status_code == 422
    assert words in page.text


def test_a_death_needs_a_second_look(browser: FlaskClient, session: Session, place: str) -> None:
    url = register(browser, place)
    day = {
        "died_on-day": "3",
        "died_on-month": "5",
        "died_on-year": "2024",
        "source": "The civil registry",
        "certificate": "88/2024",
    }
    check = post(browser, url + "/death", day)
    assert "Check before recording" in check.text
    wrong = browser.post(url + "/death", data=day | hidden(check.text) | {"step": "report", "again": "PE-WRONG"})
    assert wrong.status_code == 422
    right = day | hidden(wrong.text) | {"step": "report", "again": url.rsplit("/", 1)[1]}
    assert browser.post(url + "/death", data=right).status_code == 302
    assert session.scalars(select(Person.died_on)).one() == date(2024, 5, 3)


@pytest.mark.parametrize(
    "reference", ["0", "-1", "1e3", "9" * 40, "null", "..%2f1", "PE-00000-00000-00", "%00", "PE-" + "A" * 300]
)
def test_an_address_that_is_no_reference_is_not_found(browser: FlaskClient, session: Session, reference: str) -> None:
    assert browser.get(f"/persons/{reference}").status_code == 404
    assert browser.get(f"/households/{reference}").status_code == 404
    assert browser.get(f"/duplicates/{reference}").status_code == 404


def test_another_offices_person_is_not_found_in_the_same_words(app: Flask, session: Session) -> None:
    person = make.person(session)
    stranger = make.signed_in(app, session)
    theirs, nobodys = stranger.get(f"/persons/{person.reference}"), stranger.get("/persons/PE-00000-00000-00")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.text.split("<footer")[0].split("Answer 404")[0] == nobodys.text.split("<footer")[0].split("Answer 404")[0]
