"""Claims, awards and letters as pages: what an officer sees and does at the counter."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from registries.awards.models import Award
from registries.claims.models import Claim
from tests import make, web

PENSION = "tl-social-pension"


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


@pytest.fixture
def pensioner(session, office):
    person = make.person(session, at=office)
    make.person_fact(session, person, "contributory_pension", False, date(2022, 1, 1))
    session.commit()
    return person


@pytest.fixture
def clerks(app, session, office):
    """Three officers who register and decide."""
    return [make.signed_in(app, session, at=office) for _ in range(3)]


def receive(client, person, **answers):
    given = {
        "received_on-day": "2", "received_on-month": "5", "received_on-year": "2024",
        "document_0": "given", "document_1": "substitute", "note_1": "Baptism book of the parish", "document_2": "not-needed",
    }  # fmt: skip
    return web.post(client, f"/claims/receive?benefit={PENSION}&person={person.reference}", given | answers)


def test_a_claim_goes_from_the_counter_to_the_award_s_letter(session, clerks, pensioner):
    receiver, first, second = clerks
    answer = receive(receiver, pensioner, helped_by="Rosa, her daughter")
    assert answer.status_code == 302
    page = receiver.get(answer.location).get_data(as_text=True)
    assert "is ready to print" in page
    assert "Waiting for a fact" in page
    assert "has income from work" in page
    claim = session.scalars(select(Claim)).one()
    assert (claim.completed_on, claim.helped_by) == (date(2024, 5, 2), "Rosa, her daughter")
    url = f"/claims/{claim.reference}"
    given = {"value": "no", "since-day": "2", "since-month": "5", "since-year": "2024", "reason": "declared at the counter"}
    assert web.post(receiver, f"{url}/facts/work_income", given).status_code == 302
    page = first.get(url).get_data(as_text=True)
    assert "Grant USD\xa080.00 a month" in page or "Grant USD 80.00 a month" in page
    assert "DRAFT" in first.get(f"{url}/letter").get_data(as_text=True) or "Draft" in first.get(f"{url}/letter").get_data(
        as_text=True
    )
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', page)[1]
    assert web.post(first, f"{url}/certify", {"seen": seen, "note": "seen"}, page=url).status_code == 302
    assert "can be neither" in first.get(url).get_data(as_text=True)
    assert web.post(first, f"{url}/approve", {"seen": seen, "once": "k" * 20}, page=url).status_code == 403
    assert web.post(second, f"{url}/approve", {"seen": seen}, page=url).status_code == 302
    page = second.get(url).get_data(as_text=True)
    assert "Granted." in page
    award = session.scalars(select(Award)).one()
    assert second.get(f"/awards/{award.reference}").status_code == 200
    number = re.findall(r"/letters/(2024/\d+)", page)[0]
    assert "Dear Ana Maria Caldas" in second.get(f"/letters/{number}").get_data(as_text=True)
    pdf = second.get(f"/letters/{number}.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert "Copy" in second.get(f"/letters/{number}").get_data(as_text=True)


def test_a_wrong_answer_stands_at_its_field_and_nothing_is_kept(session, clerks, pensioner):
    answer = receive(clerks[0], pensioner, note_1="", **{"received_on-year": "2031"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "in the future" in page
    assert session.scalar(select(Claim)) is None
    answer = receive(clerks[0], pensioner, note_1="")
    assert (answer.status_code, "say what was shown instead" in answer.get_data(as_text=True)) == (422, True)


def test_what_waits_for_whom(session, clerks, pensioner):
    receiver, first, second = clerks
    make.person_fact(session, pensioner, "work_income", False, date(2022, 1, 1))
    receive(receiver, pensioner)
    reference = session.scalars(select(Claim.reference)).one()
    assert reference in first.get("/").get_data(as_text=True)
    page = first.get(f"/claims/{reference}").get_data(as_text=True)
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', page)[1]
    web.post(first, f"/claims/{reference}/certify", {"seen": seen}, page=f"/claims/{reference}")
    assert reference not in first.get("/").get_data(as_text=True)
    assert reference in second.get("/").get_data(as_text=True)
    found = second.get(f"/search?q={reference.lower()}")
    assert found.location.endswith(f"/claims/{reference}")
    listed = second.get("/claims?state=certified").get_data(as_text=True)
    assert reference in listed
    assert reference not in second.get("/claims?overdue=yes").get_data(as_text=True)
    make.installation(session, date(2024, 9, 2))
    session.commit()
    assert "31 days late" in second.get("/claims?overdue=yes").get_data(as_text=True)
    assert web.post(second, f"/claims/{reference}/send-back", {"reason": "Look at the card"}).status_code == 302
    assert "Look at the card" in first.get(f"/claims/{reference}").get_data(as_text=True)
    given = {"reason": "She asked for it", "sure": "y"}
    assert web.post(receiver, f"/claims/{reference}/withdraw", given).status_code == 302


def test_who_received_and_certified_is_named_once(session, clerks, pensioner):
    receiver = clerks[0]
    make.person_fact(session, pensioner, "work_income", False, date(2022, 1, 1))
    receive(receiver, pensioner)
    path = f"/claims/{session.scalars(select(Claim.reference)).one()}"
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', receiver.get(path).get_data(as_text=True))[1]
    web.post(receiver, f"{path}/certify", {"seen": seen}, page=path)
    page = receiver.get(path).get_data(as_text=True)
    assert "It waits for a second officer, who cannot be" in page
    assert "can be neither" not in page


def test_another_office_sees_nothing(app, session, clerks, pensioner):
    receive(clerks[0], pensioner)
    reference = session.scalars(select(Claim.reference)).one()
    award = make.award(session, pensioner)
    stranger = make.signed_in(app, session)
    for url in (f"/claims/{reference}", f"/claims/{reference}/letter", f"/awards/{award.reference}", "/letters/2024/1"):
        assert stranger.get(url).status_code == 404, url
    assert reference not in stranger.get("/claims").get_data(as_text=True)
    assert award.reference not in stranger.get("/awards").get_data(as_text=True)


def test_an_auditor_reads_and_changes_nothing(app, session, office, clerks, pensioner):
    receive(clerks[0], pensioner)
    reference = session.scalars(select(Claim.reference)).one()
    auditor = make.signed_in(app, session, "auditor", office)
    assert auditor.get(f"/claims/{reference}").status_code == 200
    for url in (f"/claims/{reference}/certify", f"/claims/{reference}/approve", f"/claims/{reference}/withdraw"):
        assert web.post(auditor, url, {"reason": "because"}, page="/").status_code == 403, url


def test_a_suspension_is_looked_at_twice_and_lifted_by_another(app, session, office, clerks, pensioner):
    award = make.award(session, pensioner)
    session.commit()
    url = f"/awards/{award.reference}"
    answers = {"from_month": "2024-06", "reason": "No life certificate was handed in", "provision": "DL 19/2008, art. 12"}
    early = web.post(clerks[0], f"{url}/suspend", answers)
    assert (early.status_code, "30 days" in early.get_data(as_text=True)) == (422, True)
    answers["from_month"] = "2024-07"
    look = web.post(clerks[0], f"{url}/suspend", answers)
    assert look.status_code == 200
    assert "Check before suspending" in look.get_data(as_text=True)
    wrong = web.post(
        clerks[0], f"{url}/suspend", answers | {"step": "suspend", "again": "AW-1", **web.hidden(look.get_data(as_text=True))}
    )
    assert wrong.status_code == 422
    done = answers | {"step": "suspend", "again": award.reference.lower(), **web.hidden(wrong.get_data(as_text=True))}
    answer = web.post(clerks[0], f"{url}/suspend", done)
    assert answer.status_code == 302, answer.get_data(as_text=True)[2000:6000]
    page = clerks[0].get(url).get_data(as_text=True)
    assert "Suspended from July 2024" in page
    assert "suspended from 1 July 2024" in page
    assert web.post(clerks[0], f"{url}/lift", {"reason": "It came"}).status_code == 403
    assert web.post(clerks[1], f"{url}/lift", {"reason": "It came"}).status_code == 302
    assert "In payment" in clerks[1].get(url).get_data(as_text=True)
    chief = make.signed_in(app, session, "supervisor", office)
    end = {"last_month": "2024-08", "reason": "He left the country", "again": award.reference}
    assert web.post(chief, f"{url}/end", end).status_code == 302
    assert "Ended" in chief.get(url).get_data(as_text=True)


def test_a_person_s_page_shows_claims_awards_and_letters(session, clerks, pensioner):
    receive(clerks[0], pensioner)
    award = make.award(session, pensioner)
    session.commit()
    page = clerks[0].get(f"/persons/{pensioner.reference}").get_data(as_text=True)
    assert award.reference in page
    assert session.scalars(select(Claim.reference).where(Claim.state == "received")).one() in page
    assert "Letters" in page


def test_an_unticked_box_is_told_in_its_own_words(session, clerks, pensioner):
    receiver, *_ = clerks
    claim = receive(receiver, pensioner).location
    page = web.post(receiver, claim + "/withdraw", {"reason": "She wrote it"})
    assert page.status_code == 422
    assert "The person asked for it: tick this" in page.text


def test_the_answers_of_a_suspension_can_be_changed_before_it_is_done(app, session, office):
    award = make.award(session, make.person(session, at=office))
    clerk = make.signed_in(app, session, at=office)
    url = f"/awards/{award.reference}/suspend"
    wanted = {"from_month": "2099-01", "reason": "She lives abroad", "provision": "DL 19/2008, art. 15"}
    assert "The letter is written in" in clerk.get(url).text
    check = web.post(clerk, url, wanted)
    assert (check.status_code, 'value="change"' in check.text) == (200, True)
    back = clerk.post(url, data=wanted | web.hidden(check.text) | {"step": "change"})
    assert back.status_code == 200
    assert "She lives abroad" in back.text
