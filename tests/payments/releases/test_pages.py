"""A run walked through its pages by a payment officer and an approver, and over the API by a program."""

import io
import re
import time

import pyotp
import pytest

from mis.staff import sealing
from payments.batches import queries
from payments.generation import actions as generation
from payments.releases import actions as releases
from tests import make
from tests.conftest import KEY
from tests.payments import runs
from tests.web import post


@pytest.fixture
def office(session):
    """An office with two people to pay, and officers who can sign in."""
    make.installation(session)
    place = make.office(session)
    by = make.officer(session, "payment-officer", place)
    approver = make.officer(session, "approver", place)
    seed = sealing.new_totp_seed()
    approver.totp_sealed = sealing.seal((KEY,), seed)
    runs.payee(session, "Ana <Caldas>")
    make.award(session, make.person(session, "Nobody's Account"))
    session.commit()
    return by, approver, pyotp.TOTP(seed)


def generate(session, reference, by):
    """What the workers do."""
    batch = queries.batch_by_reference(session, by, reference)
    for part in queries.slices(session, batch.id, "waiting"):
        generation.settle_slice(session, part)
    generation.finish(session, batch.id)
    session.commit()
    session.expire_all()
    return batch


def text(answer):
    return answer.get_data(as_text=True)


def test_a_month_from_draft_to_answer_on_pages(app, session, office, tmp_path):
    who, approver, totp = office
    clerk, signer = make.browser_of(app, session, who), make.browser_of(app, session, approver)
    draft = {"scheme": runs.SCHEME, "period-month": "5", "period-year": "2024", "period": "2024-05", "kind": "regular"}
    drafted = post(clerk, "/payments/runs/draft", draft)
    assert drafted.status_code == 303, text(drafted)
    url = drafted.headers["Location"]
    reference = url.rsplit("/", 1)[1]
    assert post(clerk, f"{url}/generate", {}, url).status_code == 303
    assert "Generating" in text(clerk.get(url))
    by = make.acting(session, who, {"payment-officer": frozenset()})
    batch = generate(session, reference, by)
    page = text(clerk.get(url))
    assert "USD\xa060.00" in page
    assert "No account" in page
    assert "Nobody&#39;s Account" in text(clerk.get(f"{url}/left-out?reason=no-account"))
    assert clerk.get(f"{url}/left-out.csv").status_code == 200
    assert post(clerk, f"{url}/submit", {}, url).status_code == 303
    assert clerk.post(f"{url}/approve").status_code in (400, 403)
    page = text(signer.get(url))
    assert "Approve USD\xa060.00" in page
    seen = {"sha256": batch.sha256, "count": "1", "code": totp.now()}
    assert post(signer, f"{url}/approve", seen | {"total": "61.00"}, url).status_code == 409
    assert post(signer, f"{url}/approve", seen | {"total": "60.00", "code": "000000"}, url).status_code == 422
    assert post(signer, f"{url}/approve", seen | {"total": "60.00", "code": totp.now()}, url).status_code == 303
    assert signer.get(f"{url}/release").status_code == 200
    later = totp.at(time.time() + 30)
    assert post(signer, f"{url}/release", {"code": later}).status_code == 303
    releases.send(session, batch.id, tmp_path)
    session.commit()
    page = text(signer.get(url))
    assert re.search(r"BA-[0-9A-Z-]+-bank-1\.xml", page)
    session.expire_all()
    payment = runs.payments(session, batch)[0].reference
    content = f"reference,status,amount\n{payment},returned,60.00\nPY-00000-00000-00,paid,1.00\n".encode()
    taken = post(clerk, "/payments/answers/take-in", {"file": (io.BytesIO(content), "bank.csv")})
    assert taken.status_code == 303, text(taken)
    page = text(clerk.get(taken.headers["Location"]))
    assert "No payment of ours has this reference" in page
    page = text(clerk.get(f"/payments/{payment}"))
    assert "Ana &lt;Caldas&gt;" in page
    assert "Returned" in page
    assert "Returned funds" in text(clerk.get("/payments/books")) or "Returned" in text(clerk.get("/payments/books"))
    for place in ("/payments", "/payments/answers", f"{url}/payments?state=returned", f"{url}/payments.csv"):
        assert clerk.get(place).status_code == 200, place


@pytest.mark.parametrize("place", ["/payments/runs/BA-1", "/payments/PY-1", "/payments/answers/AN-1", "/payments/runs/%00"])
def test_what_is_not_there_is_not_found(app, session, office, place):
    clerk = make.browser_of(app, session, office[0])
    assert clerk.get(place).status_code in (400, 404)


def test_an_auditor_reads_and_changes_nothing(app, session, office):
    auditor = make.signed_in(app, session, "auditor")
    assert auditor.get("/payments").status_code == 200
    assert auditor.get("/payments/runs/draft").status_code == 403
    assert auditor.get("/payments/answers/take-in").status_code == 403


def test_a_program_drafts_once_by_its_key(app, session, office):
    who, _, _ = office
    client, headers = app.test_client(), make.bearer(session, who)
    body = {"scheme": runs.SCHEME, "period": "2024-05"}
    assert client.post("/api/v1/batches", json=body, headers=headers).status_code == 400
    keyed = headers | {"Idempotency-Key": "draft-1"}
    first = client.post("/api/v1/batches", json=body, headers=keyed)
    assert first.status_code == 201, text(first)
    assert client.post("/api/v1/batches", json=body, headers=keyed).json["batch"] == first.json["batch"]
    found = client.get(f"/api/v1/batches/{first.json['batch']}", headers=headers)
    assert (found.json["state"], found.json["count"], found.json["total"]) == ("drafted", None, None)
    for wrong in ({"scheme": runs.SCHEME, "period": "2024-13"}, {"scheme": "x\x00", "period": "2024-05"}, {"period": 5}):
        answer = client.post("/api/v1/batches", json=wrong, headers=headers | {"Idempotency-Key": f"w{wrong}"[:40]})
        assert answer.status_code in (400, 422), text(answer)
    assert client.get("/api/v1/payments/PY-1", headers=headers).status_code == 404
    assert client.post("/api/v1/answers", data=b"", headers=headers | {"Idempotency-Key": "a"}).status_code == 422


def test_a_run_that_was_sent_back_waits_at_its_maker_s_desk_and_one_approved_at_the_releaser_s(app, session):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.generated(session, by)
    office = session.get_one(make.Office, by.office_id)
    desk, other = make.signed_in(app, session, "payment-officer", office), make.signed_in(app, session, "approver", office)
    assert "Submit it for approval" in desk.get("/").text
    runs.actions.submit(session, batch.reference, by)
    runs.actions.send_back(session, batch.reference, "Count again", approver)
    page = desk.get("/").text
    assert "Sent back: Count again" in page
    assert f"/payments/runs/{batch.reference}" in page
    assert "Social pension, May 2024" in page
    runs.actions.submit(session, batch.reference, by)
    runs.actions.approve(session, batch.reference, runs.content(batch), approver)
    assert "Release it to the banks" in other.get("/").text
