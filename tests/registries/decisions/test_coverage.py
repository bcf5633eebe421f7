"""What covers services is decided, verified, awarded, told and ended as what pays is, and no money is due for it."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from mis.audit.models import AuditLine
from mis.errors import Conflict, Forbidden, Refusal
from mis.law.book import shipped_texts
from mis.letters.models import IssuedLetter
from mis.statutes.actions import make_draft
from mis.statutes.queries import book
from mis.statutes.texts import with_line
from payments.batches.queries import selected
from payments.settlements.queries import Persons
from payments.settlements.queries import gather as settle_input
from registries.awards.actions import change_terms, end
from registries.awards.models import Award, AwardCoverage, AwardMark, AwardTerm
from registries.awards.rules import Term
from registries.claims.actions import NewClaim, receive, receive_many
from registries.claims.models import Claim
from registries.decisions.actions import approve, approve_many, certify, decide_many
from registries.persons.actions import report_death
from registries.persons.models import Person
from registries.rederivations.queries import rederive
from tests import make
from tests.registries.trials.test_trial import tried

HEALTH, CARE, UNTIL, MAY = "zz-health", date(2024, 4, 20), date(2024, 10, 18), date(2024, 5, 2)
SERVICES = ["medical-care", "maternity-care"]


@pytest.fixture
def office(session):
    make.installation(session).country = "zz"
    session.flush()
    return make.office(session)


@pytest.fixture
def officers(session, office):
    return [make.by(session, at=office) for _ in range(3)]


def patient(session, office):
    """Somebody who may need care."""
    return make.person(session, born=date(1980, 1, 1), at=office)


def in_need(session, claim, since=CARE, resident=True):
    """What the papers say: care is needed since a day, by one who lives here."""
    for name, value in (("care_from", since.isoformat()), ("needs_medical_care", True), ("resident", resident)):
        make.claim_fact(session, claim, name, value)
    return claim


def asked(session, by, person, on=MAY, since=CARE):
    """A claim for care, received with its certificate."""
    return in_need(session, receive(session, NewClaim(HEALTH, person.reference, on), by).claim, since)


def granted(session, office, officers, person=None):
    """A claim for care, granted by two officers; its award."""
    receiver, first, second = officers
    claim = asked(session, receiver, person or patient(session, office))
    certify(session, claim.reference, first)
    approve(session, claim.reference, second)
    return session.scalars(select(Award).where(Award.claim_id == claim.id)).one()


def words(page):
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def covered(session, award):
    current = select(AwardCoverage).where(AwardCoverage.award_id == award.id, AwardCoverage.replaced_at.is_(None))
    return session.scalars(current).one_or_none()


def test_a_granted_claim_covers_services_and_nothing_is_due(session, office, officers):
    award = granted(session, office, officers)
    row = covered(session, award)
    assert (award.started, row.from_day, row.until, row.services, row.cost_share) == (
        date(2024, 4, 1), CARE, UNTIL, SERVICES, Decimal(0),
    )  # fmt: skip
    assert row.law_digest == session.get_one(Claim, award.claim_id).digest
    assert session.scalar(select(func.count()).select_from(AwardTerm)) == 0
    assert session.scalar(select(func.count()).select_from(AwardMark)) == 0


def test_the_second_officer_is_another(session, office, officers):
    receiver, first, _ = officers
    claim = asked(session, receiver, patient(session, office))
    certify(session, claim.reference, first)
    with pytest.raises(Forbidden):
        approve(session, claim.reference, first)


def test_the_same_time_is_covered_once_and_the_day_after_again(session, office, officers):
    person = patient(session, office)
    award = granted(session, office, officers, person)
    again = asked(session, officers[0], person)
    with pytest.raises(Refusal, match=award.reference):
        certify(session, again.reference, officers[1])


def test_care_that_begins_when_the_last_has_ended_is_covered(session, office, officers):
    person = patient(session, office)
    granted(session, office, officers, person)
    make.installation(session, today=date(2024, 10, 21))
    receiver, first, _ = officers
    claim = asked(session, receiver, person, date(2024, 10, 21), date(2024, 10, 19))
    assert certify(session, claim.reference, first).decision["coverage"]["until"] == "2025-04-18"


def test_many_are_decided_as_one_is(session, office, officers):
    receiver, first, second = officers
    people = [patient(session, office) for _ in range(3)]
    bulk = receive_many(session, [NewClaim(HEALTH, person.reference, MAY) for person in people], receiver)
    for claim in session.scalars(select(Claim).where(Claim.reference.in_(bulk))):
        in_need(session, claim, resident=claim.reference != bulk[2])
    done = decide_many(session, bulk, first)
    assert (done.granted, done.refused, done.left) == (2, 1, {})
    assert approve_many(session, bulk, second).granted == 2
    rows = session.scalars(select(AwardCoverage)).all()
    assert [(row.from_day, row.until, row.services) for row in rows] == [(CARE, UNTIL, SERVICES)] * 2
    assert session.scalars(select(AuditLine.act).order_by(AuditLine.id.desc()).limit(1)).one() == "claims approved"


def test_the_letter_tells_services_until_when_the_share_of_the_cost_and_how_to_appeal(session, office, officers):
    granted(session, office, officers)
    letter = session.scalars(select(IssuedLetter).order_by(IssuedLetter.id.desc()).limit(1)).one()
    said = json.dumps(letter.content, ensure_ascii=False)
    assert letter.content["kind"] == "coverage"
    for told in (
        "Medical care: granted", "You are covered from 20 April 2024.", "until 18 October 2024, that day included",
        '"Medical care", "Care in pregnancy and confinement"', "You pay no share of the cost.", "C102 art 8", "appeal",
        "30 June 2024",
    ):  # fmt: skip
        assert told in said, told


def test_an_award_of_coverage_is_ended_and_what_was_covered_stays(session, office, officers):
    award = granted(session, office, officers)
    with pytest.raises(Conflict):
        change_terms(session, award.reference, [Term(date(2024, 6, 1), None, Decimal(1))], "a change of terms", officers[1])
    end(session, award.reference, date(2024, 7, 1), "she has moved away", officers[1])
    assert (award.state, covered(session, award).until) == ("ended", date(2024, 7, 31))
    assert session.scalar(select(func.count()).select_from(AwardCoverage)) == 2
    assert session.scalar(select(func.count()).select_from(AwardMark)) == 0


def test_the_pages_show_what_is_covered(app, session, office, officers):
    award = granted(session, office, officers)
    claim = session.get_one(Claim, award.claim_id)
    browser = make.signed_in(app, session, at=office)
    for path in (f"/claims/{claim.reference}", f"/awards/{award.reference}"):
        page = browser.get(path)
        assert page.status_code == 200
        said = words(page.text)
        assert "medical care" in said
        assert "18 Oct" in said
    assert "Covered" in words(browser.get("/awards").text)
    assert award.reference in browser.get("/awards?state=active").text
    make.installation(session, today=date(2024, 11, 4))
    assert award.reference not in browser.get("/awards?state=active").text
    assert "Over after October 2024" in words(browser.get("/awards?state=over").text)


def test_a_waiting_claim_is_read_signed_and_its_letter_looked_at(app, session, office, officers):
    claim = asked(session, officers[0], patient(session, office))
    browser = make.signed_in(app, session, at=office)
    assert "Grant cover of medical care" in words(browser.get(f"/claims/{claim.reference}").text)
    assert "What is covered" in words(browser.get(f"/claims/{claim.reference}/letter").text)


def test_a_programme_reads_what_an_award_covers(app, session, office, officers):
    award = granted(session, office, officers)
    key = make.bearer(session, make.officer(session, "administrator", office))
    told = app.test_client().get(f"/api/v1/awards/{award.reference}", headers=key).json
    assert told["terms"] == []
    assert {name: told["coverage"][name] for name in ("from_day", "until", "services", "cost_share")} == {
        "from_day": "2024-04-20", "until": "2024-10-18", "services": SERVICES, "cost_share": "0",
    }  # fmt: skip


def test_a_run_leaves_coverage_aside_and_names_nobody_as_left_out(session, office, officers):
    award = granted(session, office, officers)
    person = session.get_one(Person, award.person_id)
    money = make.award(session, person, "80.00", benefit="zz-old-age", scheme="zz-general", currency="XTS")
    batch = make.payment_batch(session, make.officer(session, at=office), scheme="zz-general")
    assert [(each.person_id, each.awards) for each in selected(session, batch)] == [(person.id, 1)]
    accounts = settle_input(session, Persons("zz-general", [office.id], person.id, person.id), date(2024, 5, 1), 2)
    assert accounts.awards["award_id"].to_list() == [money.id]


def test_a_draft_of_the_law_starts_and_stops_coverage_at_no_cost(session, office, officers):
    covered_now, waits = patient(session, office), patient(session, office)
    granted(session, office, officers, covered_now)
    in_need(session, receive(session, NewClaim(HEALTH, waits.reference, MAY), officers[0]).claim)
    by, text = make.by(session, "supervisor", office), book(session).sheet(HEALTH).text
    nobody = {"name": "care_needed", "since": date(2024, 4, 1), "of": "needs_medical_care", "holds": False, "law": "Law 1/2024"}
    figures = tried(session, make_draft(session, with_line(text, "conditions", nobody), "Law 1/2024", by), by)
    counts = {name: figures[name] for name in ("start", "stop", "gain", "lose", "cost_year_before", "cost_year_after")}
    assert counts == {"start": 0, "stop": 1, "gain": 0, "lose": 0, "cost_year_before": "0.00", "cost_year_after": "0.00"}


def test_awards_of_coverage_are_decided_again_and_differ_at_no_cost(session, office, officers):
    stays, dies, ended = (patient(session, office) for _ in range(3))
    awards = [granted(session, office, officers, person) for person in (stays, dies, ended)]
    end(session, awards[2].reference, date(2024, 6, 1), "the clinic is closed", officers[1])
    make.installation(session, today=date(2024, 12, 31))
    report_death(session, dies, date(2024, 7, 3), "certificate", "", officers[0])
    again = rederive(session, "zz-general", date(2024, 8, 15), [office.id])
    free = Decimal("0.00")
    assert again.examined == 3
    assert {each.person: (each.pays, each.gives, each.change, each.why) for each in again.differences} == {
        dies.reference: (free, free, "stops", "fact recorded"),
        ended.reference: (free, free, "starts", "act recorded"),
    }
    after = rederive(session, "zz-general", date(2024, 10, 19), [office.id])
    assert after.differences == []


def test_the_model_country_is_its_own_law(session, office):
    assert set(book(session).sheets) == set(shipped_texts("ZZ"))
