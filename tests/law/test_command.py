"""The law through the real `mis` command, in a process of its own, without any database."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.law.asking import written

ROOT = Path(__file__).parents[2]


def mis(*arguments):
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "-m", "wsgi", "law", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def test_a_pension_is_decided(tmp_path):
    claims = written(tmp_path, [{"id": "1", "birth_date": "1950-01-01", "contributory_pension": False, "work_income": False}])
    ran = mis("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", claims, "--json")
    [result] = json.loads(ran.stdout)
    assert (ran.returncode, result["id"], result["amount"]) == (0, "1", "80.00")


def test_a_refusal_exits_1_and_wrong_usage_2(tmp_path):
    refused = mis("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", written(tmp_path, [{"age": 60}]), "--json")
    assert (refused.returncode, json.loads(refused.stdout)["errors"][0]["field"]) == (1, "age")
    assert mis("decide", "tl-social-pension").returncode == 2


def test_a_scheme_of_contributions_says_which_command_assesses_it(tmp_path):
    refused = mis("decide", "tl-general", "--on", "2024-05-02", "--facts", written(tmp_path, [{}]), "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["errors"][0]["message"].endswith("mis law assess tl-general")


def test_in_words_without_json(tmp_path):
    claims = written(tmp_path, [{"birth_date": "1950-01-01", "contributory_pension": False, "work_income": False}])
    ran = mis("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", claims, "--language", "pt")
    assert ran.stdout.startswith("Pensão social: Concedido. Decidido pela lei em vigor em 2 de maio de 2024")


def test_what_is_incomplete_says_what_has_not_been_read(tmp_path):
    listed = {sheet["code"]: sheet for sheet in json.loads(mis("list", "--json").stdout)}
    lacks = listed["id-jkm"]["missing"]
    assert (listed["id-jkm"]["status"], bool(lacks), listed["id-jkp"]["missing"]) == ("incomplete", True, [])
    assert lacks[0] in mis("show", "id-jkm", "--on", "2024-05-02").stdout
    told = mis("decide", "id-jkm", "--on", "2024-05-02", "--facts", written(tmp_path, [{"id": "17"}])).stdout
    assert told.startswith("17:\n")
    assert f"To be known first: {lacks[0]}" in told


def test_what_rests_on_a_single_source_says_so_in_each_language(tmp_path):
    claims = written(tmp_path, [{"birth_date": "1950-01-01"}])
    asked = ("decide", "tl-social-pension", "--on", "2024-05-02", "--facts", claims, "--language")
    for language, said in (("en", "single source"), ("pt", "fonte única"), ("fr", "source unique"), ("es", "fuente única")):
        [work] = [line for line in mis(*asked, language).stdout.splitlines() if "[1st amendment of DL 53/2022]" in line][:1]
        assert said in work
    refused = mis(*asked, "xx")
    assert (refused.returncode, json.loads(refused.stdout)["errors"][0]["field"]) == (1, "language")


def test_a_wage_that_is_not_known_is_named_in_words(tmp_path):
    told = mis("assess", "tl-general", "--month", "2024-05", "--lines", written(tmp_path, [{}]))
    assert told.returncode == 0
    assert "not known without wage" in told.stdout
    assert "None" not in told.stdout
