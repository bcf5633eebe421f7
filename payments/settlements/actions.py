"""What one does with payment lines: add them, and take them back by further lines."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import polars as pl
from sqlalchemy import text
from sqlalchemy.orm import Session

from payments.ledger.rules import Moved

_CHAIN_LOCK = 7_104_002


def copy_in(session: Session, table: str, rows: pl.DataFrame) -> None:
    """Add the rows of a frame to a table in one stream; its columns are the table's."""
    if rows.is_empty():
        return
    content = BytesIO()
    rows.write_csv(content, include_header=False, quote_style="necessary")
    columns = ", ".join(rows.columns)
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as into:
        into.write(content.getvalue())


def share_chains(session: Session, scheme: str) -> None:
    """A run adds to the scheme's chains beside others; whoever takes lines back waits until it is done."""
    session.execute(text("SELECT pg_advisory_xact_lock_shared(:key, hashtext(:scheme))"), {"key": _CHAIN_LOCK, "scheme": scheme})


def own_chains(session: Session, scheme: str) -> None:
    """Nobody else adds to the scheme's chains until this act is done."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key, hashtext(:scheme))"), {"key": _CHAIN_LOCK, "scheme": scheme})


def reverse(session: Session, scheme: str, payment_ids: Sequence[int], kind: str) -> Moved:
    """Give the money of payments back to their awards' accounts, by a further line each; gives the sums moved.

    `kind` says why: cancelled, held, rejected, returned. Amounts in the scheme's currency, negative. Only returned money
    lies on the returned-funds account afterwards; what a line took from there, the other kinds put back.
    """
    own_chains(session, scheme)
    reversed_lines = text(
        """WITH added AS (
             INSERT INTO payment_line (covered, award_id, seq, payment_id, kind, due, paid_before, amount, returned_funds)
             SELECT l.covered, l.award_id, chain.links, l.payment_id, :kind, l.due, chain.paid, -l.amount,
               CASE WHEN :kind = 'returned' THEN l.amount ELSE -l.returned_funds END
             FROM payment_line l CROSS JOIN LATERAL (
               SELECT count(*) AS links, sum(b.amount) AS paid FROM payment_line b
               WHERE b.covered = l.covered AND b.award_id = l.award_id) chain
             WHERE l.payment_id = ANY(:payments) AND l.kind = 'due'
             RETURNING amount, returned_funds)
           SELECT coalesce(sum(amount), 0), coalesce(sum(returned_funds), 0) FROM added"""
    )
    amount, funds = session.execute(reversed_lines, {"kind": kind, "payments": list(payment_ids)}).one()
    return Moved(Decimal(amount), Decimal(funds))
