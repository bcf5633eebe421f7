"""Writing the bank's file with every check, against f-strings that write the same bytes and ask nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

from mis.identifiers import derived_reference
from payments.bankfiles import formats
from payments.bankfiles.formats import CreditFile, Instruction, Payer
from tests.bench.race import Race

NAMES = ("Ana Maria Caldas", "Domingas Soares", "João da Conceição Belo", "Filomena dos Santos Ximenes")


def pain001(n: int) -> Race:
    """Write n instructions; both ways give the same file."""
    file = CreditFile(
        "FI-00000-00001-AA", datetime(2024, 5, 27, 9, tzinfo=UTC), date(2024, 5, 31), "USD", 2,
        Payer("Institute of Tests", "0010002000", "BANKTLDD"), tuple(_instruction(number) for number in range(n)),
    )  # fmt: skip
    written = formats.pain001(file).decode()
    head = written[: written.index("<CdtTrfTxInf>")]
    assert by_hand(file, head) == written.encode()
    return Race(lambda: formats.pain001(file), lambda: by_hand(file, head))


def _instruction(number: int) -> Instruction:
    """A payment to somebody at a bank of the country."""
    reference = derived_reference("PY", str(number))
    amount = Decimal((60, 80, 100)[number % 3]).quantize(Decimal("0.01"))
    return Instruction(reference, amount, NAMES[number % len(NAMES)], f"{number:010}", "BNULTLDD", "Social pension 2024-05")


def by_hand(file: CreditFile, head: str) -> bytes:
    """The same file without a question asked: nothing escaped, counted, summed or refused."""
    rows = [
        f"<CdtTrfTxInf><PmtId><EndToEndId>{each.end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="USD">{each.amount}</InstdAmt></Amt>'
        f"<CdtrAgt><FinInstnId><BICFI>{each.bank}</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>{each.payee}</Nm></Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{each.account}</Id></Othr></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>{each.text}</Ustrd></RmtInf></CdtTrfTxInf>\n"
        for each in file.instructions
    ]
    return "".join([head, *rows, "</PmtInf></CstmrCdtTrfInitn></Document>\n"]).encode()
