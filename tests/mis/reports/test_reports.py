"""Reports through their doors: the page, the files, the API and the command, each within permissions and offices."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from lxml import html

import wsgi
from mis.audit.actions import record
from mis.cli import Console, build
from mis.db import Database
from mis.identifiers import new_reference
from mis.settings import Settings
from tests import make
from tests.conftest import KEY, run_sql

TRAIL = "/reports/trail-of-record"


def acted_upon(session, who, times: int = 2) -> str:
    """A record upon which an officer acted some times."""
    reference = new_reference("PE")
    for at in range(times):
        record(session, who, "person changed", reference, before={"name": f"A{at}"}, after={"name": f"A{at + 1}"}, reason="=1+1")
    session.commit()
    return reference


def words(answer) -> str:
    """The words of a page."""
    return " ".join(html.fromstring(answer.get_data(as_text=True)).text_content().split())


def test_each_role_sees_the_reports_it_may_read(app, session):
    assert "Trail of a record" in words(make.signed_in(app, session, "auditor").get("/reports"))
    assert "Trail of a record" not in words(make.signed_in(app, session, "administrator").get("/reports"))
    assert make.signed_in(app, session, "administrator").get(TRAIL).status_code == 403
    assert make.signed_in(app, session, "system-administrator").get("/reports").status_code == 403


def test_a_report_that_needs_a_choice_asks_for_it_first(app, session):
    browser = make.signed_in(app, session, "auditor")
    answer = browser.get(TRAIL)
    assert answer.status_code == 200
    assert "Choose above what to show" in words(answer)
    assert "Download" not in words(answer)
    assert browser.get(f"{TRAIL}?record=").status_code == 422


def test_the_trail_of_a_record_is_shown_with_every_act(app, session):
    office = make.office(session)
    reference = acted_upon(session, make.by(session, at=office))
    answer = make.signed_in(app, session, "auditor", at=office).get(f"{TRAIL}?record={reference.lower().replace('-', ' ')}")
    assert answer.status_code == 200
    page = html.fromstring(answer.get_data(as_text=True))
    assert len(page.xpath("//table//tbody/tr")) == 2
    assert "name: was A0, now A1" in page.text_content()
    assert page.xpath("//td[@class='draw']//rect")
    assert f"Reference of the record: {reference.lower().replace('-', ' ')}" in words(answer)


def test_another_offices_records_are_not_shown(app, session):
    reference = acted_upon(session, make.by(session, at=make.office(session, "Suai office")))
    browser = make.signed_in(app, session, "auditor", at=make.office(session, "Liquiçá office"))
    assert "Nothing answers to these filters" in words(browser.get(f"{TRAIL}?record={reference}"))


def test_the_whole_trail_of_an_own_record_shows_also_what_others_did(app, session):
    ours, others = make.office(session, "Suai office"), make.office(session, "Capital office")
    reference = acted_upon(session, make.by(session, at=ours), 1)
    record(session, make.by(session, "approver", at=others), "approved", reference)
    session.commit()
    assert "Capital office" in words(make.signed_in(app, session, "auditor", at=ours).get(f"{TRAIL}?record={reference}"))


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "pdf"])
def test_taking_a_report_gives_the_same_bytes_twice_and_a_line_in_the_trail(app, session, database, extension):
    office = make.office(session)
    reference = acted_upon(session, make.by(session, at=office))
    browser = make.signed_in(app, session, "auditor", at=office)
    first = browser.get(f"{TRAIL}.{extension}?record={reference}")
    again = browser.get(f"{TRAIL}.{extension}?record={reference}")
    assert first.status_code == 200
    assert first.data == again.data
    assert first.headers["Content-Disposition"] == f'attachment; filename="trail-of-record-2024-05-31.{extension}"'
    lines = run_sql(database, "SELECT after, count FROM audit_line WHERE act = 'report taken'")
    assert [(line.after["record"], line.after["format"], line.count) for line in lines] == [(reference, extension, 2)] * 2


def test_a_report_changes_when_an_act_was_done_since(app, session):
    office = make.office(session)
    who = make.by(session, at=office)
    reference = acted_upon(session, who)
    browser = make.signed_in(app, session, "auditor", at=office)
    before = browser.get(f"{TRAIL}.csv?record={reference}").data
    record(session, who, "person changed", reference, after={"name": "B"})
    session.commit()
    assert browser.get(f"{TRAIL}.csv?record={reference}").data != before


def test_the_links_to_files_keep_the_filters(app, session):
    office = make.office(session)
    reference = acted_upon(session, make.by(session, at=office))
    answer = make.signed_in(app, session, "auditor", at=office).get(f"{TRAIL}?record={reference}")
    links = html.fromstring(answer.get_data(as_text=True)).xpath("//div[contains(@class, 'acts')]//a/@href")
    assert links == [f"{TRAIL}.{kind}?record={reference}" for kind in ("csv", "xlsx", "json", "pdf")]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/reports/nothing", 404),
        ("/reports/nothing.csv", 404),
        (f"{TRAIL}.exe?record=x", 404),
        (f"{TRAIL}.csv", 422),
        (f"{TRAIL}?colour=red&record=x", 422),
        (f"{TRAIL}.csv?_external=1&record=x", 422),
        (f"{TRAIL}?record={'x' * 300}", 422),
        (f"{TRAIL}?record=%00", 422),
        (f"{TRAIL}?record=a%0D%0ASet-Cookie:x", 422),
        (f"{TRAIL}?record=%FF%FE", 200),
        ("/reports/%2e%2e%2fetc", 404),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(app, session, address, status):
    assert make.signed_in(app, session, "auditor").get(address).status_code == status


def test_a_filter_that_is_wrong_says_so_at_its_field_and_keeps_the_answer(app, session):
    page = html.fromstring(make.signed_in(app, session, "auditor").get(f"{TRAIL}?record={'x' * 201}").get_data(as_text=True))
    field = page.get_element_by_id("record")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "record-error"
    assert field.get("value") == "x" * 201
    assert page.xpath("//div[@role='alert']//a/@href") == ["#record"]


def test_text_in_a_filter_is_never_run(app, session):
    text = make.signed_in(app, session, "auditor").get(f'{TRAIL}?record="><script>alert(1)</script>').get_data(as_text=True)
    assert "<script" not in text


def test_programs_list_reports_and_take_one(app, session):
    office = make.office(session)
    reference = acted_upon(session, make.by(session, at=office))
    headers = make.bearer(session, make.officer(session, "auditor", at=office))
    client = app.test_client()
    assert "trail-of-record" in {each["name"] for each in client.get("/api/v1/reports", headers=headers).json}
    answer = client.get(f"/api/v1/reports/trail-of-record?format=json&record={reference}", headers=headers)
    assert answer.json["rows"][0]["change"] == "name: was A0, now A1"
    wrong = client.get("/api/v1/reports/trail-of-record?format=xml", headers=headers)
    assert (wrong.status_code, wrong.mimetype) == (422, "application/problem+json")
    assert client.get("/api/v1/reports/nothing", headers=headers).status_code == 404
    assert client.get("/api/v1/reports").status_code == 401


def test_a_snapshot_is_one_instant_and_cannot_write(own_database):
    from mis.db import connect

    engine = connect(own_database.database_url)
    database = Database(engine)
    count = "SELECT count(*) FROM area"
    with database.snapshot() as reading:
        from sqlalchemy import text
        from sqlalchemy.exc import InternalError

        assert reading.scalar(text(count)) == 0
        with database.unit_of_work() as writing:
            make.area(writing)
        assert reading.scalar(text(count)) == 0
        with pytest.raises(InternalError, match="read-only"):
            make.area(reading)
    engine.dispose()


def command(addresses, tmp_path, *words: str, password: str = make.PASSWORD):
    """What `mis report` answers on a database that is really committed."""
    settings = Settings(
        var=tmp_path, database_url=addresses.database_url, owner_url=addresses.owner_url, redis_url=addresses.redis_url,
        secret_keys=(KEY,), hosts=("localhost",), proxies=0, https=False,
    )  # fmt: skip
    return CliRunner().invoke(
        build(wsgi.PARTS), ["report", *words], obj=Console(settings, wsgi.PARTS), env={"MIS_PASSWORD": password}
    )


def test_the_command_lists_reports_without_an_officer(own_database, tmp_path):
    listed = json.loads(command(own_database, tmp_path, "--list", "--json").stdout)
    assert {"trail-of-record"} <= {each["name"] for each in listed}
    assert command(own_database, tmp_path, "trail-of-record").exit_code == 2


def test_the_command_writes_the_file_that_the_page_gives(own_database, tmp_path):
    from mis.app import create_app
    from mis.db import connect

    engine = connect(own_database.database_url)
    database = Database(engine)
    with database.session() as session:
        office = make.office(session)
        who = make.officer(session, "auditor", at=office)
        reference = acted_upon(session, make.by(session, at=office))
        out, username = tmp_path / "trail.csv", who.username
        given = ["trail-of-record", "--filter", f"record={reference}", "--out", str(out), "--as", username, "--json"]
        told = json.loads(command(own_database, tmp_path, *given).stdout)
        assert told["rows"] == 2
        settings = Settings(
            var=tmp_path, database_url=own_database.database_url, owner_url=own_database.owner_url, redis_url=None,
            secret_keys=(KEY,), hosts=("localhost",), proxies=0, https=False,
        )  # fmt: skip
        app = create_app(settings, wsgi.PARTS, database)
        assert make.browser_of(app, session, who).get(f"{TRAIL}.csv?record={reference}").data == out.read_bytes()
        wrong = command(own_database, tmp_path, "trail-of-record", "--filter", "colour", "--out", str(out), "--as", username)
        assert wrong.exit_code == 1
        refused = command(own_database, tmp_path, *given[:-4], str(tmp_path / "no" / "x.csv"), "--as", username)
        assert json.loads(refused.stdout)["errors"][0]["code"] == "unwritable"
    engine.dispose()


def test_a_report_is_dated_by_the_day_asked_else_by_the_offices(app, session):
    make.installation(session, date(2024, 5, 31))
    headers = make.bearer(session, make.officer(session, "auditor"))
    answer = app.test_client().get("/api/v1/reports/trail-of-record?record=PE-1", headers=headers)
    assert answer.json["on"] == "2024-05-31"
