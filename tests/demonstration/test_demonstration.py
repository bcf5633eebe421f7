"""The demonstration as anybody runs it: two months of a country, the same everywhere, and nobody paid twice."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from demonstration.population import LEAST
from mis.embedded import attach_or_start, place, processes

pytestmark = [pytest.mark.story, pytest.mark.xdist_group("demonstration")]
ROOT = Path(__file__).parents[2]
KEYS = {
    "persons", "households", "employers", "schedule_lines", "contributions_total", "claims_granted", "claims_refused", "payments",
    "payments_total", "returned", "repaid", "letters", "ledger_balanced", "proof",
}  # fmt: skip


def run(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of ours on an installation's folder."""
    settings = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEYS")}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings | {"VAR": str(var)}, capture_output=True, text=True, timeout=300)


def demonstrate(var: Path) -> subprocess.CompletedProcess[str]:
    """The smallest demonstration in a folder, until its months are done."""
    return run(var, "demonstration", "--people", str(LEAST), "--once")


def leave_nothing(var: Path) -> None:
    """The servers of a folder ended, and their data removed, which as root lie outside it."""
    here = place.find(var)
    processes.end(here.servers, patience=5)
    shutil.rmtree(here.folder, ignore_errors=True)


@contextmanager
def owner(var: Path) -> Iterator[psycopg.Connection]:
    """The database as its owner reaches it."""
    with attach_or_start(var) as found, psycopg.connect(found.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def counted(var: Path) -> dict[str, int]:
    """How many rows stand where money is."""
    tables = ("payment", "payment_line", "payment_file", "ledger_entry", "contribution", "letter", "award")
    with owner(var) as connection:
        found = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables}
    return {table: row[0] for table, row in found.items() if row}


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which the demonstration has run."""
    folder = tmp_path_factory.mktemp("demonstration") / "var"
    done = demonstrate(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    with attach_or_start(folder):  # the commands that follow find the servers running
        yield folder
    leave_nothing(folder)


@pytest.fixture(scope="module")
def summary(var: Path) -> dict:
    """What it left in figures."""
    return json.loads((var / "demo" / "summary.json").read_text())


def test_the_summary_says_everything_that_was_promised(summary):
    assert set(summary) >= KEYS
    assert summary["persons"] == LEAST
    assert (summary["rejected"], summary["returned"], summary["repaid"], summary["held_out"]) == (10, 10, 8, 1)
    assert summary["left_out"] == {"account-held": 1, "duplicate": 3, "no-account": 1, "suspended": 1}
    assert summary["ledger_balanced"] is True
    assert summary["proof"] is True
    assert all(isinstance(summary[name], str) for name in summary if name.endswith("_total"))


def test_the_files_add_up_to_the_total(var, summary):
    totals = [Decimal(file["total"]) for file in summary["files"].values()]
    assert sum(totals) == Decimal(summary["payments_total"])
    assert sum(file["count"] for file in summary["files"].values()) == summary["payments"]
    assert {path.name for path in (var / "demo" / "payments").iterdir()} == set(summary["files"])


def test_it_leaves_answers_letters_and_reports(var):
    left = {folder: {path.suffix for path in (var / "demo" / folder).iterdir()} for folder in ("answers", "letters", "reports")}
    assert left == {"answers": {".xml", ".csv"}, "letters": {".pdf"}, "reports": {".csv", ".xlsx", ".pdf"}}
    kinds = {path.stem.split("-", 2)[2] for path in (var / "demo" / "letters").iterdir()}
    assert kinds >= {f"{kind}-{language}" for kind in ("award", "refusal", "receipt") for language in ("en", "pt")}
    assert any(kind.startswith("suspension") for kind in kinds)


def test_the_keys_of_officers_are_for_their_owner_only(var):
    path = var / "demo" / "signins.json"
    signins = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {each["role"] for each in signins} >= {"administrator", "payment-officer", "supervisor", "approver", "auditor"}
    assert all(set(each) == {"role", "username", "password", "totp_secret"} for each in signins)
    assert all(each["totp_secret"] for each in signins if each["role"] == "approver")


def test_a_second_run_pays_nobody_again(var):
    before, summary = counted(var), (var / "demo" / "summary.json").read_bytes()
    again = demonstrate(var)
    assert again.returncode == 0, again.stdout + again.stderr
    assert counted(var) == before
    assert (var / "demo" / "summary.json").read_bytes() == summary


def test_work_waits_for_whoever_signs_in_first(var):
    """Claims to decide and to approve, a schedule to post, a run to approve."""
    found = {}
    with owner(var) as connection:
        for table in ("claim", "schedule", "payment_batch"):
            rows = connection.execute(f"SELECT state, count(*) FROM {table} GROUP BY state").fetchall()
            found |= {(table, state): count for state, count in rows}
    assert found["claim", "received"] >= 3
    assert found["claim", "certified"] == 3
    assert found["schedule", "checked"] == 1
    assert found["payment_batch", "submitted"] == 1


def test_what_officers_do_afterwards_does_not_stop_it_from_opening_again(var):
    """The figures of the months stay as they were told, though the office has moved on."""
    summary = (var / "demo" / "summary.json").read_bytes()
    with owner(var) as connection:
        connection.execute("UPDATE possible_duplicate SET state = 'different', reason = 'Two people', decided_at = now(),"
                           " decided_by = (SELECT id FROM officer WHERE username = 'graca')"
                           " WHERE id = (SELECT min(id) FROM possible_duplicate)")  # fmt: skip
    again = demonstrate(var)
    assert again.returncode == 0, again.stdout + again.stderr
    assert (var / "demo" / "summary.json").read_bytes() == summary


def test_another_folder_gives_the_same_summary_and_the_same_files(var, tmp_path):
    other = tmp_path / "var"
    try:
        done = demonstrate(other)
        assert done.returncode == 0, done.stdout + done.stderr
        assert (other / "demo" / "summary.json").read_bytes() == (var / "demo" / "summary.json").read_bytes()
    finally:
        leave_nothing(other)


def test_a_demonstration_of_another_size_does_not_mix_with_it(var):
    other = run(var, "demonstration", "--people", str(LEAST + 1), "--once")
    assert other.returncode == 1
    assert "another size" in other.stderr


def test_one_amount_changed_behind_the_back_is_found(var):
    with owner(var) as connection:
        connection.execute("ALTER TABLE payment_line DISABLE TRIGGER USER")
        connection.execute("UPDATE payment_line SET amount = amount - 1 WHERE seq = 0 AND kind = 'due' AND covered = '2020-05-01'"
                           " AND award_id = (SELECT min(award_id) FROM payment_line)")  # fmt: skip
        connection.execute("ALTER TABLE payment_line ENABLE TRIGGER USER")
    found = run(var, "wsgi", "check", "--json")
    assert found.returncode == 3
    assert json.loads(found.stdout)["ok"] is False
    assert demonstrate(var).returncode == 1
