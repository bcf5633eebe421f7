"""A schedule filed on the command line: what programs read, and the code that they go on by."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

import wsgi
from mis.cli import Console
from mis.settings import Settings
from registries.contributions.models import Schedule
from tests import make
from tests.payments import crowd

KEY = "another key for tests only 0123456789abcdef"


@pytest.mark.parametrize(("wage", "code", "errors"), [("300.00", 0, 0), ("3OO.00", 1, 1)])
def test_filing_exits_1_when_lines_must_be_corrected_and_keeps_the_schedule(own_database, tmp_path, wage, code, errors):
    database = crowd.office(own_database)
    with Session(database.engine) as session, session.begin():
        make.installation(session)
        office = make.office(session)
        clerk = make.officer(session, "administrator", office).username
        employer = make.employer(session, at=office)
        worker = make.person(session, "Ana Reis", at=office)
        make.employment_spell(session, employer, worker, date(2020, 1, 1))
        firm, member = employer.reference, worker.reference
    file = tmp_path / "may.csv"
    file.write_text(f"member,name,wage\n{member},Ana Reis,{wage}\n")
    settings = Settings(tmp_path, own_database.database_url, own_database.owner_url, None, (KEY,), ("localhost",), 0, False)
    words = ["schedule", "file", firm, "2024-05", str(file), "--as", clerk, "--json"]
    done = CliRunner().invoke(wsgi.command, words, obj=Console(settings, wsgi.PARTS), env={"MIS_PASSWORD": make.PASSWORD})
    assert done.exit_code == code, done.output
    said = json.loads(done.stdout)
    assert (said["state"], len(said["errors"])) == ("checked", errors)
    with Session(database.engine) as session:
        assert session.scalars(select(Schedule.reference)).all() == [said["schedule"]]
    database.engine.dispose()
