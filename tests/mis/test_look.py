"""How pages look: values in words, the marks that macros write, and the frame around every page."""

import gzip
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from lxml import html

from mis import look
from mis.drawing import Step, draw_waterfall, share_bar
from tests.mis.look_app import make_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A browser on the application that shows every part."""
    return make_app().test_client()


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    """A page, read."""
    return html.fromstring(client.get(address).get_data(as_text=True))


@pytest.mark.parametrize(
    ("amount", "asked", "written"),
    [
        ("1240", {}, "1,240.00"),
        ("0", {}, "0.00"),
        ("-291.5", {}, "−291.50"),
        ("2170", {"sign": True}, "+2,170.00"),
        ("0", {"sign": True}, "0.00"),
        ("1240", {"currency": "IDR", "decimals": 0}, "IDR\u00a01,240"),
        ("0.125", {}, "0.125"),
        ("999999999999.99", {}, "999,999,999,999.99"),
    ],
)
def test_money_is_grouped_has_a_true_minus_and_is_never_rounded(amount: str, asked: dict, written: str) -> None:
    with make_app().test_request_context():
        assert look.money(Decimal(amount), **asked) == written


def test_money_is_no_float_and_nothing_is_a_dash() -> None:
    with make_app().test_request_context():
        assert look.money(None) == "–"
        with pytest.raises(TypeError):
            look.money(243.6)  # type: ignore[arg-type]


def test_instants_are_told_in_the_offices_zone_and_24_hours() -> None:
    with make_app().test_request_context():
        instant = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
        assert look.moment(instant) == "21 Nov 2026 00:30"


def test_a_masked_number_shows_its_end_and_a_short_one_nothing() -> None:
    assert look.masked("00183472") == "•••• 472"
    assert look.masked("472") == "••••"


def test_a_share_is_told_in_per_cent() -> None:
    with make_app().test_request_context():
        assert look.percent(Decimal("0.931")) == "93.1%"
        assert look.percent(Decimal("0.0003"), 2, sign=True) == "+0.03%"


@pytest.mark.parametrize("address", ["/list", "/record", "/form"])
def test_every_page_has_one_heading_one_main_and_a_title_with_both(client: FlaskClient, address: str) -> None:
    shown = page(client, address)
    assert len(shown.findall(".//h1")) == len(shown.findall(".//main")) == 1
    assert shown.findtext(".//title").endswith(" – Socle")
    assert shown.get("lang") == "en"
    assert shown.get("dir") == "ltr"
    assert len(shown.xpath("//*[contains(@class,'btn-primary')][not(ancestor::header)]")) <= 1
    ids = shown.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_frame_has_search_officer_menu_and_a_sign_out_that_is_a_post(client: FlaskClient) -> None:
    shown = page(client, "/record")
    search = shown.xpath("//header//form[@role='search']")[0]
    assert search.get("action") == "/search"
    assert search.xpath(".//input[@name='q']")
    leave = shown.xpath("//form[@action='/sign-out']")[0]
    assert leave.get("method") == "post"
    assert leave.xpath(".//input[@name='csrf_token']/@value")[0]
    assert shown.xpath("//nav[@aria-label='Main']//a[@aria-current='page']/text()") == ["Payments"]
    assert "printed" in shown.xpath("string(//p[contains(@class,'print-only')])")


@pytest.mark.parametrize(("language", "told"), [("tet", True), ("pt", False), ("en", False)])
def test_a_translation_that_no_speaker_has_confirmed_says_so_on_every_page(language: str, told: bool) -> None:
    foot = page(make_app(language).test_client(), "/record").xpath("string(//footer)")
    assert ("raskuñu" in foot) is told
    assert ("This Tetum translation is a draft" in foot) is told


def test_who_is_not_signed_in_sees_no_search_and_no_menu() -> None:
    shown = page(make_app(officer_name="", nav=[]).test_client(), "/error/401")
    assert not shown.xpath("//header//form")
    assert not shown.xpath("//nav")


@pytest.mark.parametrize("address", ["/list", "/record"])
def test_tables_carry_names_roles_scopes_labels_and_bdi(client: FlaskClient, address: str) -> None:
    shown = page(client, address)
    ids = set(shown.xpath("//@id"))
    for table in shown.xpath("//table"):
        assert table.get("role") == "table"
        assert table.get("aria-labelledby") in ids or table.xpath("./caption")
        assert all(head.get("scope") == "col" and head.text_content().strip() for head in table.xpath("./thead//th"))
        for row in table.xpath("./tbody/tr"):
            assert row.get("role") == "row"
            assert row[0].get("scope") == "row"
            for cell in row.xpath("./td[normalize-space() and not(@aria-hidden)]"):
                assert cell.get("role") == "cell"
                assert cell.get("data-th")
        for number in table.xpath("./tbody//*[self::td or self::th][contains(@class,'num')][normalize-space()]"):
            assert number[0].tag == "bdi"


def test_what_people_wrote_is_escaped(client: FlaskClient) -> None:
    assert "Certificate &lt;recorded&gt;" in client.get("/list").get_data(as_text=True)
    assert "CL-&lt;b&gt;" in client.get("/error/404").get_data(as_text=True)


def test_a_message_says_what_was_done_and_stays_on_the_page(client: FlaskClient) -> None:
    said = page(client, "/list").xpath("//div[@role='status']")[0]
    assert "alert-success" in said.get("class")
    assert said.findtext("h2") == "Granted"


def test_a_refused_form_names_each_error_at_the_top_and_at_its_field(client: FlaskClient) -> None:
    answer = client.post("/form", data={"name": "  ", "born-day": "9", "born-month": "4", "born-year": "20x7", "note": "kept"})
    shown = html.fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert shown.findtext(".//title").startswith("5 answers to correct: Register a person")
    ids = set(shown.xpath("//@id"))
    links = shown.xpath("//div[@id='errors']//a")
    assert [link.text for link in links][:2] == ["Full name: write at least one letter", "Born: “20x7” is not a number"]
    assert {link.get("href")[1:] for link in links} <= ids
    year = shown.xpath("//input[@name='born-year']")[0]
    assert (year.get("aria-invalid"), year.get("value")) == ("true", "20x7")
    assert shown.xpath("//input[@name='born-day']")[0].get("aria-invalid") is None
    assert shown.xpath("string(//textarea)").strip() == "kept"
    for described in shown.xpath("//@aria-describedby"):
        assert set(described.split()) <= ids


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 412, 413, 422, 429, 500, 503])
def test_each_refusal_has_a_page_in_our_words(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/error/{status}")
    shown = html.fromstring(answer.get_data(as_text=True))
    assert answer.status_code == status
    assert shown.findtext(".//h1")
    assert len(shown.xpath("//div[@role='alert']/p")) == 2


def test_stylesheets_are_compressed_and_kept_for_a_year_under_a_name_of_their_content(client: FlaskClient) -> None:
    for address in page(client, "/record").xpath("//link[@rel='stylesheet']/@href"):
        assert re.fullmatch(r"/style/(bootstrap|socle)-[0-9a-f]{12}\.css", address)
        small = client.get(address, headers={"Accept-Encoding": "gzip"})
        plain = client.get(address)
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plain.data
        assert "max-age=31536000" in plain.headers["Cache-Control"]
        assert small.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert client.get("/style/socle-000000000000.css").status_code == 404


def test_pages_are_light(client: FlaskClient) -> None:
    assert len(client.get("/list").data) < 40_000
    assert "<script" not in client.get("/list").get_data(as_text=True)


def test_a_waterfall_joins_its_steps_and_says_where_a_cut_scale_begins() -> None:
    steps = [("October", "1000", True), ("New", "40", False), ("Stopped", "-10", False), ("November", "1030", True)]
    drawn = draw_waterfall([Step(words, Decimal(amount), total=total) for words, amount, total in steps])
    bars = [step.bar for step in drawn.steps]
    assert [bar.kind for bar in bars] == ["total", "more", "less", "total"]
    assert 0 < drawn.begins < 1000
    assert [bar.below for bar in bars[:-1]] == [bar.above for bar in bars[1:]]
    assert bars[0].torn
    assert bars[0].above is bars[-1].below is None
    ends = [Decimal(bar.at[:-1]) + Decimal(bar.width[:-1]) for bar in bars]
    assert all(0 <= end <= 100 for end in ends)


def test_a_waterfall_from_nothing_is_not_cut_and_one_of_nothing_is_no_error() -> None:
    whole = draw_waterfall(
        [Step("Before", Decimal(0), total=True), Step("New", Decimal(50)), Step("Now", Decimal(50), total=True)]
    )
    assert whole.begins == 0
    assert not any(step.bar.torn for step in whole.steps)
    assert draw_waterfall([]).steps == []
    assert share_bar(Decimal(1), Decimal(0)).width == "0.00%"
