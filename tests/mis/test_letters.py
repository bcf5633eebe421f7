"""Letters: numbers without gaps, words that stay, an original and copies, and every print in the trail."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from mis.audit.models import AuditLine
from mis.cli import Console
from mis.errors import NotFound
from mis.letters.actions import ToIssue, fingerprint, issue, issue_many, print_letter
from mis.letters.desk import Addressee, phrases, read_desk
from mis.letters.models import IssuedLetter, LetterPrint
from mis.letters.queries import letters_about, read_number
from mis.printing import compose
from tests import make

CLAIM, PERSON = "CL-TEST", "PE-TEST"


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


@pytest.fixture
def by(session, office):
    return make.by(session, at=office)


def receipt(session, office, language="en", name="Ana Maria Caldas"):
    """A letter that is written and has no number."""
    desk, to = read_desk(session), Addressee(PERSON, name, ("Buibau",), language)
    values = {
        "person": name, "identifier": PERSON, "benefit": "Social pension", "claim": CLAIM, "claimed_on": date(2024, 5, 2),
        "decide_by": date(2024, 8, 2), "officer": "Rosa Tilman", **desk.office(office.id),
    }  # fmt: skip
    return compose("receipt", to.letters, desk.envelope(to, (("claim", CLAIM),)), values)


def give(session, office, by, **more):
    return issue(session, by, receipt(session, office, **more), CLAIM, PERSON, office.id)


def words(pdf):
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(BytesIO(pdf)))


def test_numbers_rise_one_by_one_in_the_year_of_the_letter(session, office, by):
    assert [give(session, office, by) for _ in range(3)] == ["2024/000001", "2024/000002", "2024/000003"]
    make.installation(session, date(2025, 1, 2))
    assert give(session, office, by) == "2025/000001"


def test_an_act_that_is_rolled_back_leaves_no_gap(session, office, by):
    give(session, office, by)
    undone = session.begin_nested()
    assert give(session, office, by) == "2024/000002"
    undone.rollback()
    assert give(session, office, by) == "2024/000002"


def test_many_letters_take_one_range(session, office, by):
    give(session, office, by)
    many = [ToIssue(receipt(session, office), CLAIM, PERSON, office.id) for _ in range(3)]
    assert issue_many(session, by, many) == ["2024/000002", "2024/000003", "2024/000004"]
    assert issue_many(session, by, []) == []


def test_the_second_print_is_a_copy_and_each_is_in_the_trail(session, office, by):
    number = give(session, office, by)
    first, second = words(print_letter(session, number, by)), words(print_letter(session, number, by))
    assert "COPY" not in first
    assert "COPY" in second
    assert session.scalars(select(LetterPrint.copy).order_by(LetterPrint.copy)).all() == [0, 1]
    lines = session.scalars(select(AuditLine.after).where(AuditLine.act == "letter printed").order_by(AuditLine.id)).all()
    assert lines == [{"copy": 0}, {"copy": 1}]


def test_a_letter_keeps_every_word_and_its_code_names_them(session, office, by):
    number = give(session, office, by, name="Zé <b>da</b> Costa")
    content = session.scalars(select(IssuedLetter.content).where(IssuedLetter.number == number)).one()
    assert content["code"] == f"{number} {fingerprint(content)[:16]}"
    make.installation(session).institution = "Another name"
    session.flush()
    printed = words(print_letter(session, number, by))
    assert "Institute of Tests" in printed
    assert "Zé <b>da</b> Costa" in printed


@pytest.mark.parametrize(("reads", "language"), [("en", "en"), ("pt", "pt"), ("tet", "pt")])
def test_the_letter_speaks_the_language_that_is_read(session, office, by, reads, language):
    number = give(session, office, by, language=reads)
    assert session.scalars(select(IssuedLetter.language).where(IssuedLetter.number == number)).one() == language


def test_both_languages_have_the_same_phrases():
    assert phrases("en").keys() == phrases("pt").keys()


def test_another_office_neither_sees_nor_prints_it(session, office, by):
    number, stranger = give(session, office, by), make.by(session)
    assert letters_about(session, stranger, CLAIM) == []
    with pytest.raises(NotFound):
        print_letter(session, number, stranger)
    assert session.scalar(select(func.count()).select_from(LetterPrint)) == 0


@pytest.mark.parametrize(
    ("typed", "read"), [("2024/12", "2024/000012"), (" 2024-000012 ", "2024/000012"), ("twelve", None), ("2024/", None)]
)
def test_a_number_is_read_however_it_is_typed(typed, read):
    assert read_number(typed) == read


def test_letters_on_the_command_line(own_database, monkeypatch, tmp_path):
    """`mis letter list` and `mis letter NUMBER` act as an officer."""
    import json

    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    import wsgi
    from mis.settings import Settings
    from tests.conftest import KEY

    engine = create_engine(own_database.database_url)
    with Session(engine, expire_on_commit=False) as session:
        make.installation(session)
        office = make.office(session)
        who = make.officer(session, at=office)
        by = make.by(session, at=office)
        number = give(session, office, by)
        session.commit()
    engine.dispose()
    settings = Settings(
        var=tmp_path, database_url=own_database.database_url, owner_url=own_database.owner_url,
        redis_url=own_database.redis_url, secret_keys=(KEY,), hosts=(), proxies=0, https=False,
    )  # fmt: skip
    monkeypatch.setenv("MIS_PASSWORD", make.PASSWORD)
    console, run = Console(settings, wsgi.PARTS), CliRunner()
    listed = run.invoke(wsgi.command, ["letter", "list", "--about", CLAIM, "--as", who.username, "--json"], obj=console)
    assert [row["number"] for row in json.loads(listed.output)] == [number], listed.output
    out = tmp_path / "letter.pdf"
    done = run.invoke(wsgi.command, ["letter", number, "--out", str(out), "--as", who.username, "--json"], obj=console)
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF")
    none = run.invoke(wsgi.command, ["letter", "2024/999", "--out", str(out), "--as", who.username], obj=console)
    assert none.exit_code == 1
