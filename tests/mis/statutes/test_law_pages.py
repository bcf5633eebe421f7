"""The law on pages and for programs: what is in force on a day, by which provision, how surely."""

from datetime import date

import pytest
from lxml import html

from mis.law.book import read_book, shipped_texts, values_on
from mis.law.provisions import provisions_on
from mis.statutes.models import LawSheet
from mis.statutes.rules import digest_of
from tests import make
from tests.statements import counted

PENSION = "/law/tl-social-pension"
SHEETS = list(read_book(shipped_texts()).sheets.values())


def words(page: html.HtmlElement) -> str:
    """The words of a page."""
    return " ".join(page.text_content().split())


def read(browser, address: str, status: int = 200) -> html.HtmlElement:
    """A page, read."""
    answer = browser.get(address)
    assert answer.status_code == status
    return html.fromstring(answer.get_data(as_text=True))


@pytest.fixture
def browser(app, session):
    """A clerk's browser."""
    return make.signed_in(app, session)


def test_the_list_names_every_benefit_and_says_how_surely_it_is_known(browser):
    page = read(browser, "/law")
    assert set(page.xpath("//th/a/@href")) == {f"/law/{code}" for code in read_book(shipped_texts("TL")).sheets}
    row = page.xpath(f"//tr[th/a[@href='{PENSION}']]")[0]
    assert "10 of 13 values from a single source" in words(row)
    assert "In force" in words(page)
    assert "Closed" in words(page)
    assert "Incomplete" in words(page.xpath("//tr[th/a[@href='/law/tl-old-age']]")[0])


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_every_shipped_sheet_has_its_page_and_answers_programs(app, session, sheet):
    make.installation(session).country = sheet.country.lower()
    who = make.officer(session)
    session.flush()
    browser, headers = make.browser_of(app, session, who), make.bearer(session, who)
    day = max(sheet.begins, date(2024, 5, 31))
    page = read(browser, f"/law/{sheet.code}?on={day.isoformat()}")
    assert len(page.xpath("//h1")) == 1
    assert bool(page.xpath("//table//span[contains(@class, 'law')]")) == any(value.law for value in values_on(sheet, day))
    assert "None" not in words(page)
    assert "{" not in words(page)
    told = app.test_client().get(f"/api/v1/law/{sheet.code}?on={day.isoformat()}", headers=headers).json
    assert told["in_force"]
    assert all(value["words"] and (value["law"] or value["source"]) for value in told["values"])


def test_a_page_takes_few_questions(app, session):
    browser = make.signed_in(app, session)
    browser.get(PENSION)
    with counted(session) as asked:
        browser.get(PENSION)
    assert 0 < len(asked) <= 15


def test_values_are_shown_with_citation_and_what_rests_on_a_single_source(browser):
    page = read(browser, f"{PENSION}?on=2024-05-31")
    row = page.xpath("//tr[th[contains(., 'Monthly pension')]]")[0]
    assert "from 70, below 80: 80" in words(row)
    assert "1st amendment of DL 53/2022" in row.xpath(".//span[contains(@class, 'law')]")[0].text_content()
    assert row.xpath(".//span[contains(@class, 'badge')]")[0].text_content() == "Single source"
    assert "at least 60" in words(page)
    assert "Electoral card or identity card" in words(page)


def test_each_day_has_its_own_law(browser):
    before, after = read(browser, f"{PENSION}?on=9 1 2024"), read(browser, f"{PENSION}?on=10 1 2024")
    assert "57" in words(before.xpath("//tr[th[contains(., 'Monthly pension')]]")[0])
    assert "57" not in words(after.xpath("//tr[th[contains(., 'Monthly pension')]]")[0])
    hashes = [page.xpath("//dl//bdi[@class='hash']")[0].text_content() for page in (before, after)]
    assert hashes[0] != hashes[1]
    assert before.xpath("//ol//a/@href") == ["?on=2024-01-10", "?on=2022-07-20"]


