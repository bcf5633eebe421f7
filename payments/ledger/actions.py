"""What one does with the books: post. Nothing is ever changed; a correction is a further posting."""

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from mis.identifiers import new_reference
from mis.staff.rules import ActingOfficer
from payments.ledger.models import LedgerAccount, LedgerEntry, LedgerTransaction
from payments.ledger.rules import ACCOUNTS, Posting, checked


def post(session: Session, posting: Posting, by: ActingOfficer | None) -> str | None:
    """Book a posting and give its reference; one that moves nothing is not booked.

    Amounts in the scheme's currency. Raises ValueError when the entries do not balance; the database refuses a second
    posting of the same kind about the same record. The act that posts adds the line to the trail.
    """
    entries = checked(posting)
    if not entries:
        return None
    accounts = _accounts(session, posting, [code for code, _ in entries])
    reference = new_reference("LD")
    made = insert(LedgerTransaction).values(
        reference=reference, scheme=posting.scheme, currency=posting.currency, booked_on=posting.on, kind=posting.kind,
        about=posting.about, posted_by=by.id if by else None,
    )  # fmt: skip
    transaction_id = session.scalar(made.returning(LedgerTransaction.id))
    rows = [
        {"transaction_id": transaction_id, "number": number, "account_id": accounts[code], "amount": amount}
        for number, (code, amount) in enumerate(entries, 1)
    ]
    session.execute(insert(LedgerEntry), rows)
    return reference


def _accounts(session: Session, posting: Posting, codes: list[str]) -> dict[str, int]:
    """The ids of the accounts by code; an account is opened when it is first posted to."""
    rows = [
        {"scheme": posting.scheme, "currency": posting.currency, "code": code, "name": name, "kind": kind}
        for code, (name, kind) in ACCOUNTS.items()
        if code in codes
    ]
    session.execute(upsert(LedgerAccount).on_conflict_do_nothing(), rows)
    question = select(LedgerAccount.code, LedgerAccount.id).where(
        LedgerAccount.scheme == posting.scheme, LedgerAccount.currency == posting.currency, LedgerAccount.code.in_(codes)
    )
    return {row.code: row.id for row in session.execute(question)}
