"""Every award decided again by the law and facts of a date: what must be found, and why it differs."""

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

import wsgi
from mis.cli import Console
from mis.db import connect
from mis.errors import NotFound, Refusal
from mis.law.book import shipped_texts
from mis.reporting import run
from mis.reports.queries import ask
from mis.settings import read_settings
from mis.statutes.models import LawSheet
from mis.statutes.rules import digest_of
from registries.awards.actions import change_terms, end
from registries.awards.models import Award
from registries.awards.rules import Term
from registries.persons.actions import report_death
from registries.rederivations.queries import AWARDS_DECIDED_AGAIN, rederive
from tests import make

PENSION = "tl-social-pension"
MAY, AUGUST = date(2024, 5, 2), date(2024, 8, 15)
AGE_61, TURNS_70_IN_JULY = date(1962, 9, 3), date(1954, 7, 20)


@pytest.fixture
def office(session):
    make.installation(session, today=MAY)
    return make.office(session)


def pensioners(session, office, *births):
    """People granted a pension in May, seen at the end of the year."""
    people = make.pensioners(session, office, births, MAY)
    make.installation(session, today=date(2024, 12, 31))
    return people


def award_of(session, person):
    return session.query(Award).filter_by(person_id=person.id).one()


def found(session, office, on=AUGUST):
    """Who differs: what was decided, paid and given, and why."""
    again = rederive(session, PENSION, on, [office.id])
    return {each.person: (each.decided, each.pays, each.gives, each.why) for each in again.differences}


def money(*amounts):
    return tuple(Decimal(amount) for amount in amounts)


def test_awards_that_pay_what_the_law_gives_are_examined_and_left_alone(session, office):
    pensioners(session, office, AGE_61, AGE_61)
    again = rederive(session, PENSION, AUGUST, [office.id])
    assert (again.examined, again.differences, again.unexplained) == (2, [], 0)


def test_a_step_that_the_law_foresees_is_listed_from_its_month_on(session, office):
    (person,) = pensioners(session, office, TURNS_70_IN_JULY)
    assert found(session, office, date(2024, 6, 30)) == {}
    assert found(session, office, date(2024, 7, 1)) == {person.reference: (*money("60.00", "80.00", "80.00"), "foreseen step")}


def test_a_fact_recorded_since_explains_a_difference_from_its_day_on(session, office):
    (person,) = pensioners(session, office, AGE_61)
    make.person_fact(session, person, "work_income", True, date(2024, 7, 10))
    assert found(session, office, date(2024, 7, 9)) == {}
    assert found(session, office) == {person.reference: (*money("60.00", "60.00", "0.00"), "fact recorded")}


def test_a_death_explains_that_nothing_more_is_due(session, office):
    (person,) = pensioners(session, office, AGE_61)
    report_death(session, person, date(2024, 7, 3), "certificate", "D 1", make.by(session, at=office))
    assert found(session, office, date(2024, 7, 31)) == {}
    assert found(session, office) == {person.reference: (*money("60.00", "60.00", "0.00"), "fact recorded")}


def law_of_august(session):
    """The office's law, in which the pension of the youngest was raised from August on."""
    text = shipped_texts("tl")[PENSION]
    line = ' {name="pension", since=2024-08-01, value=66, law="an amendment"},\n]\n\n[periods]'
    text = text.replace("]\n\n[periods]", line)
    session.add(LawSheet(code=PENSION, path=PENSION, text=text, digest=digest_of(text)))
    session.flush()


def test_a_change_of_the_law_explains_a_difference_from_its_day_on(session, office):
    (person,) = pensioners(session, office, AGE_61)
    law_of_august(session)
    assert found(session, office, date(2024, 7, 31)) == {}
    assert found(session, office, date(2024, 8, 1)) == {person.reference: (*money("60.00", "60.00", "66.00"), "law changed")}


