"""A schedule says what the law asks beside the wage: a column for each fact, checked at its row."""

from datetime import date
from decimal import Decimal

import pytest

from mis.errors import Refusal
from mis.law.book import read_book, shipped_texts
from mis.law.columns import columns_of, read_cell
from mis.law.facts import catalogue
from registries.contributions.actions import Filing, file_schedule
from registries.contributions.queries import noted_lines, programme_totals
from tests import make

JUNE = date(2025, 6, 1)
BOOK = read_book(shipped_texts())


@pytest.fixture
def firm(session):
    """An employer of Indonesia with three workers, and an officer who files, on 31 July 2025."""
    make.installation(session, date(2025, 7, 31)).country = "id"
    session.flush()
    office = make.office(session)
    employer = make.employer(session, at=office)
    people = [make.person(session, name, born=date(1980, 1, 1), at=office) for name in ("Ani", "Budi", "Citra")]
    for person in people:
        make.employment_spell(session, employer, person, date(2020, 1, 1))
    by = make.by(session, at=office)

    def file(header, *lines, month=JUNE):
        rows = [f"{person.reference},{line}" for person, line in zip(people, lines, strict=False)]
        return file_schedule(session, Filing(employer.reference, month, "\n".join([f"member,{header}", *rows]).encode()), by)

    file.session = session
    return file


def problems(firm, schedule):
    return {
        line.line: [(problem["column"], problem["code"]) for problem in line.problems if problem["weight"] == "error"]
        for line in noted_lines(firm.session, schedule.id)
    }


def shares(firm, schedule):
    return {each.programme: (each.employer, each.worker, each.state) for each in programme_totals(firm.session, schedule.id)}


def test_each_line_is_assessed_by_what_its_columns_say(firm):
    schedule = firm("wage,risk class", "1000000,I", "1000000,V", "30000000,II")
    assert schedule.errors_count == 0
    assert shares(firm, schedule)["jkk"] == (Decimal(2400 + 17400 + 162000), Decimal(0), Decimal(0))


def test_headings_and_answers_are_read_in_every_language(firm):
    header = "wage,Classe de risco do empregador,labour_intensive_industry,active workers,accident_contributions_paid"
    schedule = firm(header, "1000000,I,sim,50,yes", "1000000,I,não,50,no", "1000000,I,oui,49,sí")
    assert schedule.errors_count == 0
    assert shares(firm, schedule)["jkk"][0] == Decimal(1200 + 2400 + 2400)


def test_what_a_line_leaves_open_must_be_filled_in_at_its_row_and_the_others_stand(firm):
    schedule = firm("wage,risk_class", "1000000,I", "1000000,", "1000000,II")
    assert (schedule.errors_count, problems(firm, schedule)) == (1, {3: [("risk_class", "fact-missing")]})
    assert shares(firm, schedule)["jkk"][0] == Decimal(2400 + 5400)


def test_what_cannot_be_read_is_told_at_its_row_and_column(firm):
    schedule = firm(
        "wage,risk_class,active_workers,labour_intensive_industry", "1000000,VI,50,no", "1000000,I,many,no", "1000000,I,50,maybe"
    )
    assert problems(firm, schedule) == {
        2: [("risk_class", "unreadable-fact")],
        3: [("active_workers", "unreadable-fact")],
        4: [("labour_intensive_industry", "unreadable-fact")],
    }


def test_a_ceiling_that_nobody_has_read_is_given_by_the_schedule(firm):
    schedule = firm("wage,risk_class,jp_ceiling_read", "30000000,I,7703500", month=date(2021, 6, 1))
    assert (schedule.errors_count, shares(firm, schedule)["jp"]) == (0, (Decimal(154070), Decimal(77035), Decimal(0)))


def test_a_column_that_the_law_of_the_month_does_not_ask_is_refused(firm):
    with pytest.raises(Refusal) as refused:
        firm("wage,risk_class,contracted_out", "1000000,I,no")
    assert [problem.code for problem in refused.value.problems] == ["unknown-column"]
    assert "risk_class" in refused.value.problems[0].words()


def test_the_columns_are_those_of_the_month():
    sheet = BOOK.sheet("mz-inss")
    asked = [{fact.name for fact in columns_of(sheet, month)} for month in (date(2018, 1, 1), date(2018, 2, 1))]
    assert asked == [{"category"}, {"category", "sector_minimum_wage"}]
    assert columns_of(BOOK.sheet("tl-general"), JUNE) == ()


@pytest.mark.parametrize(
    ("fact", "cell", "value"),
    [("category", "Self-employed", "self-employed"), ("category", "Independiente", "self-employed"), ("risk_class", "iv", "IV"),
     ("active_workers", "50", Decimal(50)), ("due_on", "2025-06-01", date(2025, 6, 1)), ("contracted_out", "TRUE", True)],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_it(fact, cell, value):
    assert read_cell(catalogue()[fact], cell) == value


@pytest.mark.parametrize(
    ("fact", "cell", "said"),
    [
        ("category", "boss", "one of"),
        ("active_workers", "5.5", "decimals"),
        ("due_on", "yesterday", "yesterday"),
        ("contracted_out", "2", "yes or no"),
    ],
)
def test_a_cell_that_says_something_else_is_refused(fact, cell, said):
    with pytest.raises(ValueError, match=said):
        read_cell(catalogue()[fact], cell)
