"""Drafting law on pages: a transfer in answers, a text, a file; what is wrong stands at its answer; two signatures."""

import io

import pytest
from lxml import html

from mis.law.book import shipped_texts
from mis.statutes import actions, queries
from mis.statutes.models import LawDraft
from tests import make
from tests.web import post

PENSION = shipped_texts("tl")["tl-social-pension"]
ANSWERS = {
    "name_en": "Flood relief", "branch": "family", "subject": "household", "currency": "USD", "begins-day": "1",
    "begins-month": "6", "begins-year": "2024", "first_month": "6 2024", "months": "3", "sure": "confirmed",
    "law": "Decree-Law 20/2024, Art 2", "entitled-0-fact": "members.citizen", "entitled-0-test": "yes", "flat": "50",
}  # fmt: skip


def words(answer) -> str:
    """The words of a page."""
    return " ".join(html.fromstring(answer.get_data(as_text=True)).text_content().split())


def draft_of(session) -> LawDraft:
    """The one draft there is."""
    return session.query(LawDraft).one()


@pytest.fixture
def browser(app, session):
    """An administrator's browser."""
    return make.signed_in(app, session)


def test_a_transfer_is_drafted_in_answers_and_is_law_that_can_be_read(browser, session):
    answer = post(browser, "/law/drafts/transfer", ANSWERS)
    assert answer.status_code == 303, words(answer)
    draft = draft_of(session)
    sheet = queries.draft_sheet(draft)
    assert (draft.code, draft.base, sheet.subject, sheet.country) == ("tl-flood-relief-2024", None, "household", "TL")
    page = words(browser.get(answer.location))
    assert "Not tried yet" in page
    assert "Decree-Law 20/2024, Art 2" in page
    assert browser.get(f"/law/drafts/{draft.reference}.toml").data == draft.text.encode()


