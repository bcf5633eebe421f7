"""Reading the books: balances, postings about a record, and whether everything adds up."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from payments.ledger.models import LedgerAccount, LedgerEntry, LedgerTransaction

PROBLEMS_MAX = 100


def balances(session: Session, scheme: str, currency: str) -> dict[str, Decimal]:
    """The balance of each account of a scheme by code, debit positive."""
    question = (
        select(LedgerAccount.code, func.sum(LedgerEntry.amount))
        .join(LedgerEntry, LedgerEntry.account_id == LedgerAccount.id)
        .where(LedgerAccount.scheme == scheme, LedgerAccount.currency == currency)
        .group_by(LedgerAccount.code)
    )
    return {code: Decimal(amount) for code, amount in session.execute(question)}


def trial_balance(session: Session) -> Sequence:
    """Every account of every scheme with the sums of its debits and credits: scheme, currency, code, name, kind, both sums."""
    amount = LedgerEntry.amount
    question = (
        select(
            LedgerAccount.scheme, LedgerAccount.currency, LedgerAccount.code, LedgerAccount.name, LedgerAccount.kind,
            func.coalesce(func.sum(amount).filter(amount > 0), 0).label("debit"),
            func.coalesce(-func.sum(amount).filter(amount < 0), 0).label("credit"),
        )
        .join(LedgerEntry, LedgerEntry.account_id == LedgerAccount.id)
        .group_by(LedgerAccount.id)
        .order_by(LedgerAccount.scheme, LedgerAccount.currency, LedgerAccount.id)
    )  # fmt: skip
    return session.execute(question).all()


def postings_about(session: Session, references: Sequence[str]) -> Sequence[LedgerTransaction]:
    """The postings about some records, in order."""
    question = select(LedgerTransaction).where(LedgerTransaction.about.in_(references))
    return session.scalars(question.order_by(LedgerTransaction.id)).all()


def balanced(session: Session) -> tuple[int, list[str]]:
    """Every transaction from scratch: its entries add up to nothing and belong to its own books."""
    wrong = text(
        """SELECT t.reference, coalesce(sum(e.amount), 0) AS off, count(e.amount) AS entries,
             count(*) FILTER (WHERE (a.scheme, a.currency) IS DISTINCT FROM (t.scheme, t.currency)) AS strange
           FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.transaction_id = t.id
           LEFT JOIN ledger_account a ON a.id = e.account_id GROUP BY t.id
           HAVING coalesce(sum(e.amount), 0) <> 0 OR count(e.amount) < 2
             OR count(*) FILTER (WHERE (a.scheme, a.currency) IS DISTINCT FROM (t.scheme, t.currency)) > 0
           LIMIT :most"""
    )
    examined = session.scalar(select(func.count()).select_from(LedgerTransaction)) or 0
    found = [
        f"transaction {row.reference}: off by {row.off}, {row.entries} entries, {row.strange} of other books"
        for row in session.execute(wrong, {"most": PROBLEMS_MAX})
    ]
    return examined, found
