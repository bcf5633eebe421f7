"""Schedules as an officer meets them: pages, the API, commands."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registries.contributions.models import Contribution, Schedule
from tests import make


@pytest.fixture
def office(session):
    """An office on 31 May 2024."""
    make.installation(session)
    return make.office(session)


@pytest.fixture
def employer(session, office):
    """An employer with two workers."""
    row = make.employer(session, at=office)
    row.workers = [make.person(session, name, born=date(1980, 1, 1), at=office) for name in ("Ana Reis", "Beto Lemos")]
    for person in row.workers:
        make.employment_spell(session, row, person)
    session.commit()
    return row


@pytest.fixture
def browser(app, session, office):
    """Opens a browser of somebody with a role in this office."""
    return lambda role="administrator": make.signed_in(app, session, role, office)


def send(client, url, act=None, **data):
    """Open the page, fill in its form and send it."""
    page = client.get(url).text
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("csrf_token", "once", "digest", "month")}
    answers = {name: found[1] for name, found in hidden.items() if found} | data
    return client.post(act or url, data=answers, content_type="multipart/form-data")


def csv(employer, *wages):
    lines = [f"{person.reference},{person.name},{wage}" for person, wage in zip(employer.workers, wages, strict=True)]
    return (BytesIO("\n".join(["member,name,wage", *lines]).encode()), "may.csv")


def file_url(employer):
    return f"/employers/{employer.reference}/schedules/file"


def test_a_file_with_errors_is_shown_with_each_error_at_its_line(browser, employer, session):
    client = browser()
    answer = send(client, file_url(employer), month="2024-05", file=csv(employer, "300.00", "3OO.00"))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Nothing is posted yet: 1 line must be corrected" in page
    assert '<a href="#l3">Line 3: “3OO.00” is not a number' in page
    assert 'id="l3"' in page
    assert "Send the corrected file" in page
    marked = client.get(answer.location + "/errors")
    assert marked.mimetype == "text/csv"
    assert "attachment" in marked.headers["Content-Disposition"]
    assert "“3OO.00” is not a number" in marked.text.splitlines()[2]
    second = send(client, answer.location, file_url(employer), file=csv(employer, "300.00", "300.00"))
    assert second.status_code == 303
    assert [row.state for row in session.scalars(select(Schedule).order_by(Schedule.id))] == ["replaced", "checked"]


def test_another_officer_posts_what_she_saw(browser, employer, session):
    clerk, second = browser(), browser("supervisor")
    url = send(clerk, file_url(employer), month="2024-05", file=csv(employer, "300.00", "200.00")).location
    assert "another officer must post it" in clerk.get(url).text
    assert send(clerk, url, url + "/post").status_code == 422
    assert "Ermera Coffee Cooperative" in second.get("/schedules").text
    assert "Post USD\N{NO-BREAK SPACE}50.00" in second.get(url).text
    assert send(second, url, url + "/post", digest="0" * 64).status_code == 422
    assert send(second, url, url + "/post").status_code == 303
    assert session.scalar(select(func.count()).select_from(Contribution)) == 2
    assert "Posted" in second.get(url).text


@pytest.mark.parametrize(
    ("month", "content", "words"),
    [
        ("2026-13", b"member,wage\n1,2\n", "Month: 2026-13 is not in the calendar"),
        ("2024-06", b"member,wage\n1,2\n", "has not begun yet"),
        ("2017-12", b"member,wage\n1,2\n", "the employer began on"),
        ("2024-05", b"", "it is empty"),
        ("2024-05", b"PK\x03\x04", "save the sheet as CSV"),
        ("2024-05", b"lines,7\nmember,wage\n1,2\n", "7 are declared and the file has 1"),
    ],
)
def test_what_cannot_be_a_schedule_is_refused_at_its_field(browser, employer, session, month, content, words):
    answer = send(browser(), file_url(employer), month=month, file=(BytesIO(content), "x.csv"))
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(select(func.count()).select_from(Schedule)) == 0


def test_a_small_employer_types_the_wages(browser, employer, session):
    client, url = browser(), f"/employers/{employer.reference}/schedules/type?month=2024-05"
    ana, beto = employer.workers
    assert "Wage of Ana Reis" in client.get(url).text
    answer = send(client, url, **{f"wage-{ana.reference}": "300.00", f"wage-{beto.reference}": ""})
    assert answer.status_code == 303
    assert "USD\N{NO-BREAK SPACE}30.00" in client.get(answer.location).text


def test_a_wage_that_is_no_amount_is_corrected_where_it_was_typed(browser, employer, session):
    client, url = browser(), f"/employers/{employer.reference}/schedules/type?month=2024-05"
    ana, beto = employer.workers
    answer = send(client, url, **{f"wage-{ana.reference}": "3x", f"wage-{beto.reference}": "271.50"})
    assert answer.status_code == 422
    assert f'id="wage-{ana.reference}-error">Amount: “3x” is not a number' in answer.text
    assert all(f'value="{kept}"' in answer.text for kept in ("3x", "271.50"))
    assert session.scalar(select(func.count()).select_from(Schedule)) == 0


@pytest.mark.parametrize(("typed", "words"), [("", "Month: write an answer"), ("May", "Month: “May” is not written as 2024-05")])
def test_a_month_that_is_none_is_corrected_where_it_was_asked(browser, employer, typed, words):
    answer = browser().get(f"/employers/{employer.reference}/schedules/type?month={typed}")
    assert answer.status_code == 422
    assert f'<a href="#typedmonth">{words}</a>' in answer.text
    assert f'id="typedmonth-error">{words}</p>' in answer.text
    assert "<title>1 answer to correct: " in answer.text
    assert re.search(rf'<input[^>]*id="typedmonth"[^>]*value="{typed}"', answer.text)


def test_what_lies_in_another_office_does_not_exist(app, employer, session, browser):
    url = send(browser(), file_url(employer), month="2024-05", file=csv(employer, "300.00", "200.00")).location
    other = make.signed_in(app, session, "administrator", make.office(session, "Far office"))
    for page in (url, url + "/errors", file_url(employer), f"/employers/{employer.reference}"):
        assert other.get(page).status_code == 404


def test_an_auditor_reads_and_changes_nothing(browser, employer):
    auditor = browser("auditor")
    assert auditor.get(f"/employers/{employer.reference}").status_code == 200
    assert auditor.get(file_url(employer)).status_code == 403


@pytest.mark.parametrize("path", ["/schedules/1", "/schedules/SC-00000-00000-00", "/schedules/%00", "/schedules/x?after=y"])
def test_references_that_are_none_are_not_found(browser, path):
    assert browser().get(path).status_code in (400, 404)


def test_the_api_files_reads_and_posts(app, session, office, employer):
    clerk, second = (make.bearer(session, make.officer(session, "administrator", office)) for _ in range(2))
    lines = [{"member": person.reference, "name": person.name, "wage": "100.00"} for person in employer.workers]
    client, url = app.test_client(), f"/api/v1/employers/{employer.reference}/schedules"
    filed = client.post(url, json={"month": "2024-05", "lines": lines, "wages_total": "200.00"}, headers=clerk)
    assert filed.status_code == 201, filed.text
    assert (filed.json["state"], filed.json["due"], filed.json["month"]) == ("checked", "20.00", "2024-05")
    post, seen = f"/api/v1/schedules/{filed.json['reference']}/post", {"file_digest": filed.json["file_digest"]}
    assert client.post(post, json=seen, headers=clerk).status_code == 403
    posted = client.post(post, json=seen, headers=second)
    assert (posted.status_code, posted.json["state"]) == (200, "posted")
    assert client.post(post, json=seen, headers=second).status_code == 409


def test_the_api_tells_every_error_by_line_and_keeps_nothing(app, session, office, employer):
    clerk = make.bearer(session, make.officer(session, "administrator", office))
    lines = [{"member": "nobody", "wage": "-1.00"}, {"member": employer.workers[0].reference, "wage": "NaN"}]
    url = f"/api/v1/employers/{employer.reference}/schedules"
    answer = app.test_client().post(url, json={"month": "2024-05", "lines": lines}, headers=clerk)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [(each["row"], each["code"]) for each in answer.json["errors"]] == [
        (2, "unknown-member"), (2, "negative-wage"), (3, "not-an-amount"),
    ]  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Schedule)) == 0


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"month": "2024-05"}', b'{"month": 5, "lines": []}', b'{"month": "2026-13", "csv": "x"}',
             b'{"month": "2024-05", "csv": "member,wage\\n\\u0000,1"}',
             b'{"month": "2024-05", "csv": "member,wage\\n\\ud800,1"}'],
)  # fmt: skip
def test_bad_bodies_are_refused_and_keep_nothing(app, session, office, employer, body):
    clerk = make.bearer(session, make.officer(session, "administrator", office))
    url = f"/api/v1/employers/{employer.reference}/schedules"
    answer = app.test_client().post(url, data=body, headers=clerk | {"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert session.scalar(select(func.count()).select_from(Schedule)) == 0


def test_the_template_of_an_import_is_its_header():
    from click.testing import CliRunner

    from registries.contributions.commands import imports

    answer = CliRunner().invoke(imports, ["schedule", "--template"])
    assert (answer.exit_code, answer.output) == (0, "member,name,wage\n")


def test_schedules_are_imported_and_posted_by_command(own_database, tmp_path, monkeypatch):
    from click.testing import CliRunner
    from sqlalchemy.orm import Session

    import wsgi
    from mis.cli import Console
    from mis.db import connect
    from mis.settings import read_settings

    engine = connect(own_database.database_url)
    with Session(engine) as session, session.begin():
        make.installation(session)
        office = make.office(session)
        who = [make.officer(session, "administrator", office).username for _ in range(2)]
        employer, person = make.employer(session, at=office), make.person(session, at=office)
        make.employment_spell(session, employer, person)
        reference, member = employer.reference, person.reference
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", own_database.database_url)
    monkeypatch.setenv("MIS_PASSWORD", make.PASSWORD)
    monkeypatch.setenv("REDIS_URL", own_database.redis_url)
    monkeypatch.setenv("VAR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEYS", "a key for tests only 0123456789abcdef")
    (tmp_path / "bad.csv").write_text(f"member,wage\n{member},300.00\n{member},1.00\n")
    (tmp_path / "good.csv").write_text(f"member,wage\n{member},300.00\n")

    def mis(*words):
        answer = CliRunner().invoke(wsgi.command, [*words, "--json"], obj=Console(read_settings(), wsgi.PARTS))
        assert answer.exit_code in (0, 1), answer.output
        return answer.exit_code, json.loads(answer.output)

    where = ("--employer", reference, "--month", "2024-05", "--as", who[0])
    status, bad = mis("import", "schedule", str(tmp_path / "bad.csv"), *where)
    assert (status, bad["state"], bad["rows"], bad["accepted"], bad["duplicates"]) == (0, "staged", 2, 1, [3])
    assert [(each["row"], each["column"], each["code"]) for each in bad["errors"]] == [(3, "member", "twice")]
    status, good = mis("schedule", "file", reference, "2024-05", str(tmp_path / "good.csv"), "--as", who[0])
    assert (status, good["due"], good["errors"]) == (0, "30.00", [])
    assert mis("schedule", "post", good["schedule"], "--as", who[0])[0] == 1
    status, posted = mis("schedule", "post", good["schedule"], "--as", who[1])
    assert (status, posted["state"]) == (0, "posted")
