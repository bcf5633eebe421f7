"""An installation is opened by its plan, brought up to date without touching its law, copied, and put back elsewhere."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from mis.embedded import Addresses
from mis.errors import Refusal
from mis.installation.rules import read_plan
from tests.conftest import ROOT, clone, drop

PLAN = """
institution = "Institute of Tests"
address = "Dili"
country = "tl"
timezone = "Asia/Dili"
signatory = "The Director"
paying_bank = "BANKTLDD"
paying_account = "0010002000"
areas = [{code = "TL", name = "Timor-Leste"}, {code = "TL-BA", name = "Baucau", within = "TL"}]
offices = [{code = "HEAD", name = "Head office", area = "TL"}, {code = "BA", name = "Baucau", area = "TL-BA", within = "HEAD"}]
"""
KEYS = "0123456789abcdef" * 2


class Machine:
    """A database of its own and the commands run upon it, as one would type them."""

    def __init__(self, addresses: Addresses, folder: Path) -> None:
        self.addresses, self.folder = addresses, folder

    def mis(self, *words: str, expect: int = 0, **environment: str) -> Any:
        """Run a command; what it answers as JSON."""
        servers = {
            "DATABASE_URL": self.addresses.database_url,
            "DATABASE_OWNER_URL": self.addresses.owner_url,
            "REDIS_URL": self.addresses.redis_url,
            "SECRET_KEYS": KEYS,
            "VAR": str(self.folder),
        }
        command = [sys.executable, "-m", "wsgi", *words, "--json"]
        done = subprocess.run(
            command, env=os.environ | servers | environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == expect, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout)

    def sql(self, statement: str) -> list:
        """What the owner of the tables is answered."""
        engine = create_engine(self.addresses.owner_url)
        with engine.begin() as connection:
            answer = connection.execute(text(statement))
            rows = list(answer) if answer.returns_rows else []
        engine.dispose()
        return rows


@pytest.fixture
def machines(addresses: Addresses, tmp_path: Path) -> Iterator[list[Machine]]:
    """Two machines with an empty database each."""
    names = [f"machine_{tmp_path.name[-20:].replace('-', '_').lower()}_{os.getpid()}_{number}" for number in range(2)]
    yield [Machine(clone(addresses, name, "template0"), tmp_path) for name in names]
    for name in names:
        drop(addresses, name)


@pytest.fixture
def opened(machines: list[Machine], tmp_path: Path) -> Machine:
    """A machine on which an office is open, with its first officer."""
    (tmp_path / "plan.toml").write_text(PLAN)
    machine = machines[0]
    machine.mis("init", "--from", str(tmp_path / "plan.toml"))
    machine.mis("staff", "add", "rosa", "--name", "Rosa Tilman", "--first", MIS_NEW_PASSWORD="seven quiet buffaloes")
    return machine


def test_an_office_is_opened_once_with_its_law_and_first_officer(opened: Machine, tmp_path: Path) -> None:
    assert opened.sql("SELECT institution, country FROM installation") == [("Institute of Tests", "tl")]
    assert opened.sql("SELECT count(*) > 0 FROM law_sheet")[0][0]
    again = opened.mis("init", "--from", str(tmp_path / "plan.toml"), expect=1)
    assert again["errors"][0]["code"] == "open-already"
    second = opened.mis("staff", "add", "other", "--name", "O", "--first", expect=1, MIS_NEW_PASSWORD="seven quiet buffaloes")
    assert second["errors"][0]["code"] == "not-first"
    assert opened.mis("staff", "list", "--as", "rosa", MIS_PASSWORD="seven quiet buffaloes")[0]["username"] == "rosa"
    assert opened.mis("staff", "list", "--as", "rosa", expect=1, MIS_PASSWORD="a wrong guess")["status"] == 401


def test_an_upgrade_changes_no_law_of_the_office_and_says_what_differs(opened: Machine) -> None:
    assert opened.mis("upgrade") == {"adopted": 0, "differing": 0}
    opened.sql("UPDATE law_sheet SET replaced_at = now() WHERE code = 'tl-social-pension'")
    opened.sql(
        "INSERT INTO law_sheet (code, path, text, digest) SELECT code, path, text || '# ours', repeat('0', 64) FROM law_sheet "
        "WHERE code = 'tl-social-pension'"
    )
    assert opened.mis("upgrade") == {"adopted": 0, "differing": 1}
    assert opened.sql("SELECT count(*) FROM law_sheet WHERE text LIKE '%# ours' AND replaced_at IS NULL") == [(1,)]


def test_a_copy_is_put_back_elsewhere_with_its_trail_whole_and_rising(
    opened: Machine, machines: list[Machine], tmp_path: Path
) -> None:
    copy, elsewhere = tmp_path / "copy", machines[1]
    opened.mis("backup", str(copy))
    assert copy.stat().st_mode & 0o077 == 0
    assert opened.mis("backup", str(copy), expect=1)["errors"][0]["code"] == "file-exists"
    assert opened.mis("restore", str(copy), expect=1)["errors"][0]["code"] == "not-empty"
    before = opened.sql("SELECT max(transaction), count(*) FROM audit_line")[0]
    elsewhere.mis("restore", str(copy))
    assert elsewhere.mis("check")["ok"]
    elsewhere.mis(
        "staff",
        "add",
        "zita",
        "--name",
        "Zita",
        "--role",
        "auditor",
        "--as",
        "rosa",
        MIS_PASSWORD="seven quiet buffaloes",
        MIS_NEW_PASSWORD="nine grey elephants",
    )
    after = elsewhere.sql("SELECT max(transaction), count(*) FROM audit_line")[0]
    assert after[0] > before[0]
    assert after[1] == before[1] + 1
    assert elsewhere.mis("check")["ok"]


def test_a_file_that_is_no_copy_is_refused_and_leaves_nothing(machines: list[Machine], tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"PGDMP not really")
    assert machines[0].mis("restore", str(tmp_path / "broken"), expect=1)["errors"][0]["code"] == "copy-failed"
    assert machines[0].sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_a_server_that_is_away_is_said_in_words(machines: list[Machine]) -> None:
    told = machines[0].mis("check", expect=1, DATABASE_URL="postgresql://x:hidden@127.0.0.1:1/x")
    assert told["errors"][0]["code"] == "server-away"
    assert "hidden" not in json.dumps(told)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ('country = "tl"', "country"),
        ('timezone = "Asia/Dili"', "timezone"),
        ('signatory = "The Director"', "signatory"),
        ('areas = [{code = "TL", name = "Timor-Leste"}, {code = "TL-BA", name = "Baucau", within = "TL"}]', "areas"),
    ],
)
def test_what_a_plan_leaves_out_is_named(changed: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_plan(PLAN.replace(changed, "").encode())
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not = toml = at all",
        b"\xff\xfe",
        PLAN.replace("Asia/Dili", "Moon/Base").encode(),
        PLAN.replace("{code", "{kode").encode(),
        PLAN.replace('code = "TL",', "code = 1,").encode(),
        (PLAN + "file_payments_max = 'many'").encode(),
        (PLAN + "file_payments_max = 0").encode(),
        PLAN.replace("areas = [{", "areas = 7 # [{").encode(),
        PLAN.replace('within = "HEAD"', "within = 3").encode(),
    ],
)
def test_a_wrong_plan_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read_plan(content)
    assert refused.value.problems