def test_an_amount_that_nothing_explains_stands_out(session, office):
    one, _ = pensioners(session, office, AGE_61, AGE_61)
    supervisor = make.by(session, "supervisor", office)
    terms = [Term(date(2024, 7, 1), None, Decimal("61.00"))]
    change_terms(session, award_of(session, one).reference, terms, "typed by hand", supervisor)
    assert found(session, office, date(2024, 6, 30)) == {}
    assert found(session, office) == {one.reference: (*money("60.00", "61.00", "60.00"), "unexplained")}


def test_an_award_that_an_officer_ended_is_explained_by_that_act(session, office):
    (person,) = pensioners(session, office, AGE_61)
    supervisor = make.by(session, "supervisor", office)
    end(session, award_of(session, person).reference, date(2024, 6, 1), "moved abroad", supervisor)
    assert found(session, office, date(2024, 6, 30)) == {}
    assert found(session, office) == {person.reference: (*money("60.00", "0.00", "60.00"), "act recorded")}


def test_a_birth_known_by_its_year_decides_again_as_it_did(session, office):
    (person,) = pensioners(session, office, date(1960, 1, 1))
    assert rederive(session, PENSION, AUGUST, [office.id]).examined == 1
    person.birth_precision = "year"
    assert found(session, office) == {}


def test_awards_of_another_office_are_not_looked_at(session, office):
    pensioners(session, office, AGE_61)
    assert rederive(session, PENSION, AUGUST, [make.office(session).id]).examined == 0


def test_a_day_to_come_and_a_scheme_that_is_none_are_refused(session, office):
    pensioners(session, office, AGE_61)
    with pytest.raises(Refusal, match="in the future"):
        rederive(session, PENSION, date(2025, 1, 1), [office.id])
    with pytest.raises(NotFound):
        rederive(session, "no-such-scheme", AUGUST, [office.id])


def test_the_report_lists_what_is_not_explained_first(session, office):
    stepped, odd = pensioners(session, office, TURNS_70_IN_JULY, AGE_61)
    supervisor = make.by(session, "supervisor", office)
    terms = [Term(date(2024, 7, 1), None, Decimal("61.00"))]
    change_terms(session, award_of(session, odd).reference, terms, "typed by hand", supervisor)
    asked = ask(session, supervisor, AWARDS_DECIDED_AGAIN, {"scheme": PENSION, "on": AUGUST}, "en")
    rows = run(AWARDS_DECIDED_AGAIN, session, asked).rows
    assert [(row[1], str(row[6])) for row in rows] == [
        (odd.reference, "Not explained"), (stepped.reference, "A step that the law foresees"),
    ]  # fmt: skip


def test_the_command_exits_3_only_when_something_is_not_explained(own_database, tmp_path, monkeypatch):
    engine = connect(own_database.database_url)
    with Session(engine) as session, session.begin():
        make.installation(session, today=MAY)
        office = make.office(session)
        who = make.officer(session, "supervisor", office).username
        _, odd = pensioners(session, office, TURNS_70_IN_JULY, AGE_61)
        award, own = award_of(session, odd).reference, make.by(session, "supervisor", office)
    settings = {
        "DATABASE_URL": own_database.database_url, "MIS_PASSWORD": make.PASSWORD, "REDIS_URL": own_database.redis_url,
        "VAR": str(tmp_path), "SECRET_KEYS": "a key for tests only 0123456789abcdef",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def asked():
        words = ["law", "rederive", PENSION, "--as-of", "2024-08-15", "--as", who, "--json"]
        ran = CliRunner().invoke(wsgi.command, words, obj=Console(read_settings(), wsgi.PARTS))
        return ran.exit_code, json.loads(ran.stdout)

    status, answer = asked()
    assert (status, answer["examined"], [each["why"] for each in answer["differences"]]) == (0, 2, ["foreseen step"])
    with Session(engine) as session, session.begin():
        change_terms(session, award, [Term(date(2024, 7, 1), None, Decimal("61.00"))], "typed by hand", own)
    status, answer = asked()
    wrong = [each for each in answer["differences"] if each["why"] == "unexplained"]
    assert (status, answer["unexplained"]) == (3, 1)
    assert [(each["award"], each["pays"], each["gives"]) for each in wrong] == [(award, "61.00", "60.00")]
