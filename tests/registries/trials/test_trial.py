"""A draft tried on the live registers: whom it touches, what it costs, and that its figures stand with the draft."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

import wsgi
from mis.cli import Console
from mis.db import Database, connect
from mis.errors import Forbidden, Refusal
from mis.settings import read_settings
from mis.statutes.actions import edit_draft, make_draft, withdraw_draft
from mis.statutes.queries import book, draft_by_reference
from mis.statutes.texts import with_line
from registries.awards.models import Award
from registries.claims.models import Claim
from registries.persons.actions import report_death
from registries.trials import actions, queries, rules
from registries.trials.jobs import work_here
from registries.trials.models import Trial, TrialSlice
from tests import make

PENSION, RELIEF = "tl-social-pension", "tl-flood-relief"
BORN = {"gain": date(1962, 9, 3), "lose": date(1950, 2, 3), "stop": date(1963, 9, 1), "same": date(1938, 1, 9)}
JULY, LAW = date(2024, 7, 1), "Decree-Law 9/2024"
BANDS = [
    {"to": "second_age", "value": 66},
    {"from": "second_age", "to": "third_age", "value": 75},
    {"from": "third_age", "value": 100},
]


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


def changed(text_now):
    """The law from July on: another age, other amounts."""
    raised = with_line(text_now, "facts", {"name": "eligible_age", "since": JULY, "value": 61, "law": LAW})
    younger = with_line(raised, "facts", {"name": "adult_age", "since": JULY, "value": 16, "law": LAW})
    return with_line(younger, "amount", {"name": "pension", "since": JULY, "by": "age_in_period", "bands": BANDS, "law": LAW})


def drafted(session, office, text_new=None, role="supervisor"):
    """A draft of an officer of the office, and the officer."""
    by = make.by(session, role, office)
    new = text_new or changed(book(session).sheet(PENSION).text)
    return make_draft(session, new, "Decree-Law 9/2024", by), by


def town(session, office):
    """Four in payment, one who could claim, one who may start, one of whom little is known, one who died."""
    paid = make.pensioners(session, office, BORN.values())
    make.installation(session)
    make.candidate(session, office, date(1958, 5, 5))
    make.candidate(session, office, date(2007, 1, 1), permanent_incapacity=True)
    make.person(session, born=date(1955, 1, 1), at=office, sex="m")
    died = make.candidate(session, office, date(1940, 1, 1))
    report_death(session, died, date(2024, 5, 20), "certificate", "", make.by(session, at=office))
    return paid


def tried(session, draft, by):
    """The figures of a draft, counted slice by slice as a worker does."""
    trial = actions.start(session, draft.reference, by)
    assert actions.begin(session, trial.id)
    while actions.count_next(session, trial.id):
        pass
    assert actions.finish(session, trial.id)
    session.refresh(draft)
    return draft.figures


def test_everybody_alive_is_counted_by_what_the_draft_changes_for_her(session, office):
    town(session, office)
    figures = tried(session, *drafted(session, office))
    assert {name: figures[name] for name in ("examined", *rules.CHANGES)} == {
        "examined": 7, "gain": 1, "lose": 1, "start": 1, "stop": 1, "unchanged": 2, "undecided": 1,
    }  # fmt: skip
    assert figures["on"] == "2024-07-01", "the first day on which the draft says something else"


def test_the_cost_is_of_those_in_payment_before_and_of_those_who_start_after(session, office):
    town(session, office)
    figures = tried(session, *drafted(session, office))
    costs = [figures[name] for name in ("cost_month_before", "cost_month_after", "cost_year_before", "cost_year_after")]
    assert (costs, figures["currency"]) == (["300.00", "307.00", "3600.00", "3684.00"], "USD")


def test_the_groups_add_up_to_the_whole(session, office):
    town(session, office)
    figures = tried(session, *drafted(session, office))
    for ground in ("branch", "sex", "area", "age"):
        rows = figures["groups"][ground]
        assert sum(row["start"] + row["stop"] + row["gain"] + row["lose"] for row in rows) == 4, ground
        assert sum(int(float(row["after"])) for row in rows) == 307, ground
    assert [row["name"] for row in figures["groups"]["age"]] == ["15-24", "60-69", "70-79", "80+"]
    assert [row["name"] for row in figures["groups"]["area"]] == ["Baucau"]


def test_a_new_benefit_starts_for_everybody_whom_it_fits(session, office):
    town(session, office)
    shipped = book(session).sheet(PENSION).text
    new = shipped.replace(f'code = "{PENSION}"', 'code = "tl-flood-relief"').replace(
        f'scheme = "{PENSION}"', 'scheme = "tl-flood-relief"'
    )
    figures = tried(session, *drafted(session, office, new))
    assert (figures["start"], figures["stop"], figures["cost_month_before"]) == (5, 0, "0.00")


def test_a_fact_given_by_hand_to_a_claim_decides_for_its_award(session, office):
    make.installation(session)
    (person,) = make.pensioners(session, office, [BORN["gain"]])
    session.execute(text("UPDATE person_fact SET replaced_at = clock_timestamp() WHERE name = 'work_income'"))
    figures = tried(session, *drafted(session, office))
    assert figures["undecided"] == 1
    claim = session.get_one(Claim, session.query(Award).filter_by(person_id=person.id).one().claim_id)
    make.claim_fact(session, claim, "work_income", False)
    assert tried(session, *drafted(session, office))["gain"] == 1


def test_nobody_outside_the_officers_offices_is_looked_at(session, office):
    town(session, make.office(session))
    figures = tried(session, *drafted(session, office))
    assert (figures["examined"], figures["groups"]["age"]) == (0, [])


def test_asking_twice_is_one_trial_and_a_text_changed_meanwhile_is_another(session, office):
    town(session, office)
    draft, by = drafted(session, office)
    first = actions.start(session, draft.reference, by)
    assert actions.start(session, draft.reference, by).id == first.id
    edit_draft(session, draft.reference, draft.text.replace("value=66", "value=67"), draft.digest, by)
    assert not actions.finish(session, first.id)
    second = actions.start(session, draft.reference, by)
    session.refresh(first)
    assert (first.state, second.state) == ("failed", "waiting")


def test_a_trial_that_stops_its_workers_each_time_ends(session, office):
    draft, by = drafted(session, office)
    trial = actions.start(session, draft.reference, by)
    assert [actions.begin(session, trial.id) for _ in range(4)] == [True, True, True, False]
    assert (trial.state, trial.reason) == ("failed", "The work stopped each time it was begun")


def test_only_who_drafts_law_tries_it_and_no_closed_draft_is_tried(session, office):
    draft, by = drafted(session, office)
    with pytest.raises(Forbidden):
        actions.start(session, draft.reference, make.by(session, "auditor", office))
    withdraw_draft(session, draft.reference, by)
    with pytest.raises(Refusal):
        actions.start(session, draft.reference, by)


def test_a_stopped_trial_goes_on_where_it_was_and_gives_the_same_figures(own_database, monkeypatch):
    monkeypatch.setattr(rules, "SLICE", 3)
    office = Database(connect(own_database.database_url))
    with office.unit_of_work() as session:
        make.installation(session)
        at = make.office(session)
        town(session, at)
        draft, by = drafted(session, at)
        trial_id, reference = actions.start(session, draft.reference, by).id, draft.reference
    with office.unit_of_work() as session:
        actions.count_next(session, trial_id)
    with office.session() as session:
        assert (queries.progress(session, session.get_one(Trial, trial_id)).done, queries.waiting_trials(session)) == (
            1,
            [trial_id],
        )
        parts = session.query(TrialSlice).filter_by(trial_id=trial_id).count()
    assert parts > 2
    work_here(office, trial_id)
    work_here(office, trial_id)  # a job that comes twice changes nothing
    with office.session() as session:
        figures = draft_by_reference(session, reference).figures
        assert figures is not None
        assert (figures["examined"], figures["cost_month_after"], queries.waiting_trials(session)) == (7, "307.00", [])


def test_the_command_tries_a_draft_and_tells_its_figures(own_database, tmp_path, monkeypatch):
    engine = connect(own_database.database_url)
    with Session(engine) as session, session.begin():
        make.installation(session)
        at = make.office(session)
        town(session, at)
        who, (draft, _) = make.officer(session, "administrator", at).username, drafted(session, at)
        reference = draft.reference
    settings = {
        "DATABASE_URL": own_database.database_url, "MIS_PASSWORD": make.PASSWORD, "REDIS_URL": own_database.redis_url,
        "VAR": str(tmp_path), "SECRET_KEYS": "a key for tests only 0123456789abcdef",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    words = ["law", "dry-run", reference, "--as", who, "--json"]
    ran = CliRunner().invoke(wsgi.command, words, obj=Console(read_settings(), wsgi.PARTS))
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["draft"], told["gain"], told["cost_year_after"]) == (0, reference, 1, "3684.00")
    assert len(told["trial"]) == 64


def test_the_page_asks_for_a_trial_tells_how_far_it_is_and_leads_back_to_the_draft(app, session, office):
    town(session, office)
    draft, by = drafted(session, office)
    browser = make.signed_in(app, session, "supervisor", office)
    address = f"/dry-runs/{draft.reference}"
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = browser.post(address)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert (answer.status_code, answer.location) == (303, address)
    assert "0 of 1, 0%" in browser.get(address).text
    tried(session, draft, by)
    session.commit()
    assert browser.get(address).location == f"/law/drafts/{draft.reference}"


def test_the_parts_of_the_one_country_are_told_apart(session):
    country = make.area(session, "Timor-Leste")
    east, west = (make.area(session, name, country) for name in ("Baucau", "Liquiçá"))
    village = make.area(session, "Venilale", east)
    placed = queries.areas(session)
    told = {place.name: placed[place.id] for place in (country, east, west, village)}
    assert told == {"Timor-Leste": "Timor-Leste", "Baucau": "Baucau", "Liquiçá": "Liquiçá", "Venilale": "Baucau"}
    make.area(session, "Oecusse")
    assert queries.areas(session)[village.id] == "Timor-Leste"
