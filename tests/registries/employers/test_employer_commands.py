"""Employers on the command line."""

import json
from datetime import date

from click.testing import CliRunner
from sqlalchemy.orm import Session

import wsgi
from mis.cli import Console
from mis.db import connect
from mis.settings import read_settings
from registries.employers.queries import spells_with
from tests import make


def test_somebody_begins_and_ends_work_by_command(own_database, tmp_path, monkeypatch):
    engine = connect(own_database.database_url)
    with Session(engine) as session, session.begin():
        make.installation(session)
        office = make.office(session)
        who, person = make.officer(session, "administrator", office).username, make.person(session, at=office)
        employer = make.employer(session, at=office)
        ids, names = (employer.id, person.id), (employer.reference, person.reference)
    monkeypatch.setenv("DATABASE_URL", own_database.database_url)
    monkeypatch.setenv("MIS_PASSWORD", make.PASSWORD)
    monkeypatch.setenv("REDIS_URL", own_database.redis_url)
    monkeypatch.setenv("VAR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEYS", "a key for tests only 0123456789abcdef")

    def run(act, day, *more):
        words = ["employer", act, *names, day, *more, "--as", who, "--json"]
        return CliRunner().invoke(wsgi.command, words, obj=Console(read_settings(), wsgi.PARTS))

    assert run("end", "2024-04-30", "--reason", "told").exit_code == 1
    assert run("begin", "2024-02-01").exit_code == 0
    early = run("end", "2024-01-31", "--reason", "his letter")
    assert (early.exit_code, json.loads(early.output)["errors"][0]["field"]) == (1, "ended_on")
    done = run("end", "2024-04-30", "--reason", "his letter")
    assert (done.exit_code, json.loads(done.output)["ended_on"]) == (0, "2024-04-30"), done.output
    with Session(engine) as session:
        assert spells_with(session, ids[0]) == {ids[1]: ((date(2024, 2, 1), date(2024, 4, 30)),)}
    engine.dispose()
