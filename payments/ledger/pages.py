"""The books as a page: the trial balance."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template

from mis.web import db, require
from payments.ledger import queries

pages = Blueprint("books", __name__, url_prefix="/payments/books")


@pages.get("")
@require("ledger.read")
def show() -> Any:
    """Every account of every scheme: debits equal credits."""
    rows = queries.trial_balance(db())
    books = [(key, list(group)) for key, group in groupby(rows, lambda row: (row.scheme, row.currency))]
    return render_template("pages/books/trial-balance.html", books=books)
