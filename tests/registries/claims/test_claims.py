"""A claim is received with its clock, its papers and its receipt; programs may hand it in as well."""

from datetime import date

import pytest
from sqlalchemy import select

from mis.errors import Refusal
from mis.letters.models import IssuedLetter
from registries.claims.actions import NewClaim, note_papers, receive, withdraw
from registries.claims.models import Claim
from registries.claims.rules import Paper
from tests import make

PENSION, TRANSFER = "tl-social-pension", "tl-household-transfer-2020"
MAY = date(2024, 5, 2)


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


@pytest.fixture
def by(session, office):
    return make.by(session, at=office)


@pytest.fixture
def person(session, office):
    return make.person(session, at=office)


def test_the_clock_runs_three_months_and_the_receipt_says_so(session, by, person):
    received = receive(session, NewClaim(PENSION, person.reference, date(2023, 11, 30), helped_by="her son"), by)
    assert (received.claim.decide_by, received.claim.helped_by) == (date(2024, 2, 29), "her son")
    content = session.scalars(select(IssuedLetter.content).where(IssuedLetter.number == received.letter)).one()
    text = " ".join(block.get("text", "") for block in content["blocks"])
    assert "29 February 2024" in text
    assert person.reference in text


def test_papers_are_given_replaced_or_missing_and_complete_the_claim(session, by, person):
    claim = receive(session, NewClaim(PENSION, person.reference, MAY, papers=[Paper(0, "given")]), by).claim
    assert [paper["state"] for paper in claim.documents] == ["given", "missing", "missing"]
    assert claim.completed_on is None
    papers = [Paper(0, "given"), Paper(1, "substitute"), Paper(2, "not-needed")]
    with pytest.raises(Refusal, match="shown instead"):
        note_papers(session, claim.reference, papers, by)
    papers[1] = Paper(1, "substitute", "The chief's word in writing")
    assert note_papers(session, claim.reference, papers, by).completed_on == date(2024, 5, 31)


@pytest.mark.parametrize(
    ("benefit", "given", "words"),
    [
        (PENSION, {"received_on": date(2024, 6, 1)}, "in the future"),
        (PENSION, {"received_on": date(1950, 1, 1)}, "before the person was born"),
        (PENSION, {"contingency_on": date(2030, 1, 1)}, "in the future"),
        (TRANSFER, {}, "claimed for a household"),
        ("tl-general", {}, "choose one"),
        ("tl-old-age", {}, "has not been read whole"),
        (PENSION, {"papers": [Paper(9, "given")]}, "no such paper"),
    ],
)
def test_what_cannot_be_is_refused_in_words(session, by, person, benefit, given, words):
    with pytest.raises(Refusal, match=words):
        receive(session, NewClaim(benefit, person.reference, **{"received_on": MAY} | given), by)
    assert session.scalar(select(Claim.id)) is None


def test_the_dead_do_not_claim(session, by, person):
    person.died_on = date(2024, 1, 1)
    session.flush()
    with pytest.raises(Refusal, match="died"):
        receive(session, NewClaim(PENSION, person.reference, MAY), by)


def test_a_withdrawn_claim_makes_room_for_another(session, by, person):
    claim = receive(session, NewClaim(PENSION, person.reference, MAY), by).claim
    withdraw(session, claim.reference, "She asked for it", by)
    assert receive(session, NewClaim(PENSION, person.reference, MAY), by).claim.state == "received"


def test_a_program_hands_in_a_claim_once_and_two_officers_sign_it(app, session, office, person):
    for name in ("contributory_pension", "work_income"):
        make.person_fact(session, person, name, False, date(2022, 1, 1))
    tokens = [make.bearer(session, make.officer(session, at=office)) for _ in range(3)]
    client, body = app.test_client(), {"benefit": PENSION, "person": person.reference, "received_on": "2024-05-02"}
    once = tokens[0] | {"Idempotency-Key": "the-same-claim"}
    answer = client.post("/api/v1/claims", json=body, headers=once)
    assert answer.status_code == 201, answer.json
    again = client.post("/api/v1/claims", json=body, headers=once)
    assert again.json["reference"] == answer.json["reference"]
    url = f"/api/v1/claims/{answer.json['reference']}"
    seen = client.get(f"{url}/decision", headers=tokens[1]).json["seen"]
    assert client.post(f"{url}/certify", json={"seen": "0" * 64}, headers=tokens[1]).status_code == 409
    assert client.post(f"{url}/certify", json={"seen": seen}, headers=tokens[1]).json["outcome"] == "granted"
    assert client.post(f"{url}/approve", json={"seen": seen}, headers=tokens[1]).status_code == 403
    done = client.post(f"{url}/approve", json={"seen": seen}, headers=tokens[2])
    assert (done.status_code, done.json["state"]) == (200, "granted"), done.json
    listed = client.get("/api/v1/claims?state=granted", headers=tokens[1]).json
    assert (listed["total"], listed["claims"][0]["reference"]) == (1, answer.json["reference"])
    shown = client.get(url, headers=tokens[0]).json
    assert shown["decision"]["amount"] == "80.00"
    session.expire_all()
    from registries.awards.models import Award

    award = client.get(f"/api/v1/awards/{session.scalars(select(Award.reference)).one()}", headers=tokens[0]).json
    assert award["terms"][0] | {"law_digest": ""} == {
        "from_month": "2024-05", "to_month": "2034-02", "amount": "80.00", "currency": "USD", "law_digest": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        {"benefit": PENSION, "person": "PE-NOBODY", "received_on": "2024-05-02"},
        {"benefit": "no-such", "person": "PE-NOBODY", "received_on": "2024-05-02"},
        {"benefit": PENSION, "person": "x\0", "received_on": "2024-05-02"},
        {"benefit": PENSION, "person": "PE-NOBODY", "received_on": "2024-02-30"},
        {"benefit": PENSION, "person": "PE-NOBODY", "received_on": "2024-05-02", "papers": [{"place": 1.5, "state": "given"}]},
        {"benefit": PENSION, "person": "PE-NOBODY", "received_on": "2024-05-02", "extra": 1},
        [],
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(app, session, office, body):
    headers = make.bearer(session, make.officer(session, at=office))
    answer = app.test_client().post("/api/v1/claims", json=body, headers=headers)
    assert 400 <= answer.status_code < 500
    assert session.scalar(select(Claim.id)) is None


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [1], "perhaps", "x" * 10_000, -1])
def test_a_fact_of_the_wrong_kind_is_refused(app, session, office, person, value):
    headers = make.bearer(session, make.officer(session, at=office))
    claim = make.claim(session, person)
    session.commit()
    body = {"name": "work_income", "value": value, "since": "2024-05-02", "reason": "declared"}
    answer = app.test_client().post(f"/api/v1/claims/{claim.reference}/facts", json=body, headers=headers)
    assert answer.status_code == 422, answer.json
