"""What a program does over the API from day to day: signing in, walking lists, sending a bank's file, fetching papers."""

import hashlib

import pytest
from sqlalchemy import func, select

from mis.staff.models import Once
from payments.releases import actions as releases
from tests import make
from tests.payments import runs
from tests.web import post

CSV = b"reference,status\nPY-00000-00000-00,paid\n"


@pytest.fixture
def office(session):
    """The head office of an installation."""
    make.installation(session)
    return make.office(session)


@pytest.fixture
def asks(app, session, office):
    """Asks an address as an officer of a role of that office."""
    headers = {}

    def ask(role, url, method="GET", key=None, **given):
        if role not in headers:
            headers[role] = make.bearer(session, make.officer(session, role, office))
        keyed = {"Idempotency-Key": key} if key else {}
        return app.test_client().open(f"/api/v1{url}", method=method, headers=headers[role] | keyed, **given)

    return ask


def test_a_door_answers_each_knock_and_keeps_no_token(app, session, office):
    who = make.officer(session, "client", office)
    headers = make.bearer(session, who) | {"Idempotency-Key": "knock"}
    wrong, right = ({"username": who.username, "password": word} for word in ("not her password", make.PASSWORD))
    client = app.test_client()
    statuses = [client.post("/api/v1/tokens", json=body, headers=headers).status_code for body in (wrong, wrong, right)]
    assert statuses == [401, 401, 201]
    assert session.scalar(select(func.count()).select_from(Once)) == 0


def test_what_was_refused_may_be_sent_again_under_its_key(app, session, office):
    who = make.officer(session, "administrator", office)
    client = make.browser_of(app, session, who)
    new = {"password": "a password of her own", "again": "a password of her own", "once": "the form's key"}
    answers = [post(client, "/me/password", {**new, "current": word}, page="/me") for word in ("wrong", make.PASSWORD)]
    assert [answer.status_code for answer in answers] == [422, 303]


@pytest.mark.parametrize("kind", ["text/csv", "application/octet-stream", "text/csv; charset=utf-8"])
def test_a_banks_answer_is_sent_as_the_file_that_it_is(asks, kind):
    answer = asks("payment-officer", "/answers?name=march.csv", "POST", "answer", data=CSV, content_type=kind)
    assert (answer.status_code, answer.json["format"], answer.json["read"]) == (201, "csv", 1)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain", None])
def test_a_banks_answer_in_an_envelope_is_not_opened(asks, kind):
    answer = asks("payment-officer", "/answers", "POST", "answer", data=CSV, content_type=kind)
    assert answer.status_code == 415


def test_elsewhere_a_file_is_not_taken_for_json(asks):
    assert asks("administrator", "/employers", "POST", data=b"{}", content_type="text/csv").status_code == 415


def test_every_list_is_walked_to_its_end_by_its_links(asks, session, office):
    clerk = make.officer(session, "payment-officer", office)
    for name in ("One", "Two", "Three"):
        make.employer(session, name, at=office)
        make.claim(session, person=make.person(session, name, at=office))
        make.letter(session)
        make.payment_batch(session, clerk)
    make.household(session)
    session.commit()
    for name in ("persons", "households", "employers", "claims", "letters", "batches"):
        url, seen, total = f"/{name}?limit=2", [], None
        while url:
            page = asks("administrator", url)
            assert page.status_code == 200, page.text
            total = page.json["total"]
            seen += [row.get("reference") or row.get("number") or row["batch"] for row in page.json[name]]
            link = page.headers.get("Link", "")
            assert (page.json["next"] is None) == (link == "")
            url = link.partition(">")[0].removeprefix("</api/v1")
        assert len(seen) == len(set(seen)) == total, name
        assert asks("administrator", f"/{name}?limit=0").status_code == 422


def test_a_granted_claim_leads_to_its_person_and_its_award(asks, session, office):
    person = make.person(session, "Ana Reis", at=office)
    award = make.award(session, person=person)
    session.commit()
    listed = asks("administrator", "/claims").json["claims"]
    assert [row["person"] for row in listed] == [person.reference]
    claim = asks("administrator", f"/claims/{listed[0]['reference']}").json
    assert (claim["person"], claim["award"]) == (person.reference, award.reference)
    assert asks("administrator", f"/awards/{award.reference}").json["person"] == person.reference


def test_a_letter_is_fetched_as_pdf_and_another_office_has_none(app, asks, session, office):
    make.officer(session, at=office)
    letter = make.letter(session, about="CL-TEST")
    session.commit()
    found = asks("administrator", "/letters").json["letters"]
    assert [row["number"] for row in found] == [letter.number]
    answer = asks("administrator", f"/letters/{letter.number}.pdf")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    stranger = make.bearer(session, make.officer(session, "administrator", make.office(session, "Far")))
    assert app.test_client().get(f"/api/v1/letters/{letter.number}.pdf", headers=stranger).status_code == 404


def test_the_file_of_a_run_is_fetched_by_who_may_release_it(asks, session, office, settings):
    by, approver = (make.by(session, role, office) for role in ("payment-officer", "approver"))
    runs.payee(session)
    batch = runs.approved(session, by, approver)
    releases.release(session, batch.reference, approver)
    releases.send(session, batch.id, settings.var)
    session.commit()
    told = asks("approver", f"/batches/{batch.reference}").json["files"][0]
    answer = asks("approver", f"/batches/{batch.reference}/files/{told['reference']}")
    assert (answer.status_code, hashlib.sha256(answer.data).hexdigest()) == (200, told["sha256"])
    other = make.payment_batch(session)
    session.commit()
    assert asks("approver", f"/batches/{other.reference}/files/{told['reference']}").status_code == 404
    assert asks("payment-officer", f"/batches/{batch.reference}/files/{told['reference']}").status_code == 403