@pytest.mark.parametrize(
    ("answers", "field", "said"),
    [
        ({"law": ""}, "law", "Citation: write an answer"),
        ({"months": "0"}, "months", "a whole number from 1 to 120"),
        ({"entitled-0-fact": ""}, "entitled-0-fact", "Fact: choose one"),
        ({"entitled-0-fact": "", "entitled-0-test": ""}, "entitled", "Say who is entitled"),
        ({"entitled-0-test": "at_least"}, "entitled-0-test", "Test: choose one that fits the fact"),
        ({"entitled-0-fact": "registered_on", "entitled-0-test": "at_most"}, "entitled-0-value", "write a day"),
        ({"flat": "", "share": ""}, "flat", "say it once"),
        ({"flat": "50", "share": "20"}, "flat", "say it once"),
        ({"currency": "dollars"}, "currency", "at most 3"),
        ({"currency": "XYZ"}, "currency", "is no currency"),
        ({"flat": "0"}, "flat", "above 0"),
        ({"flat": "", "by": "average_wage", "share": "250", "subject": "person"}, "share", "at most 100 per cent"),
        ({"flat": "", "by": "average_wage", "share": "50"}, "by", "known of those who are paid"),
        ({"entitled-0-fact": "age", "entitled-0-test": "at_least"}, "entitled-0-fact", "known of those who are paid"),
        ({"subject": "person"}, "entitled-0-fact", "known of those who are paid"),
        ({"last_claim-day": "1", "last_claim-month": "5", "last_claim-year": "2024"}, "last_claim", "before the law begins"),
        (
            {"subject": "person", "entitled-0-fact": "age", "entitled-0-test": "at_least", "entitled-0-value": "200"},
            "entitled-0-value", "never above 150",
        ),
        (
            {"subject": "person", "entitled-0-fact": "sex", "entitled-0-test": "one_of", "entitled-0-value": "tall"},
            "entitled-0-value", "is none of",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_answer(browser, session, answers, field, said):
    answer = post(browser, "/law/drafts/transfer", ANSWERS | answers)
    assert answer.status_code == 422
    page = html.fromstring(answer.get_data(as_text=True))
    at = page.xpath(f"//*[@id='{field}-error']")
    assert at, words(answer)
    assert said in at[0].text_content()
    assert session.query(LawDraft).count() == 0


@pytest.mark.parametrize(
    ("rows", "field", "said"),
    [
        ([("", "60", "10"), ("70", "", "20")], "bands-1-low", "gap"),
        ([("", "60", "10"), ("50", "", "20")], "bands-1-low", "overlaps"),
        ([("60", "50", "10")], "bands-0-high", "must be above"),
        ([("", "60", "")], "bands-0-amount", "how much"),
        ([("", "x", "10")], "bands-0-high", "not a number"),
    ],
)
def test_gaps_and_overlaps_of_bands_stand_at_the_row(browser, rows, field, said):
    answers = ANSWERS | {"subject": "person", "entitled-0-fact": "age", "entitled-0-test": "at_least", "entitled-0-value": "50"}
    bands = {
        f"bands-{at}-{name}": value
        for at, row in enumerate(rows)
        for name, value in zip(("low", "high", "amount"), row, strict=True)
    }
    answer = post(browser, "/law/drafts/transfer", answers | bands | {"flat": "", "by": "age"})
    page = html.fromstring(answer.get_data(as_text=True))
    assert said in page.xpath(f"//*[@id='{field}-error']")[0].text_content()


def test_bands_and_shares_become_law(browser, session):
    person = ANSWERS | {
        "subject": "person",
        "entitled-0-fact": "age",
        "entitled-0-test": "at_least",
        "entitled-0-value": "60",
        "flat": "",
    }
    bands = {"by": "age", "bands-0-high": "70", "bands-0-amount": "50", "bands-1-low": "70", "bands-1-amount": "60.5"}
    assert post(browser, "/law/drafts/transfer", person | bands).status_code == 303
    share = {"name_en": "Half a wage", "by": "average_wage", "share": "50"}
    assert post(browser, "/law/drafts/transfer", person | share).status_code == 303
    texts = [draft.text for draft in session.query(LawDraft).order_by(LawDraft.id)]
    assert "bands=[{to=70, value=50.00}, {from=70, value=60.50}]" in texts[0]
    assert 'round={share=0.5, of="average_wage"}' in texts[1]


def test_a_text_begins_with_the_law_in_force_and_keeps_its_bytes(browser, session):
    page = html.fromstring(browser.get("/law/drafts/text?from=tl-social-pension").get_data(as_text=True))
    assert page.xpath("//textarea")[0].text.lstrip("\r\n") == PENSION
    typed = {"note": "As it was", "text": PENSION.replace("\n", "\r\n")}
    assert post(browser, "/law/drafts/text", typed).status_code == 303
    file = {"note": "As a file", "file": (io.BytesIO(PENSION.encode()), "law.toml")}
    assert post(browser, "/law/drafts/text", file).status_code == 303
    assert [draft.text for draft in session.query(LawDraft)] == [PENSION, PENSION]


@pytest.mark.parametrize("wrong", [b"\xff\xfe", b"a = ", b"", PENSION.encode() * 40])
def test_a_file_that_is_no_law_is_refused_in_words(browser, session, wrong):
    answer = post(browser, "/law/drafts/text", {"note": "x", "file": (io.BytesIO(wrong), "law.toml")})
    assert answer.status_code == 422
    assert session.query(LawDraft).count() == 0


def test_an_error_names_the_row_of_the_text(browser):
    text = PENSION.replace('of="age", at_least="eligible_age"', 'of="age", at_least="old"')
    row = text.splitlines().index(next(line for line in text.splitlines() if '"old"' in line)) + 1
    answer = post(browser, "/law/drafts/text", {"note": "x", "text": text})
    assert f"Line {row}: " in words(answer)
    assert "unknown name “old”" in words(answer)


def test_the_two_signatures_on_pages(app, session):
    first = make.officer(session)
    maker, second = make.browser_of(app, session, first), make.signed_in(app, session, "supervisor")
    post(maker, "/law/drafts/text", {"note": "Higher", "text": PENSION.replace("value=57,", "value=58,")})
    draft = draft_of(session)
    address = f"/law/drafts/{draft.reference}"
    actions.record_trial(session, draft, make.FIGURES, make.by(session))
    session.commit()
    page = words(maker.get(address))
    assert "61,000.50" in page
    assert "60-69" in page
    assert "Women" in page
    assert post(maker, f"{address}/submit", {}, page=address).status_code == 303
    assert "It waits for an officer other than" in words(maker.get(address))
    shown = html.fromstring(second.get(address).get_data(as_text=True))
    seen = {name: shown.xpath(f"//input[@name='{name}']/@value")[0] for name in ("draft", "trial")}
    stale = post(second, f"{address}/approve", seen | {"trial": "0" * 64}, page=address)
    assert stale.status_code == 409
    assert post(second, f"{address}/approve", seen, page=address).status_code == 303
    assert "value=58," in queries.book(session).sheet("tl-social-pension").text
    assert "Approved" in words(maker.get(address))


def test_a_single_source_line_is_confirmed_on_its_page(app, session):
    make.installation(session)
    browser = make.signed_in(app, session, "supervisor")
    address = "/law/tl-social-pension/confirm/adult_age?since=2022-07-20"
    assert post(browser, address, {"note": ""}).status_code == 422
    before = len(queries.unconfirmed(session, "tl-social-pension", make.installation(session).today))
    assert post(browser, address, {"note": "Official Gazette I, 2"}).status_code == 303
    assert len(queries.unconfirmed(session, "tl-social-pension", make.installation(session).today)) == before - 1
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/law/drafts/DR-00000-00000-00", "/law/drafts/x", "/law/drafts/text?from=x", "/law/x/confirm/y", "/law/drafts/x/text"],
)
def test_what_is_not_there_is_said(browser, address):
    assert browser.get(address).status_code == 404
