"""The books as a page: the trial balance."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l

from mis.web import db, require
from payments.ledger import queries
from payments.ledger.rules import BANK, EXPENSE, INCOME, PAYABLE, RECEIVABLE, RETURNED, SENT, UNALLOCATED

pages = Blueprint("books", __name__, url_prefix="/payments/books")
ACCOUNT_WORDS = {
    EXPENSE: _l("Benefits, expense"),
    PAYABLE: _l("Benefits payable"),
    SENT: _l("Sent to the bank"),
    BANK: _l("Bank, current account"),
    RETURNED: _l("Returned funds"),
    RECEIVABLE: _l("Contributions receivable"),
    INCOME: _l("Contributions, income"),
    UNALLOCATED: _l("Receipts not yet allocated"),
}


@pages.get("")
@require("ledger.read")
def show() -> Any:
    """Every account of every scheme: debits equal credits."""
    rows = queries.trial_balance(db())
    books = [(key, list(group)) for key, group in groupby(rows, lambda row: (row.scheme, row.currency))]
    return render_template("pages/books/trial-balance.html", books=books, words=ACCOUNT_WORDS)
