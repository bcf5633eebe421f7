"""Answers are known by their content; hostile ones are refused, and nothing in them is obeyed."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mis.errors import Refusal
from payments.answers.formats import read_answer
from payments.messages.formats import BYTES_MAX, recognise

HEADER = "reference,status,amount,currency,reason,day\n"
REPORT = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"><CstmrPmtStsRpt><OrgnlGrpInfAndSts>'
    "<OrgnlMsgId>B</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>ACSC</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
)
BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    + REPORT.replace("ACSC", "&c;")
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + REPORT.replace("ACSC", "&x;")


def document(message: str) -> bytes:
    return f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}"/>'.encode()


def refused(content: bytes, act=read_answer) -> str:
    with pytest.raises(Refusal) as refusal:
        act(content)
    return refusal.value.problems[0].code


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (document("pain.002.001.03"), "pain.002"),
        (document("camt.053.001.02"), "camt.053"),
        (document("camt.054.001.08"), "camt.054"),
        (HEADER.encode(), "csv"),
        (b"\xef\xbb\xbf" + HEADER.encode(), "csv"),
        (b'"status","reference"\r\n', "csv"),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>' + document("pain.002.001.15"), "pain.002"),
    ],
)
def test_an_answer_is_known_by_its_content(content, kind):
    assert recognise(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xff\xfe<\x00", "not-utf-8"),
        (HEADER.encode() + b"PM-1,paid,1.00,USD,Jos\xe9,\n", "not-utf-8"),
        (f"{HEADER}PM-1,paid,1.00,USD,\0,\n".encode(), "nul"),
        (REPORT.encode("utf-16-le"), "nul"),
        (f'<?xml version="1.0" encoding="UTF-7"?>{REPORT}'.encode(), "not-utf-8"),
        (b" " * (BYTES_MAX + 1), "too-large"),
        (BOMB.encode(), "dtd"),
        (OUTSIDE.encode(), "dtd"),
        (f'<!DOCTYPE d SYSTEM "http://127.0.0.1/d.dtd">{REPORT}'.encode(), "dtd"),
        (REPORT.replace("ACSC", "&x;").encode(), "broken-xml"),
        (REPORT[:-5].encode(), "broken-xml"),
        (REPORT.encode() * 2, "broken-xml"),
        (REPORT.replace("<GrpSts>", "<x>" * 10_000).encode(), "broken-xml"),
        (b"<html><body>Sign in</body></html>", "unknown-format"),
        (document("pacs.008.001.08"), "unknown-format"),
        (document("pain.001.001.09"), "not-an-answer"),
        (b"%PDF-1.7", "unknown-format"),
        (b"name,age\nMaria,61\n", "unknown-format"),
        (HEADER.encode(), "empty"),
        (b"reference,status,fee\nPM-1,paid,-1\n", "unknown-column"),
        (b"reference,status,status\nPM-1,paid,paid\n", "repeated-column"),
        (f'{HEADER}PM-1,"paid,1.00,USD,,\n'.encode(), "broken-csv"),
        (f"{HEADER}PM-1,paid,{'9' * 200_000},USD,,\n".encode(), "broken-csv"),
    ],
)
def test_a_hostile_or_wrong_file_is_refused_whole(content, code):
    assert refused(content) == code


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=200).map(lambda text: (HEADER + text).encode())
)
def test_no_bytes_do_worse_than_a_refusal(content):
    with suppress(Refusal):
        assert read_answer(content).format in ("csv", "pain.002")


def answer_csv(*rows: str, header: str = HEADER) -> bytes:
    return (header + "".join(f"{row}\r\n" for row in rows)).encode()


def test_the_profiles_csv_is_read_in_any_order_of_columns():
    line = read_answer(
        answer_csv("rejected,AC04,2024-05-29,60.00,USD,PM-1", header="Status,reason,day,amount,currency,reference\n")
    )
    assert line.lines[0].reference == "PM-1"
    assert (line.lines[0].status, line.lines[0].reason_code, line.lines[0].day) == ("rejected", "AC04", date(2024, 5, 29))
    assert (line.lines[0].amount, line.lines[0].currency, line.lines[0].row) == (Decimal("60.00"), "USD", 2)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("PM-1,paid,-60.00,USD,,", "amount"),
        ('PM-1,paid,"1,000.50",USD,,', "amount"),
        ("PM-1,paid,1_000,USD,,", "amount"),
        ("PM-1,paid,NaN,USD,,", "amount"),
        ("PM-1,paid,1e5,USD,,", "amount"),
        ("PM-1,paid,٦٠,USD,,", "amount"),
        ("PM-1,paid,1 000,USD,,", "amount"),
        ("PM-1,done,60.00,USD,,", "status"),
        ("PM-1,,60.00,USD,,", "status"),
        (",paid,60.00,USD,,", "reference"),
        ("PM\x011,paid,60.00,USD,,", "reference"),
        ("PM-1,paid,60.00,usd,,", "currency"),
        ("PM-1,paid,60.00,USD,,29/05/2024", "day"),
        ("PM-1,paid,60.00,USD,,2024-02-30", "day"),
        ("PM-1,paid,60.00,USD,,2024-05-29x", "day"),
        ("PM-1,paid,1,000.50,USD,,", None),
        ("PM-1,paid", None),
    ],
)
def test_a_line_that_is_wrong_stands_apart_and_the_others_count(row, field):
    answer = read_answer(answer_csv("PM-0,paid,60.00,USD,,", row, "PM-2,returned,60.00,USD,AC04,"))
    assert [line.reference for line in answer.lines] == ["PM-0", "PM-2"]
    assert [(each.problem.field, each.problem.row) for each in answer.unread] == [(field, 3)]


def test_a_line_said_twice_in_one_file_is_marked_and_a_different_one_is_not():
    twice = "PM-1,returned,60.00,USD,AC04,2024-05-29"
    answer = read_answer(answer_csv(twice, twice, "PM-1,paid,60.00,USD,,", "PM-1,returned,61.00,USD,,"))
    assert [line.repeated for line in answer.lines] == [False, True, False, False]


def test_what_a_bank_writes_is_one_line_of_bounded_length():
    answer = read_answer(
        answer_csv(f'PM-1,rejected,,,"AC04","a\n\x07{"b" * 900}"', header="reference,status,amount,currency,reason,text\n")
    )
    assert answer.lines[0].reason == ("a " + "b" * 900)[:500]
    assert (answer.lines[0].amount, answer.lines[0].currency) == (None, None)
