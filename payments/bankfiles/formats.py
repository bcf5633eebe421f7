"""Payments as the bank's file (pain.001.001.09) and as the mobile-money operator's (CSV)."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from xml.sax.saxutils import escape

from mis.errors import Problem, Refusal
from mis.money import AMOUNT_MAX, plain

REFERENCE_MAX = 35
ACCOUNT_MAX = 34
NAME_MAX = 140
NAME_MAX_LATIN = 70
TEXT_MAX = 140
MOBILE_COLUMNS = ("reference", "phone", "name", "amount", "currency", "text")

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./:-]{0,34}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_PHONE = re.compile(r"\+?[1-9][0-9]{5,14}", re.ASCII)
# What XML 1.0 cannot hold, and what turns the reading direction of a name around.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NOT_LATIN = re.compile(r"[^A-Za-z0-9/?:().,'+ -]", re.ASCII)
# Letters that do not fall apart into a Latin letter and an accent.
_LATIN = str.maketrans({
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d",
    "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "ng", "Ŋ": "Ng", "ə": "e",
    "Ə": "E", "ɓ": "b", "Ɓ": "B", "ɗ": "d", "Ɗ": "D", "ƙ": "k", "Ƙ": "K", "ƴ": "y", "Ƴ": "Y", "ɛ": "e", "Ɛ": "E", "ɔ": "o",
    "Ɔ": "O", "&": "+", "@": "(at)", "_": "-", "–": "-", "—": "-", "‐": "-", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'",
    "´": "'", "“": "'", "”": "'", '"': "'", ";": ",", "[": "(", "]": ")", "{": "(", "}": ")", "<": "(", ">": ")",
})  # fmt: skip


@dataclass(frozen=True)
class Payer:
    """The office's account that a file is paid from, and its bank (BIC, or the clearing's number of the bank)."""

    name: str
    account: str
    bank: str


@dataclass(frozen=True)
class Instruction:
    """One payment to one payee.

    `account` is an IBAN, the bank's own account number, or for mobile money the phone; `bank` a BIC, the clearing's
    number of the bank, or nothing where the account names its bank.
    """

    end_to_end_id: str
    amount: Decimal
    payee: str
    account: str
    bank: str = ""
    text: str = ""


@dataclass(frozen=True)
class CreditFile:
    """A file of payments, frozen: the same values always give the same bytes.

    `latin` is for banks that take only the Latin set of the European guidelines, and names of 70 characters.
    """

    message_id: str
    created: datetime
    pay_day: date
    currency: str
    decimals: int
    payer: Payer
    instructions: tuple[Instruction, ...]
    latin: bool = False


def pain001(file: CreditFile) -> bytes:
    """The file as the bank reads it, pain.001.001.09: one block of payments, in the order given, one debit.

    Amounts in the file's currency. Refused, naming rows from 1, when something cannot be written as it stands.
    """
    _require(file, _payer_problems(file), _account_problems(file))
    total = plain(sum((instruction.amount for instruction in file.instructions), Decimal(0)), file.decimals)
    parts = [_opening(file, str(len(file.instructions)), total)]
    parts.extend(_transactions(file))
    parts.append("</PmtInf></CstmrCdtTrfInitn></Document>\n")
    return "".join(parts).encode()


def mobile_csv(file: CreditFile) -> bytes:
    """The file as a mobile-money operator reads it: UTF-8, commas, CRLF, a header, no line of totals.

    The phone is written in international digits without the plus, so that no spreadsheet takes it for a sum.
    """
    _require(file, _phone_problems(file))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(MOBILE_COLUMNS)
    writer.writerows(
        [neutralised(cell) for cell in (
            each.end_to_end_id, each.account.removeprefix("+"), written(each.payee, _name_max(file), file.latin),
            plain(each.amount, file.decimals), file.currency, written(each.text, TEXT_MAX, file.latin),
        )]
        for each in file.instructions
    )  # fmt: skip
    return out.getvalue().encode()


def neutralised(cell: str) -> str:
    """The cell so that no spreadsheet runs it: an apostrophe before = + - @, a tab or a carriage return."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def written(text: str, limit: int, latin: bool = False) -> str:
    """The text as a bank's file may hold it: one line, no control characters, at most `limit` characters.

    In Latin files accents fall away, letters follow the table, and what is left becomes a full stop.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _UNWRITABLE.sub(" ", text))
    if latin:
        text = _latin(text)
    return " ".join(text.split())[:limit].rstrip()


def is_iban(account: str) -> bool:
    """Whether the account is an IBAN whose check digits agree (ISO 13616, mod 97)."""
    if not _IBAN.fullmatch(account):
        return False
    return int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1


def _latin(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_LATIN))
    return _NOT_LATIN.sub(".", "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_LATIN))


def _name_max(file: CreditFile) -> int:
    return NAME_MAX_LATIN if file.latin else NAME_MAX


def _opening(file: CreditFile, count: str, total: str) -> str:
    name = escape(written(file.payer.name, _name_max(file), file.latin))
    sums = f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
    # One debit for the whole file, so that the statement shows the batch's total; the office bears the charges,
    # so that a benefit arrives whole.
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">'
        f"<CstmrCdtTrfInitn>\n<GrpHdr><MsgId>{file.message_id}</MsgId>"
        f"<CreDtTm>{file.created.isoformat(timespec='seconds')}</CreDtTm>{sums}<InitgPty><Nm>{name}</Nm></InitgPty></GrpHdr>\n"
        f"<PmtInf><PmtInfId>{file.message_id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>{sums}"
        f"<PmtTpInf><CtgyPurp><Cd>SSBE</Cd></CtgyPurp></PmtTpInf><ReqdExctnDt><Dt>{file.pay_day:%Y-%m-%d}</Dt></ReqdExctnDt>"
        f"<Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id>{_account(file.payer.account)}</Id><Ccy>{file.currency}</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_bank(file.payer.bank)}</DbtrAgt><ChrgBr>DEBT</ChrgBr>\n"
    )


def _transactions(file: CreditFile) -> Iterator[str]:
    limit, latin, unit = _name_max(file), file.latin, f".{file.decimals}f"
    amount_tag = f'<InstdAmt Ccy="{file.currency}">'
    for each in file.instructions:
        text = escape(written(each.text, TEXT_MAX, latin))
        yield (
            f"<CdtTrfTxInf><PmtId><EndToEndId>{each.end_to_end_id}</EndToEndId></PmtId>"
            f"<Amt>{amount_tag}{each.amount:{unit}}</InstdAmt></Amt>"
            f"{f'<CdtrAgt>{_bank(each.bank)}</CdtrAgt>' if each.bank else ''}"
            f"<Cdtr><Nm>{escape(written(each.payee, limit, latin))}</Nm></Cdtr>"
            f"<CdtrAcct><Id>{_account(each.account)}</Id></CdtrAcct>"
            f"{f'<RmtInf><Ustrd>{text}</Ustrd></RmtInf>' if text else ''}</CdtTrfTxInf>\n"
        )


def _account(account: str) -> str:
    if is_iban(account):
        return f"<IBAN>{account}</IBAN>"
    return f"<Othr><Id>{escape(account)}</Id></Othr>"


def _bank(bank: str) -> str:
    if _BIC.fullmatch(bank):
        return f"<FinInstnId><BICFI>{bank}</BICFI></FinInstnId>"
    return f"<FinInstnId><ClrSysMmbId><MmbId>{escape(bank)}</MmbId></ClrSysMmbId></FinInstnId>"


def _require(file: CreditFile, *problems: Iterable[Problem]) -> None:
    found = [*_file_problems(file), *chain(*problems), *_instruction_problems(file)]
    if found:
        raise Refusal(*found)


def _file_problems(file: CreditFile) -> Iterator[Problem]:
    if not _REFERENCE.fullmatch(file.message_id):
        yield Problem("message", "The file's reference has at most 35 letters and digits", "not-a-reference")
    if not _CURRENCY.fullmatch(file.currency):
        yield Problem(
            "currency", "“%(found)s” is not a currency such as USD", "not-a-currency", None, {"found": file.currency[:40]}
        )
    if not file.instructions:
        yield Problem(None, "There is nobody to pay in this file", "empty")
    for reference, count in Counter(each.end_to_end_id for each in file.instructions).items():
        if count > 1:
            values = {"reference": reference[:REFERENCE_MAX], "count": count}
            yield Problem("reference", "%(reference)s stands %(count)d times in this file", "repeated", None, values)


def _payer_problems(file: CreditFile) -> Iterator[Problem]:
    if not written(file.payer.name, NAME_MAX, file.latin):
        yield Problem("payer", "The paying office has no name", "required")
    if not _plain_code(file.payer.account, ACCOUNT_MAX):
        yield Problem("payer", "The paying account is not an account number", "not-an-account")
    if not _plain_code(file.payer.bank, REFERENCE_MAX):
        yield Problem("payer", "The paying bank is neither a BIC nor a bank number", "not-a-bank")


def _account_problems(file: CreditFile) -> Iterator[Problem]:
    for row, each in enumerate(file.instructions, 1):
        if not _plain_code(each.account, ACCOUNT_MAX):
            yield _row_problem(row, each, "account", "%(reference)s: the account is not an account number", "not-an-account")
        if each.bank and not _plain_code(each.bank, REFERENCE_MAX):
            yield _row_problem(row, each, "bank", "%(reference)s: the bank is neither a BIC nor a bank number", "not-a-bank")


def _phone_problems(file: CreditFile) -> Iterator[Problem]:
    for row, each in enumerate(file.instructions, 1):
        if not _PHONE.fullmatch(each.account):
            message = "%(reference)s: the telephone number has no country code, or is not a number"
            yield _row_problem(row, each, "phone", message, "not-a-phone")


def _instruction_problems(file: CreditFile) -> Iterator[Problem]:
    unit, limit, latin = Decimal(1).scaleb(-file.decimals), _name_max(file), file.latin
    for row, each in enumerate(file.instructions, 1):
        if not _REFERENCE.fullmatch(each.end_to_end_id):
            message = "%(reference)s: a payment's reference has at most 35 letters and digits"
            yield _row_problem(row, each, "reference", message, "not-a-reference")
        if not each.amount.is_finite() or not 0 < each.amount < AMOUNT_MAX or each.amount % unit:
            yield _row_problem(row, each, "amount", "%(reference)s: this amount cannot be paid", "not-an-amount")
        if not any(map(str.isalnum, written(each.payee, limit, latin))):
            yield _row_problem(row, each, "name", "%(reference)s: no letter of the payee's name can be written", "required")


def _row_problem(row: int, each: Instruction, field: str, message: str, code: str) -> Problem:
    return Problem(field, message, code, row, {"reference": each.end_to_end_id[:40]})


def _plain_code(code: str, limit: int) -> bool:
    return 0 < len(code) <= limit and code.isascii() and code.isprintable() and code == code.strip()
