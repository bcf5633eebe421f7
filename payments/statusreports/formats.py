"""The bank's report on a file of payments, pain.002: read as we receive it, and written as a bank writes it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from lxml import etree

from mis.errors import Problem, refuse
from mis.money import parse_amount, plain
from payments.messages.formats import DECIMALS_MAX, TEXT_MAX, Answer, AnswerLine, Unread, day, elements, line, sorted_out

# ISO 20022 external codes of a payment's and a file's status; a code not listed is refused by its line.
MEANINGS = {
    "ACCC": "paid", "ACSC": "paid", "CPUC": "paid",
    "ACCP": "accepted", "ACSP": "accepted", "ACTC": "accepted", "ACWC": "accepted", "ACFC": "accepted",
    "ACPD": "accepted", "ACWP": "accepted", "ACIS": "accepted",
    "PDNG": "pending", "RCVD": "pending", "PATC": "pending", "ACFW": "pending", "BLCK": "pending",
    "RJCT": "rejected", "CANC": "rejected",
    "PART": "partly",
}  # fmt: skip
_GROUP, _BLOCK, _BLOCK_STATUS, _PAYMENT = "OrgnlGrpInfAndSts", "OrgnlPmtInfAndSts", "PmtInfSts", "TxInfAndSts"
_CODES = 4  # characters of an ISO code; a bank's own reason is longer


@dataclass(frozen=True)
class Verdict:
    """What a bank says of one payment: an ISO status (ACSC, RJCT, ...) and, where it failed, why."""

    reference: str
    status: str
    amount: Decimal
    account: str = ""
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class StatusReport:
    """A bank's report on one of our files: `original`, its count and total, the status of the whole, its verdicts."""

    message_id: str
    created: datetime
    original: str
    count: int
    total: Decimal
    currency: str
    decimals: int
    status: str
    verdicts: tuple[Verdict, ...] = ()


@dataclass
class _Reading:
    """How far the report is read."""

    message: str = ""
    created: str = ""
    group: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    block: str | None = None
    payments_before: int = 0
    blocks: list[tuple[str | None, Counter[str]]] = field(default_factory=list)
    found: list[AnswerLine | Unread] = field(default_factory=list)


def read_pain002(text: str) -> Answer:
    """The report as an answer, from version 03 on: a payment's own status first, else its block's, else the file's.

    A payment said to be well in a file said to be rejected is not taken. Refused as a whole when it answers another
    kind of message, or when file and block contradict each other.
    """
    reading = _Reading()
    for element in elements(text, "end", tuple(_PLACES)):
        name = etree.QName(element).localname
        if _path(element) == _PLACES[name]:
            _take(reading, name, element)
    group = reading.group
    if not group:
        raise refuse("file", "The report does not say which file it answers", "no-original")
    lines, unread = sorted_out(reading.found)
    status, rest = _whole(group.get("status"), reading.counts, reading.blocks, lines)
    return Answer(
        "pain.002", reading.message or None, group["original"], _count(group["count"]), _total(group["total"]), status, rest,
        group["reason"] or None, group["text"] or None, day(reading.created), lines, unread,
    )  # fmt: skip


def _take(reading: _Reading, name: str, element: etree._Element) -> None:
    """One part of the report as it closes; statuses stand before what they hold for, or they would come too late."""
    if name in (_GROUP, _BLOCK_STATUS) and len(reading.found) > reading.payments_before:
        raise refuse("file", "The report is out of order: a status follows the payments that it is about", "out-of-order")
    if name == "GrpHdr":
        reading.message, reading.created = _find(element, "MsgId"), _find(element, "CreDtTm")
    elif name == _GROUP:
        reading.group, reading.counts = _group(element), _counts(element)
    elif name == _BLOCK_STATUS:
        reading.block = _meaning((element.text or "").strip())
    elif name == _PAYMENT:
        reading.found.append(_payment(len(reading.found) + 1, element, reading.group.get("status"), reading.block))
        _forget(element)
    else:
        reading.blocks.append((_block_status(reading.block, reading.group.get("status")), _counts(element)))
        reading.block, reading.payments_before = None, len(reading.found)


