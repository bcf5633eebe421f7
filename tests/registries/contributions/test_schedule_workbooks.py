"""Schedules as XLSX: each cell as it was typed, amounts exact, errors back in a file of the same kind."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from mis.errors import Refusal
from mis.spreadsheets import UNPACKED_MAX, read_rows, write_rows
from registries.contributions.actions import Filing, file_schedule
from registries.contributions.formats import mark_errors, read_schedule
from registries.contributions.queries import file_with_errors, schedule_by_reference
from tests import make

HEADER = ("member", "name", "wage")


def workbook(*rows, at=0, sheets=("Sheet1",)):
    """A workbook as an office program writes it: texts as texts, numbers as numbers; the rows from a row on."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name in sheets:
        book.add_worksheet(name)
    for down, row in enumerate(rows, at):
        for across, value in enumerate(row):
            book.worksheets()[0].write(down, across, value)
    book.close()
    return file.getvalue()


def parts(content, **changed):
    """The workbook with some of its parts written anew."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(each.filename, changed.get(each.filename.rpartition("/")[2].partition(".")[0], old.read(each.filename)))
    return file.getvalue()


def sheet(*cells):
    """A first sheet whose second row has these cells, as XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = "".join(f'<c r="{place}1" t="inlineStr"><is><t>{name}</t></is></c>' for place, name in zip("ABC", HEADER, strict=True))
    body = f'<row r="1">{head}</row><row r="2">{"".join(cells)}</row>'
    return f'<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'


def code(content):
    with pytest.raises(Refusal) as caught:
        read_schedule(content)
    return [problem.code for problem in caught.value.problems]


def wages(content):
    return [line.wage for line in read_schedule(content).lines]


def test_cells_are_read_as_they_were_typed():
    content = workbook(HEADER, ("0044", "José Conceição", 700.1), (45, "=1+1", "1.234,50"), at=3, sheets=("Maio", "Outra"))
    read = read_schedule(content)
    found = [(line.line, line.member, line.name, line.wage) for line in read.lines]
    assert found == [(5, "0044", "José Conceição", "700.1"), (6, "45", "0", "1.234,50")]
    assert read.encoding == "xlsx"


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("700.1", "700.1"), ("700.10000000000002", "700.1"), ("1.1000000000000001", "1.1"), ("300", "300"), ("300.0", "300"),
        ("1E3", "1000"), ("1.5E-2", "0.015"), ("123456789012345", "123456789012345"), ("-5", "-5"), ("nan", "NaN"),
        ("0.29999999999999999", "0.3"),
    ],
)  # fmt: skip
def test_a_number_is_the_decimal_that_was_typed(kept, typed):
    assert wages(parts(workbook(HEADER), sheet1=sheet('<c r="A2"><v>1</v></c>', f'<c r="C2"><v>{kept}</v></c>'))) == [typed]


def test_the_totals_above_the_header_are_read():
    read = read_schedule(workbook(("lines", 1), ("wages total", 300), HEADER, ("1", "Ana", 300)))
    assert (read.lines_declared, read.wages_declared) == ("1", "300")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (workbook(("a", "b")), "no-header"),
        (workbook(HEADER), "no-lines"),
        (workbook(HEADER)[:-40], "broken-workbook"),
        (parts(workbook(HEADER), workbook="<no/>"), "broken-workbook"),
        (parts(workbook(HEADER), sheet1="<worksheet><row>"), "broken-workbook"),
        (parts(workbook(HEADER), sheet1=sheet('<c r="A2" t="s"><v>99</v></c>')), "broken-workbook"),
        (parts(workbook(HEADER), sheet1=sheet('<c r="C2"><v>1,5 x</v></c>')), "broken-workbook"),
        (parts(workbook(HEADER), sheet1=sheet('<c r="XFD2"><v>1</v></c>')), "too-many-cells"),
        (parts(workbook(HEADER), sheet1=sheet(f'<c r="A2" t="str"><v>{"x" * 40_000}</v></c>')), "cell-too-long"),
        (parts(workbook(HEADER), sheet1=b" " * (UNPACKED_MAX + 1)), "file-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_workbooks_are_refused_whole(content, expected):
    assert code(content) == [expected]


def test_an_entity_brings_nothing_in():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + sheet('<c r="C2" t="str"><v>&b;</v></c>')
    assert code(parts(workbook(HEADER), sheet1=bomb)) in (["no-lines"], ["broken-workbook"])


def test_the_same_kind_of_file_comes_back_with_its_errors():
    content = workbook(("lines", 2), HEADER, ("0044", "=HYPERLINK(1)", "x"), ("2", "Ana", 3.05))
    marked = mark_errors(content, "xlsx", {3: "“x” is not a number"})
    assert list(read_rows(marked, 9)) == [
        (1, ["lines", "2"]), (2, [*HEADER, "errors"]), (3, ["0044", "0", "x", "“x” is not a number"]), (4, ["2", "Ana", "3.05"]),
    ]  # fmt: skip
    assert wages(marked) == ["x", "3.05"]
    assert mark_errors(marked, "xlsx", {3: "“x” is not a number"}) == marked


def test_what_is_written_is_text_whatever_it_looks_like():
    rows = [(1, ["=1+1", "0044", ""]), (3, ["", "http://example.org", "-5"])]
    assert list(read_rows(write_rows(rows), 9)) == [(1, ["=1+1", "0044"]), (3, ["", "http://example.org", "-5"])]


def test_a_workbook_is_filed_and_comes_back(session):
    make.installation(session)
    by = make.by(session, at=make.office(session))
    employer = make.employer(session)
    employer.office_id = by.office_id
    people = [make.person(session, name) for name in ("Ana Maria Caldas", "Bela Soares")]
    for person in people:
        make.employment_spell(session, employer, person)
    content = workbook(HEADER, (people[0].reference, people[0].name, 700.1), (people[1].reference, people[1].name, "7OO"))
    row = file_schedule(session, Filing(employer.reference, date(2024, 5, 1), content, "maio.xlsx"), by)
    assert (row.lines_count, row.errors_count, f"{row.wages_total:f}") == (2, 1, "700.10")
    marked = file_with_errors(session, schedule_by_reference(session, by, row.reference, content=True)[0], str)
    assert "“7OO” is not a number" in list(read_rows(marked, 9))[2][1][3]
