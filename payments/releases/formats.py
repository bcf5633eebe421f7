"""The list of a cash point, and which file each channel gets."""

import csv
import io
from collections.abc import Callable

from mis.money import plain
from payments.bankfiles.formats import NAME_MAX, TEXT_MAX, CreditFile, mobile_csv, neutralised, pain001, written

CASH_COLUMNS = ("reference", "name", "amount", "currency", "text")
ENDINGS = {"pain.001": "xml", "mobile": "csv", "cash": "csv"}
FORMATS = {"bank": "pain.001", "mobile": "mobile", "cash": "cash"}


def cash_csv(file: CreditFile) -> bytes:
    """The list by which a cash point pays: UTF-8, commas, CRLF, a header; the payee shows the reference."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CASH_COLUMNS)
    writer.writerows(
        [each.end_to_end_id, neutralised(written(each.payee, NAME_MAX)), plain(each.amount, file.decimals), file.currency,
         neutralised(written(each.text, TEXT_MAX))]
        for each in file.instructions
    )  # fmt: skip
    return out.getvalue().encode()


_WRITERS: dict[str, Callable[[CreditFile], bytes]] = {"pain.001": pain001, "mobile": mobile_csv, "cash": cash_csv}


def file_bytes(file: CreditFile, kind: str) -> bytes:
    """The bytes of a file in its format: always the same for the same values. Raises Refusal naming rows from 1."""
    return _WRITERS[kind](file)