def _forget(element: etree._Element) -> None:
    """Let go of a payment that has been read, and of those before it: a long report stays small."""
    element.clear()
    previous = element.getprevious()
    if previous is not None and etree.QName(previous).localname == _PAYMENT:
        element.getparent().remove(previous)


_PLACES = {
    "GrpHdr": ("CstmrPmtStsRpt", "Document"),
    _GROUP: ("CstmrPmtStsRpt", "Document"),
    _BLOCK: ("CstmrPmtStsRpt", "Document"),
    _BLOCK_STATUS: (_BLOCK, "CstmrPmtStsRpt", "Document"),
    _PAYMENT: (_BLOCK, "CstmrPmtStsRpt", "Document"),
}


def _path(element: etree._Element) -> tuple[str, ...]:
    """Where it stands: what a bank adds of its own may use the same names elsewhere."""
    return tuple(etree.QName(above).localname for above in element.iterancestors())


def _find(element: etree._Element, path: str) -> str:
    """The text at the path below the element, or nothing."""
    return (element.findtext("/".join(f"{{*}}{step}" for step in path.split("/"))) or "").strip()


def _group(element: etree._Element) -> dict[str, str]:
    if not _find(element, "OrgnlMsgNmId").startswith("pain.001"):
        raise refuse("file", "The report answers another kind of message than a file of payments", "not-an-answer")
    group = {"original": _find(element, "OrgnlMsgId"), "count": _find(element, "OrgnlNbOfTxs")}
    group |= {"total": _find(element, "OrgnlCtrlSum"), **_reason(element)}
    status = _find(element, "GrpSts")
    return group | ({"status": _meaning(status)} if status else {})


def _meaning(status: str) -> str:
    if status not in MEANINGS:
        raise refuse("status", "“%(found)s” is not a status known here", "unknown-status", found=status[:40])
    return MEANINGS[status]


def _block_status(block: str | None, group: str | None) -> str | None:
    status = block or group
    if group == "rejected" and status != "rejected":
        raise refuse("file", "The report rejects the whole file and accepts a part of it", "contradiction")
    return status


def _reason(element: etree._Element) -> dict[str, str]:
    code = _find(element, "StsRsnInf/Rsn/Cd") or _find(element, "StsRsnInf/Rsn/Prtry")
    return {"reason": code, "text": " ".join(text.strip() for text in element.xpath(_ADDITIONAL) if text.strip())}


_ADDITIONAL = "*[local-name()='StsRsnInf']/*[local-name()='AddtlInf']/text()"


def _counts(element: etree._Element) -> Counter[str]:
    """How many payments the bank counts under each status, where it says so."""
    counts: Counter[str] = Counter()
    for each in element.iterfind("{*}NbOfTxsPerSts"):
        counts[_meaning(_find(each, "DtldSts"))] += _count(_find(each, "DtldNbOfTxs")) or 0
    return counts


def _count(found: str) -> int | None:
    if not found:
        return None
    if not (found.isascii() and found.isdigit() and len(found) <= 15):
        raise refuse("file", "“%(found)s” is not a number of payments", "not-a-number", found=found[:40])
    return int(found)


def _total(found: str) -> Decimal | None:
    return parse_amount(found, DECIMALS_MAX, "total") if found else None


def _payment(row: int, element: etree._Element, group: str | None, block: str | None) -> AnswerLine | Unread:
    said = _words(element, "", {})
    own = said.get("TxSts", "").strip()
    status = MEANINGS.get(own) if own else block or group
    instructed = f"{_AMOUNT}/@Ccy" in said
    cells = {
        "reference": said.get("OrgnlEndToEndId", ""),
        "status": own,
        "amount": said.get(_AMOUNT if instructed else _SETTLED, ""),
        "currency": said.get(f"{_AMOUNT if instructed else _SETTLED}/@Ccy", ""),
        "account": said.get(f"{_ACCOUNT}/IBAN") or said.get(f"{_ACCOUNT}/Othr/Id", ""),
        "reason": said.get("StsRsnInf/Rsn/Cd") or said.get("StsRsnInf/Rsn/Prtry", ""),
        "text": said.get("StsRsnInf/AddtlInf", ""),
        "day": said.get("AccptncDtTm") or said.get("OrgnlTxRef/IntrBkSttlmDt", ""),
    }
    read = line(row, status, cells)
    if "rejected" in (block, group) and isinstance(read, AnswerLine) and read.status != "rejected":
        problem = Problem("status", "The report rejects the whole file, but not this payment", "contradiction", row)
        return Unread(read.reference, problem)
    return read