def test_before_its_first_day_a_law_says_so(browser):
    page = read(browser, f"{PENSION}?on=1999-01-01")
    assert "has not been read" in words(page)
    assert not page.xpath("//table//span[contains(@class, 'law')]")


def test_an_incomplete_law_names_what_has_not_been_read(browser):
    page = words(read(browser, "/law/tl-old-age"))
    assert "What has not been read" in page
    assert "The pensionable age and qualifying period of DL 17/2017" in page
    assert "What has not been read" not in words(read(browser, PENSION))


def test_the_text_comes_as_the_same_bytes(browser, session):
    answer = browser.get(f"{PENSION}.toml")
    assert answer.data == shipped_texts("tl")["tl-social-pension"].encode()
    assert answer.headers["Content-Disposition"] == "attachment; filename=tl-social-pension.toml"


def test_the_office_s_own_text_is_the_law(browser, session):
    text = shipped_texts("tl")["tl-household-transfer-2020"].replace("value=100", "value=120")
    session.add(LawSheet(code="tl-household-transfer-2020", path="tl-household-transfer-2020", text=text, digest=digest_of(text)))
    session.commit()
    page = read(browser, "/law/tl-household-transfer-2020?on=2020-05-01")
    assert "120" in words(page.xpath("//tr[th[contains(., 'Monthly transfer')]]")[0])
    assert browser.get("/law/tl-household-transfer-2020.toml").data == text.encode()
    assert browser.get(PENSION).status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/law/nothing", 404),
        ("/law/nothing.toml", 404),
        ("/law/<script>", 404),
        (f"{PENSION}?on=soon", 422),
        (f"{PENSION}?on=31 2 2024", 422),
        (f"{PENSION}?on=0000-00-00", 422),
        (f"{PENSION}?on=%00", 422),
        (f"{PENSION}?on=", 200),
        (f"{PENSION}?other=x", 200),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(browser, address, status):
    assert browser.get(address).status_code == status


@pytest.mark.parametrize("address", [f'{PENSION}?on="><script>alert(1)</script>', '/law/"><script>alert(1)</script>'])
def test_text_in_the_address_is_never_run(browser, address):
    assert "<script" not in browser.get(address).get_data(as_text=True)


def test_programs_read_the_list_and_are_refused_what_cannot_be(app, session):
    make.installation(session)
    headers = make.bearer(session, make.officer(session))
    client = app.test_client()
    assert [each["code"] for each in client.get("/api/v1/law", headers=headers).json] == sorted(shipped_texts("TL"))
    assert client.get("/api/v1/law/nothing", headers=headers).status_code == 404
    assert client.get("/api/v1/law/tl-general?on=soon", headers=headers).status_code == 422
    assert client.get("/api/v1/law").status_code == 401


def test_the_law_is_for_those_who_may_read_it(app, session):
    assert make.signed_in(app, session, "system-administrator").get("/law").status_code == 403
    assert make.signed_in(app, session, "auditor").get("/law").status_code == 200


@pytest.mark.parametrize("language", ["en", "pt", "tet"])
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_every_provision_of_every_version_has_words(sheet, language):
    for edition in sheet.editions:
        for row in provisions_on(sheet, edition.since, language):
            assert row.says
            assert all(part and "\0" not in part and "None" not in part for part in row.says)


def test_bands_and_rates_are_all_told():
    sheets = read_book(shipped_texts()).sheets
    day = date(2024, 5, 31)
    says = {
        (code, row.name): row.says
        for code in ("id-jkp", "kh-old-age", "id-bpjs")
        for row in provisions_on(sheets[code], day, "en")
    }
    assert says["id-jkp", "rate"] == ("by payment", "from 1, below 4: 45%", "from 4: 25%")
    assert says["kh-old-age", "pension"][1:] == ("from 0, below 180: 1.75%", "from 180: 1.25%")
    assert says["id-bpjs", "jkk_rate"][:2] == ("by risk class of the employer", "I: 0.24%")
    assert says["id-jkp", "claimed_in_time"] == ("on last day to claim or earlier",)
