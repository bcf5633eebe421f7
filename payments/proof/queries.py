"""The proof: payments by their state against the control accounts of the books, and the checks of `mis check`."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from mis.part import Check
from payments.batches.queries import fingerprints
from payments.ledger.queries import balanced
from payments.ledger.rules import EXPENSE, PAYABLE, RETURNED, SENT
from payments.settlements.queries import chains, payments_and_lines

_SAID = """SELECT b.scheme, b.currency,
  -coalesce(sum(p.amount) FILTER (WHERE p.state = 'prepared'), 0) AS payable,
  -coalesce(sum(p.amount) FILTER (WHERE p.state = 'sent'), 0) AS sent,
  coalesce(sum(l.expense), 0) AS expense, -coalesce(sum(l.funds), 0) AS returned
FROM payment_batch b JOIN payment p ON p.batch_id = b.id
LEFT JOIN (SELECT payment_id, sum(amount + returned_funds) AS expense, sum(returned_funds) AS funds
  FROM payment_line GROUP BY payment_id) l ON l.payment_id = p.id
WHERE b.approved_by IS NOT NULL GROUP BY b.scheme, b.currency"""

_BOOKED = """SELECT a.scheme, a.currency, a.code, sum(e.amount) AS amount FROM ledger_account a
JOIN ledger_entry e ON e.account_id = a.id WHERE a.code = ANY(:codes) GROUP BY a.scheme, a.currency, a.code"""


def control_accounts(session: Session) -> tuple[int, list[str]]:
    """Each control account of the books holds what the payments themselves say is owed, sent, spent and come back."""
    codes = {PAYABLE: "payable", SENT: "sent", EXPENSE: "expense", RETURNED: "returned"}
    said = {(row.scheme, row.currency): row._mapping for row in session.execute(text(_SAID))}
    booked = {(row.scheme, row.currency, row.code): row.amount for row in session.execute(text(_BOOKED), {"codes": list(codes)})}
    keys = sorted(set(said) | {key[:2] for key in booked})
    wrong = []
    for scheme, currency in keys:
        for code, name in codes.items():
            expected = said[scheme, currency][name] if (scheme, currency) in said else 0
            found = booked.get((scheme, currency, code), 0)
            if found != expected:
                wrong.append(f"{scheme}, {code}: the books hold {currency} {found}, the payments say {expected}")
    return len(keys) * len(codes), wrong


_FILES = """SELECT f.name, f.payments_count, f.payments_total, count(p.id) AS found, coalesce(sum(p.amount), 0) AS total
FROM payment_file f LEFT JOIN payment p ON p.file_id = f.id GROUP BY f.id
HAVING f.payments_count <> count(p.id) OR f.payments_total <> coalesce(sum(p.amount), 0) ORDER BY f.name LIMIT 100"""


def files_agree(session: Session) -> tuple[int, list[str]]:
    """Each file that was sent has the count and total of the payments that went with it."""
    wrong = [
        f"{row.name}: written down with {row.payments_count} payments of {row.payments_total}, it has {row.found} of {row.total}"
        for row in session.execute(text(_FILES))
    ]
    return session.scalar(text("SELECT count(*) FROM payment_file")) or 0, wrong


CHECKS = (
    Check("payment chains", chains),
    Check("payments and their lines", payments_and_lines),
    Check("fingerprints of runs", fingerprints),
    Check("payment files", files_agree),
    Check("ledger balances", balanced),
    Check("control accounts", control_accounts),
)
