"""A claim received on the command line says how each paper was found, as the page does."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

import wsgi
from mis.cli import Console
from mis.db import connect
from mis.errors import Refusal
from mis.settings import read_settings
from registries.claims.models import Claim
from registries.claims.rules import Paper, read_papers
from tests import make

PENSION = "tl-social-pension"


def test_papers_are_written_by_their_number_from_one():
    told = read_papers(["1=given", "3=missing", "2=substitute:The chief's word"])
    assert told == [Paper(0, "given"), Paper(2, "missing"), Paper(1, "substitute", "The chief's word")]


@pytest.mark.parametrize("wrong", ["given", "0=given", "x=given", "1=", "=given", "99999=given", "١=given", ""])
def test_what_is_not_a_paper_is_refused(wrong):
    with pytest.raises(Refusal, match="is not like 1=given"):
        read_papers([wrong])


def test_a_paper_told_twice_is_refused():
    with pytest.raises(Refusal, match="paper 1 is told twice"):
        read_papers(["1=given", "1=missing"])


def test_a_claim_is_received_by_command_with_its_papers(own_database, tmp_path, monkeypatch):
    engine = connect(own_database.database_url)
    with Session(engine) as session, session.begin():
        make.installation(session)
        office = make.office(session)
        who, person = make.officer(session, "administrator", office).username, make.person(session, at=office).reference
    monkeypatch.setenv("DATABASE_URL", own_database.database_url)
    monkeypatch.setenv("MIS_PASSWORD", make.PASSWORD)
    monkeypatch.setenv("REDIS_URL", own_database.redis_url)
    monkeypatch.setenv("VAR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEYS", "a key for tests only 0123456789abcdef")

    def receive(*papers):
        words = ["claim", "receive", PENSION, "--person", person, "--on", "2024-05-02", "--as", who, "--json"]
        told = [word for paper in papers for word in ("--paper", paper)]
        return CliRunner().invoke(wsgi.command, [*words, *told], obj=Console(read_settings(), wsgi.PARTS))

    for papers, words in (
        ((), "nothing is said of 1 (Electoral card or identity card), 2"),
        (("1=given", "2=given"), "nothing is said of 3"),
        (("1=given", "2=substitute", "3=missing"), "say what was shown instead"),
        (("1=given", "2=lost", "3=missing"), "say given, substitute"),
        (("1=given", "2=given", "3=missing", "4=given"), "no such paper"),
    ):
        refused = receive(*papers)
        told = f"{refused.output}{refused.exception}"
        assert refused.exit_code != 0, papers
        assert words in told
    done = receive("1=given", "2=substitute:The chief's word", "3=not-needed")
    assert done.exit_code == 0, done.output
    with Session(engine) as session:
        claim = session.query(Claim).filter_by(reference=json.loads(done.output)["claim"]).one()
        assert [(each["state"], each["note"]) for each in claim.documents] == [
            ("given", ""), ("substitute", "The chief's word"), ("not-needed", "")
        ]  # fmt: skip
        assert claim.completed_on is not None
    engine.dispose()
