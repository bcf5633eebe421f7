"""Receipts on the command line: `mis receipt`."""

import click
from sqlalchemy.orm import Session

from mis.cli import as_officer, say
from mis.dates import parse_day
from mis.staff.rules import ActingOfficer
from payments.receipts import actions, queries


@click.group()
def receipt() -> None:
    """Money in from employers."""


@receipt.command("record")
@click.argument("amount")
@click.argument("day")
@click.argument("bank_reference")
@click.option("--employer", help="The reference of the employer; none when nobody knows who paid.")
@click.option("--scheme", help="The code of the scheme, when there are several.")
@as_officer("receipts.record")
def record(
    session: Session, by: ActingOfficer, amount: str, day: str, bank_reference: str, employer: str | None, scheme: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Record AMOUNT received on DAY under the bank's reference; it pays the oldest unpaid months first."""
    new = actions.NewReceipt(amount, parse_day(day, "received_on"), bank_reference, employer, scheme)
    row = actions.record_receipt(session, new, by)
    paid = queries.allocations_of(session, row.id)
    allocated = sum((allocation.amount for allocation, _schedule in paid), start=row.amount - row.amount)
    answer = {
        "receipt": row.reference, "amount": str(row.amount), "currency": row.currency, "suspense": str(row.amount - allocated),
        "allocations": [{"schedule": schedule.reference, "amount": str(allocation.amount)} for allocation, schedule in paid],
    }  # fmt: skip
    say(answer, as_json, lambda: f"{row.reference}: {row.currency} {row.amount}, in suspense {row.amount - allocated}")


@receipt.command("book")
@as_officer("receipts.record")
def book(session: Session, by: ActingOfficer, as_json: bool) -> None:
    """Book every posted schedule that is not in the books yet; the workers do this by themselves."""
    count = actions.book_posted_schedules(session, by=by)
    say({"booked": count}, as_json, lambda: f"{count} schedules booked")
