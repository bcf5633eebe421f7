"""Schedules as files: every honest way of writing one is read, everything else is refused at its place."""

import pytest

from mis.errors import Refusal
from registries.contributions.formats import LINES_MAX, mark_errors, read_schedule, write_lines


def lines(content, encoding=None):
    return [(line.line, line.member, line.name, line.wage) for line in read_schedule(content, encoding).lines]


def code(content, encoding=None):
    """The codes for which a file is refused."""
    with pytest.raises(Refusal) as caught:
        read_schedule(content, encoding)
    return [problem.code for problem in caught.value.problems]


TEXT = "member,name,wage\n0044,José Conceição,300.00\n"
READ = [(2, "0044", "José Conceição", "300.00")]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), None),
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("cp1252"), None),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.replace(",", ";").encode(), None),
        (TEXT.replace(",", "\t").encode(), None),
        (TEXT.replace("\n", "\r\n").encode(), None),
        ("Nome;Remuneração;NISS\nJosé Conceição;300.00;0044\n".encode(), None),
        ('member,name,wage\n"0044","José Conceição","300.00"\n'.encode(), None),
        ("member,name,wage,errors\n0044,José Conceição,300.00,old words\n".encode(), None),
    ],
)
def test_honest_files_are_read(content, encoding):
    assert lines(content, encoding) == READ


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty-file"),
        (b" \n\n", "empty-file"),
        (b"member,name,wage\n", "no-lines"),
        (b"member,name,wage\n,,\n\n", "no-lines"),
        (b"1,Ana,300.00\n", "no-header"),
        (b"member,name\n1,Ana\n", "no-header"),
        (b"member,wage,wage\n1,2,3\n", "column-twice"),
        (b"member,wage,shoe size\n1,2,3\n", "unknown-column"),
        (b"hello,world\nmember,wage\n1,2\n", "above-header"),
        (b"PK\x03\x04rest of a workbook", "broken-workbook"),
        (b"\xd0\xcf\x11\xe0a workbook of long ago", "not-csv"),
        (b"member,wage\n1,\x002\n", "not-csv"),
        (b"member,wage\n\x81,2\n", "unreadable-sign"),
        ("member,name,wage\n1,José,2\n".encode() + "2,João,3\n".encode("cp1252"), "unreadable-sign"),
        (b'member,wage\n1,"2\n3,4\n', "broken-line"),
        (b"member,wage\n1," + b"9" * 200_000 + b"\n", "broken-line"),
        (b"member,wage\n" + b"1," * 100_000 + b"\n", "too-many-cells"),
        (b"member,wage\n" + b"1,2\n" * (LINES_MAX + 1), "too-many-lines"),
        (b"member,wage\n" + b"1" * (20 * 2**20), "file-too-large"),
    ],
)  # fmt: skip
def test_other_files_are_refused_whole(content, expected):
    assert code(content) == [expected]


def test_the_line_of_an_unreadable_sign_is_named():
    with pytest.raises(Refusal, match="line 3"):
        read_schedule(b"member,wage\n1,2\n\x9d,2\n")


def test_an_encoding_nobody_knows_is_refused():
    assert code(TEXT.encode(), "klingon") == ["unknown-encoding"]


def test_totals_may_stand_above_the_header():
    read = read_schedule("linhas;1\nTotal das remunerações;300.00\nNISS;salário\n1;300.00\n".encode())
    assert (read.lines_declared, read.wages_declared) == ("1", "300.00")


def test_the_same_file_comes_back_with_its_errors():
    content = "lines;2\nmember;name;wage\n1;José;x\n2;Ana;3.00\n".encode("cp1252")
    marked = mark_errors(content, "cp1252", {3: "“x” is not a number"})
    assert marked.decode("cp1252").splitlines() == [
        "lines;2", "member;name;wage;errors", "1;José;x;“x” is not a number", "2;Ana;3.00;",
    ]  # fmt: skip
    again = read_schedule(marked)
    assert [line.wage for line in again.lines] == ["x", "3.00"]


def test_marking_twice_keeps_one_errors_column():
    once = mark_errors(b"member,wage\n1,x\n", "utf-8", {2: "old"})
    assert mark_errors(once, "utf-8", {2: "new"}).splitlines() == [b"member,wage,errors", b"1,x,new"]


def test_no_spreadsheet_runs_what_came_in_and_nothing_is_lost():
    marked = mark_errors(b"member,name,wage\n@SUM(1),=1+1,-5\n", "utf-8", {})
    assert marked.splitlines()[1] == b"'@SUM(1),'=1+1,-5,"
    assert lines(marked) == [(2, "@SUM(1)", "=1+1", "-5")]


def test_lines_typed_in_a_form_become_a_file():
    assert lines(write_lines([("1", 'A "quoted", name', "2.00")])) == [(2, "1", 'A "quoted", name', "2.00")]
