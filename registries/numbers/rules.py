"""Numbers checked as far as anybody can: identity papers by country, telephones, bank and mobile accounts."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import phonenumbers
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.exceptions import ValidationError
from stdnum.id import nik

from mis.errors import refuse


@dataclass(frozen=True)
class Paper:
    """A kind of number of identity: how long it may be, and the check digit's rule where one is known."""

    kind: str
    least: int
    most: int
    digits: bool = True
    check: Callable[[str], str] | None = None


PASSPORT = Paper("passport", 5, 12, digits=False)
BIRTH = Paper("birth-certificate", 3, 24, digits=False)
PAPERS: Mapping[str, tuple[Paper, ...]] = {
    "tl": (
        Paper("voter-card", 4, 12),
        Paper("identity-card", 6, 17),
        PASSPORT,
        BIRTH,
    ),
    "id": (Paper("nik", 16, 16, check=nik.validate), PASSPORT, BIRTH),
    "kh": (Paper("identity-card", 9, 12), PASSPORT, BIRTH),
}


def papers(country: str) -> dict[str, Paper]:
    """The kinds of papers that people of the country show."""
    return {paper.kind: paper for paper in PAPERS.get(country.lower(), (PASSPORT, BIRTH))}


def plain_number(text: str) -> str:
    """A number as it is kept: full-width and other digits as 0 to 9, capitals, without spaces and hyphens."""
    folded = unicodedata.normalize("NFKC", text)
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign for sign in folded)
    return "".join(sign for sign in digits if sign.isalnum() or sign == "/").upper()


def read_identifier(country: str, kind: str, text: str, field: str = "number") -> str:
    """The number of a paper as it is kept; refused when its length, its signs or its check digits are wrong."""
    paper = papers(country).get(kind)
    if paper is None:
        raise refuse("kind", "Proof of identity: choose one of those offered", "unknown-kind")
    number = plain_number(text)
    if not number:
        raise refuse(field, "Number: write it as on the paper, or choose that none was seen", "empty")
    if not number.isascii() or (paper.digits and not number.isdigit()):
        words = "Number: “%(found)s” has signs that the number of this paper never has"
        raise refuse(field, words, "not-a-number", found=text.strip()[:40])
    if not paper.least <= len(number) <= paper.most:
        words = "Number: this paper's has %(least)d to %(most)d signs, the one written has %(found)d"
        raise refuse(field, words, "wrong-length", least=paper.least, most=paper.most, found=len(number))
    try:
        return paper.check(number) if paper.check else number
    except ValidationError:
        words = "Number: “%(found)s” cannot be right; compare it with the paper, sign by sign"
        raise refuse(field, words, "wrong-check", found=number) from None


def read_phone(text: str, country: str, field: str = "phone") -> str | None:
    """The telephone as +67077001234, None when nothing was written; refused when no telephone of anywhere has it."""
    if not text.strip():
        return None
    found = possible_phone(text, country)
    if found is None:
        raise refuse(field, "Telephone: “%(found)s” is not a telephone number", "not-a-phone", found=" ".join(text.split())[:40])
    return found


def possible_phone(text: str, country: str) -> str | None:
    """The telephone that a text may mean, or None."""
    if len(text) > 40 or any(unicodedata.category(sign) in ("Cc", "Cs", "Ll", "Lu") for sign in text):
        return None
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), country.upper())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@dataclass(frozen=True)
class Account:
    """Where money is to go: channel bank, mobile or cash; the bank's BIC or the operator; the number; whose it is."""

    channel: str
    holder: str
    bank: str = ""
    number: str = ""


def read_account(account: Account, country: str) -> Account:
    """The account as it is kept; refused at the field that cannot be right."""
    if account.channel == "cash":
        return Account("cash", account.holder)
    if account.channel == "mobile":
        phone = read_phone(account.number, country, "number")
        if phone is None:
            raise refuse("number", "Number: write the telephone that receives the money", "empty")
        return Account("mobile", account.holder, account.bank.strip(), phone)
    if account.channel != "bank":
        raise refuse("channel", "Paid by: choose one of those offered", "unknown-channel")
    number = plain_number(account.number)
    if _looks_like_iban(number):
        return Account("bank", account.holder, _bank(account.bank, required=False), _iban(number))
    if not (number.isascii() and number.isalnum() and 4 <= len(number) <= 34):
        raise refuse("number", "Number: an account has 4 to 34 letters and digits", "not-an-account")
    return Account("bank", account.holder, _bank(account.bank, required=True), number)


def _looks_like_iban(number: str) -> bool:
    return len(number) >= 15 and number[:2].isalpha() and number[2:4].isdigit()


def _iban(number: str) -> str:
    try:
        return str(IBAN(number))
    except SchwiftyException:
        words = "Number: “%(found)s” cannot be right; compare it with the bank's paper, sign by sign"
        raise refuse("number", words, "wrong-check", found=number[:40]) from None


def _bank(text: str, required: bool) -> str:
    plain = plain_number(text)
    if not plain and not required:
        return ""
    try:
        return str(BIC(plain))
    except SchwiftyException:
        words = "Bank: “%(found)s” is not a bank's code (BIC) of 8 or 11 letters and digits"
        raise refuse("bank", words, "not-a-bank", found=text.strip()[:40]) from None
