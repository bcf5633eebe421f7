"""The other side of the counter: what banks and operators answer to the files, and what follows from it."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from demonstration import calendar
from demonstration.opening import PAYER
from demonstration.paying import PENSIONS, Run, batch_of
from demonstration.registering import Directory, clerks_of
from demonstration.stage import Stage, officer
from demonstration.terminal import Progress
from mis.money import plain
from payments.answers.actions import take_in
from payments.batches.models import Payment, PaymentBatch, PaymentFile
from payments.statusreports.formats import StatusReport, Verdict, pain002
from registries.numbers.rules import Account
from registries.persons.actions import give_account
from registries.persons.models import Person

# Why a bank could not pay, code and words: each makes the office hold the account until somebody has looked.
REASONS = (("AC04", "Account closed"), ("AC06", "Account blocked"), ("AC01", "Account number not known"))
PAID_AGAIN = 8


def answer(run: Run, day: date, stage: Stage, progress: Progress) -> None:
    """Each file of a run is answered: banks by a status report, operators and cash points by a list."""
    failing = _keys_to_ids(stage, stage.people.parts.rejected) if run == PENSIONS else set()
    read = 0
    with stage.database.session() as session:
        batch = batch_of(session, run)
        files = session.scalars(select(PaymentFile).where(PaymentFile.batch_id == batch.id).order_by(PaymentFile.id)).all()
        written = []
        for file in files:
            payments = session.scalars(select(Payment).where(Payment.file_id == file.id).order_by(Payment.reference)).all()
            read += len(payments)
            if file.format == "pain.001":
                written.append((f"{file.name}.pain002.xml", _report(batch, file, payments, failing, day)))
            else:
                written.append((f"{file.name}.answer.csv", _listed(batch, payments, "paid", {}, day)))
    for name, content in written:
        _take(stage, name, content, day)
    progress.say(f"{read:,} payments answered, {len(failing)} of them rejected" if failing else f"{read:,} payments answered")


def return_some(stage: Stage, progress: Progress) -> None:
    """Days later the bank sends back what it could not credit."""
    back = _keys_to_ids(stage, stage.people.parts.returned)
    with stage.database.session() as session:
        batch = batch_of(session, PENSIONS)
        wanted = select(Payment).where(Payment.batch_id == batch.id, Payment.person_id.in_(back)).order_by(Payment.reference)
        payments = session.scalars(wanted).all()
        reasons = {payment.reference: REASONS[at % len(REASONS)] for at, payment in enumerate(payments)}
        content = _listed(batch, payments, "returned", reasons, calendar.PENSION_RETURNED)
        name = f"{batch.reference}-returned.csv"
    _take(stage, name, content, calendar.PENSION_RETURNED)
    progress.say(f"{len(payments)} payments came back to their persons' balance")


def give_new_accounts(stage: Stage, progress: Progress) -> None:
    """Some of those whose money came back bring a new account, so that they can be paid again."""
    directory, keys = Directory(stage), stage.people.parts.returned[:PAID_AGAIN]
    dice = Random(f"new accounts {stage.people.size}")

    def work(session: Session) -> None:
        clerks = clerks_of(session)
        for key in keys:
            whom = stage.people.by_key[key]
            account = Account("bank", whom.name, "NOVATLDD", f"{dice.randrange(10**11, 10**12)}")
            give_account(
                session, session.get_one(Person, directory.ids[key]), account, "the old one is closed", clerks[whom.office]
            )

    stage.once("new accounts", calendar.NEW_ACCOUNTS, work)
    progress.say(f"{len(keys)} people bring a new account")


def _keys_to_ids(stage: Stage, keys: Sequence[int]) -> set[int]:
    directory = Directory(stage)
    return {directory.ids[key] for key in keys}


def _report(batch: PaymentBatch, file: PaymentFile, payments: Sequence[Payment], failing: set[int], day: date) -> bytes:
    """A bank's status report on one file: all paid, or each payment with its own word where some are rejected."""
    verdicts: list[Verdict] = []
    rejected = [payment for payment in payments if payment.person_id in failing]
    for payment in payments if rejected else ():
        code, words = REASONS[rejected.index(payment) % len(REASONS)] if payment in rejected else ("", "")
        status = "RJCT" if code else "ACSC"
        verdicts.append(Verdict(payment.reference, status, payment.amount, payment.account, code, words))
    return pain002(
        StatusReport(
            f"{file.reference}-ST", datetime.combine(day, time(9)), file.reference, file.payments_count, file.payments_total,
            batch.currency, batch.decimals, "PART" if rejected else "ACSC", tuple(verdicts),
        )
    )  # fmt: skip


def _listed(
    batch: PaymentBatch, payments: Sequence[Payment], status: str, reasons: Mapping[str, tuple[str, str]], day: date
) -> bytes:
    """An answer as a list: a line a payment."""
    out = io.StringIO(newline="")
    write = csv.writer(out)
    write.writerow(("reference", "status", "amount", "currency", "reason", "text", "day"))
    for payment in payments:
        code, words = reasons.get(payment.reference, ("", ""))
        amount = plain(Decimal(payment.amount), batch.decimals)
        write.writerow((payment.reference, status, amount, batch.currency, code, words, day.isoformat()))
    return out.getvalue().encode()


def _take(stage: Stage, name: str, content: bytes, day: date) -> None:
    """Keep the bank's file where people can look at it, and take it in once."""
    path: Path = stage.folder / "answers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    stage.once(f"answer {name}", day, partial(_taken, name=name, content=content))


def _taken(session: Session, name: str, content: bytes) -> None:
    take_in(session, name, content, officer(session, PAYER))
