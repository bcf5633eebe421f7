"""A month on the command line, in its words and keys: what programs and acceptance read."""

import json
import time
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

import wsgi
from mis.cli import Console
from mis.settings import Settings
from mis.staff import sealing
from tests import make
from tests.payments import crowd, runs

KEY = "another key for tests only 0123456789abcdef"


@pytest.fixture
def office(own_database, tmp_path):
    """An office with three people, its officers, and a way to run commands in it as one of them."""
    database = crowd.office(own_database)
    seed = sealing.new_totp_seed()
    with Session(database.engine) as session, session.begin():
        make.installation(session)
        place = make.office(session)
        clerk, approver = make.officer(session, "payment-officer", place), make.officer(session, "approver", place)
        approver.totp_sealed = sealing.seal((KEY,), seed)
        names = {"clerk": clerk.username, "approver": approver.username}
        for number in range(3):
            runs.payee(session, f"Person {number}", f"00{number}")
        make.award(session, make.person(session, "Nobody's Account"))
    settings = Settings(tmp_path, own_database.database_url, own_database.owner_url, None, (KEY,), ("localhost",), 0, False)
    counter = iter(range(-30, 1000, 30))

    def mis(who: str, *words: str, status: int = 0):
        code = pyotp.TOTP(seed).at(int(time.time()) + next(counter)) if who == "approver" else ""
        given = {"MIS_PASSWORD": make.PASSWORD, "MIS_TOTP": code}
        done = CliRunner().invoke(
            wsgi.command, [*words, "--as", names[who], "--json"], obj=Console(settings, wsgi.PARTS), env=given
        )
        assert done.exit_code == status, done.output
        return json.loads(done.stdout)

    yield mis
    database.engine.dispose()


def test_a_month_from_draft_to_reconciled(office, tmp_path):
    mis = office
    drafted = mis("clerk", "batch", "draft", runs.SCHEME, "--period", "2024-05")
    batch = drafted["batch"]
    assert (drafted["state"], drafted["count"]) == ("drafted", None)
    seen = mis("clerk", "batch", "generate", batch)
    assert (seen["state"], seen["count"], seen["total"], seen["currency"]) == ("generated", 3, "180.00", "USD")
    assert [each["reason"] for each in seen["left_out"]] == ["no-account"]
    mis("clerk", "batch", "submit", batch)
    words = ("batch", "approve", batch, "--sha256", seen["sha256"], "--count", "3", "--total")
    mis("clerk", *words, "180.00", status=1)
    changed = mis("approver", *words, "180.01", status=1)
    assert changed["errors"][0]["field"] == "total"
    assert mis("approver", *words, "180.00")["state"] == "approved"
    out = tmp_path / "out"
    sent = mis("approver", "batch", "release", batch, "--out", str(out))
    assert sent["state"] == "sent"
    (file,) = sent["files"]
    assert (file["count"], file["total"]) == (3, "180.00")
    content = Path(file["path"]).read_bytes()
    references = [part.split(b"<")[0].decode() for part in content.split(b"<EndToEndId>")[1:]]
    answer = tmp_path / "answer.csv"
    answer.write_text("reference,status\n" + "".join(f"{each},paid\n" for each in references) + "PY-00000-00000-00,paid\n")
    first = mis("clerk", "reconcile", str(answer))
    assert [first[key] for key in ("format", "read", "accepted", "rejected", "returned", "repeated")] == ["csv", 4, 3, 0, 0, 0]
    assert [each["reference"] for each in first["unmatched"]] == ["PY-00000-00000-00"]
    again = mis("clerk", "reconcile", str(answer))
    assert [again[key] for key in ("read", "accepted", "repeated", "unmatched")] == [4, 0, 4, []]
    assert mis("clerk", "batch", "status", batch)["state"] == "settled"


def test_a_run_cancelled_and_what_is_refused_in_json(office):
    mis = office
    assert mis("clerk", "batch", "draft", "tl-nothing", "--period", "2024-05", status=1)["errors"][0]["field"] == "scheme"
    assert mis("clerk", "batch", "draft", runs.SCHEME, "--period", "2024-13", status=1)["errors"][0]["field"] == "period"
    batch = mis("clerk", "batch", "draft", runs.SCHEME, "--period", "2024-05")["batch"]
    assert mis("clerk", "batch", "cancel", batch, "--reason", "wrong month")["state"] == "cancelled"
    assert mis("clerk", "batch", "generate", batch, status=1)["status"] == 409
    another = mis("clerk", "batch", "draft", runs.SCHEME, "--period", "2024-05")["batch"]
    assert mis("clerk", "batch", "cancel", another)["state"] == "cancelled"  # takes the run alone, as its sisters do
    assert mis("clerk", "batch", "status", "BA-1", status=1)["status"] == 404


def test_a_run_is_sent_back_with_a_reason_and_handed_in_again(office):
    mis = office
    batch = mis("clerk", "batch", "draft", runs.SCHEME, "--period", "2024-05")["batch"]
    mis("clerk", "batch", "generate", batch)
    mis("clerk", "batch", "submit", batch)
    mis("clerk", "batch", "send-back", batch, "--reason", "Count again", status=1)
    assert mis("approver", "batch", "send-back", batch, "--reason", "Count again")["state"] == "generated"
    assert mis("clerk", "batch", "submit", batch)["state"] == "submitted"