_AMOUNT, _SETTLED, _ACCOUNT = "OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt", "OrgnlTxRef/CdtrAcct/Id"


def _words(element: etree._Element, prefix: str, words: dict[str, str]) -> dict[str, str]:
    """The texts below an element by their path, in one walk: the first of each, but every line of AddtlInf."""
    for child in element:
        path = prefix + child.tag.rpartition("}")[2]
        if path == "StsRsnInf/AddtlInf" and path in words and len(words[path]) < TEXT_MAX:
            words[path] += f" {child.text or ''}"
        words.setdefault(path, child.text or "")
        if "Ccy" in child.attrib:
            words.setdefault(f"{path}/@Ccy", child.attrib["Ccy"])
        if len(child):
            _words(child, f"{path}/", words)
    return words


def _whole(
    group: str | None, counts: Counter[str], blocks: list[tuple[str | None, Counter[str]]], lines: Iterable[AnswerLine]
) -> tuple[str | None, str | None]:
    """The status of the whole file, and of the payments in it that no line names."""
    said = {status for status, _ in blocks} or {group}
    status = said.pop() if len(said) == 1 else None
    if status != "partly":
        return group or status, status
    counted = counts or sum((each for _, each in blocks), Counter())
    left = counted - Counter({each.reference: each.status for each in lines}.values())
    if not counted:
        return group or status, "accepted"  # banks that name only what failed have accepted the others
    return group or status, next(iter(left)) if len(left) == 1 else ("pending" if left else None)


def pain002(report: StatusReport) -> bytes:
    """The report as a bank would write it, pain.002.001.12: to rehearse a month without a bank, and to test."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12">'
        f"<CstmrPmtStsRpt>\n<GrpHdr><MsgId>{escape(report.message_id)}</MsgId>"
        f"<CreDtTm>{report.created.isoformat(timespec='seconds')}</CreDtTm></GrpHdr>\n"
        f"<{_GROUP}><OrgnlMsgId>{escape(report.original)}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<OrgnlNbOfTxs>{report.count}</OrgnlNbOfTxs><OrgnlCtrlSum>{plain(report.total, report.decimals)}</OrgnlCtrlSum>"
        f"<GrpSts>{report.status}</GrpSts></{_GROUP}>\n"
    )
    block = f"<{_BLOCK}><OrgnlPmtInfId>{escape(report.original)}</OrgnlPmtInfId>\n{''.join(_verdicts(report))}</{_BLOCK}>\n"
    return (head + (block if report.verdicts else "") + "</CstmrPmtStsRpt></Document>\n").encode()


def _verdicts(report: StatusReport) -> Iterator[str]:
    for each in report.verdicts:
        kind = "Cd" if len(each.reason_code) <= _CODES else "Prtry"
        code = f"<Rsn><{kind}>{escape(each.reason_code)}</{kind}></Rsn>" if each.reason_code else ""
        text = f"<AddtlInf>{escape(each.reason[:105])}</AddtlInf>" if each.reason else ""
        account = f"<CdtrAcct><Id><Othr><Id>{escape(each.account)}</Id></Othr></Id></CdtrAcct>" if each.account else ""
        yield (
            f"<{_PAYMENT}><OrgnlEndToEndId>{escape(each.reference)}</OrgnlEndToEndId><TxSts>{each.status}</TxSts>"
            f"{f'<StsRsnInf>{code}{text}</StsRsnInf>' if code or text else ''}"
            f'<OrgnlTxRef><Amt><InstdAmt Ccy="{report.currency}">{plain(each.amount, report.decimals)}</InstdAmt></Amt>'
            f"{account}</OrgnlTxRef></{_PAYMENT}>\n"
        )
