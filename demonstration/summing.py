"""What the demonstration leaves behind in figures, and the proof that files, registers, reports and books say the same."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demonstration.paying import AGAIN, PENSIONS, RUNS, batch_of
from demonstration.stage import Stage
from demonstration.terminal import Progress
from mis.audit.sealing import seal_lines
from mis.installation.proofs import prove
from mis.letters.models import IssuedLetter
from mis.money import plain
from payments.batches.models import BatchLeftOut, Payment, PaymentFile
from payments.ledger.models import LedgerAccount, LedgerEntry, LedgerTransaction
from payments.ledger.queries import balanced, balances
from payments.ledger.rules import INCOME, SENT
from payments.releases.queries import content_of
from registries.claims.models import Claim
from registries.contributions.models import Contribution, Schedule
from registries.duplicates.models import PossibleDuplicate
from registries.employers.models import Employer
from registries.households.models import Household
from registries.persons.models import Person
from wsgi import PARTS

DECIMALS = 2
EXPECTED = {"rejected": 10, "returned": 10, "repaid": 8, "possible_duplicates": 3, "held_out": 1}
LEFT_OUT = {"duplicate": 3, "suspended": 1, "no-account": 1, "account-held": 1}


def sum_up(stage: Stage, progress: Progress) -> Sequence[str]:
    """Write the summary and the payment files beside it; what does not agree, in words."""
    seal_lines(stage.database.engine)
    with stage.database.snapshot() as session:
        proof = prove(session, PARTS)
        files = _files(session, stage)
        summary = _figures(session) | _payments(session) | {"files": {name: told for name, (told, _) in files.items()}}
        summary |= {"ledger_balanced": not balanced(session)[1], "proof": proof["ok"]}
        wrong = [f"mis check: {each['name']}: {words}" for each in proof["checks"] for words in each["discrepancies"]]
        wrong += [*_files_wrong(files), *_totals_wrong(session, stage, summary), *_cases_wrong(summary)]
    _write(stage, summary)
    progress.say("everything agrees" if not wrong else f"{len(wrong)} things do not agree")
    return wrong


def prove_again(stage: Stage, progress: Progress) -> Sequence[str]:
    """Prove everything as it stands now, and say so in the summary, whose figures are those of the months."""
    seal_lines(stage.database.engine)
    with stage.database.snapshot() as session:
        proof, level = prove(session, PARTS), not balanced(session)[1]
    path = stage.folder / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8")) | {"ledger_balanced": level, "proof": proof["ok"]}
    _write(stage, summary)
    wrong = [f"mis check: {each['name']}: {words}" for each in proof["checks"] for words in each["discrepancies"]]
    progress.say("everything agrees" if not wrong else f"{len(wrong)} things do not agree")
    return wrong


def _write(stage: Stage, summary: dict[str, Any]) -> None:
    (stage.folder / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _count(session: Session, model: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def _amount(session: Session, column: Any, *where: Any) -> str:
    return plain(session.scalars(select(func.coalesce(func.sum(column), Decimal(0))).where(*where)).one(), DECIMALS)


def _figures(session: Session) -> dict[str, Any]:
    """What stands in the registers."""
    lines = session.scalar(select(func.sum(Schedule.lines_count)).where(Schedule.state == "posted"))
    return {
        "persons": _count(session, Person),
        "households": _count(session, Household),
        "employers": _count(session, Employer),
        "schedule_lines": int(lines or 0),
        "contributions_total": _amount(session, Contribution.total),
        "claims_granted": _count(session, Claim, Claim.state == "granted"),
        "claims_refused": _count(session, Claim, Claim.state == "refused"),
        "possible_duplicates": _count(session, PossibleDuplicate, PossibleDuplicate.state == "waiting"),
        "letters": _count(session, IssuedLetter),
    }


def _payments(session: Session) -> dict[str, Any]:
    """What was paid: everything that went into a file, and what became of it."""
    sent = Payment.file_id.is_not(None)
    again, pensions = batch_of(session, AGAIN).id, batch_of(session, PENSIONS).id
    reasons = select(BatchLeftOut.reason, func.count()).where(
        BatchLeftOut.batch_id == pensions, BatchLeftOut.reason != "nothing-due"
    )
    left_out = session.execute(reasons.group_by(BatchLeftOut.reason).order_by(BatchLeftOut.reason)).tuples().all()
    return {
        "payments": _count(session, Payment, sent),
        "payments_total": _amount(session, Payment.amount, sent),
        "paid_total": _amount(session, Payment.amount, Payment.state == "paid"),
        "rejected": _count(session, Payment, Payment.state == "rejected"),
        "returned": _count(session, Payment, Payment.state == "returned"),
        "repaid": _count(session, Payment, Payment.state == "paid", Payment.batch_id == again),
        "held_out": _count(session, Payment, Payment.state == "held"),
        "left_out": dict(left_out),
    }


Told = tuple[dict[str, Any], tuple[int, Decimal]]


def _files(session: Session, stage: Stage) -> dict[str, Told]:
    """Each payment file by name: what the register says of it, and the count and total that its own bytes say."""
    folder = stage.folder / "payments"
    folder.mkdir(exist_ok=True)
    found: dict[str, Told] = {}
    for run in RUNS:
        batch = batch_of(session, run)
        for file in session.scalars(select(PaymentFile).where(PaymentFile.batch_id == batch.id).order_by(PaymentFile.name)):
            content = content_of(session, file, batch, stage.settings.var)
            (folder / file.name).write_bytes(content)
            told = {
                "sha256": hashlib.sha256(content).hexdigest(), "format": file.format, "count": file.payments_count,
                "total": plain(file.payments_total, DECIMALS),
            }  # fmt: skip
            found[file.name] = told, (_read_xml(content) if file.format == "pain.001" else _read_csv(content))
    return found


def _read_xml(content: bytes) -> tuple[int, Decimal]:
    """The number of payments and the control sum that a bank reads in the file's head."""
    head = etree.fromstring(content).find("{*}CstmrCdtTrfInitn/{*}GrpHdr")
    return int(head.findtext("{*}NbOfTxs")), Decimal(head.findtext("{*}CtrlSum"))


def _read_csv(content: bytes) -> tuple[int, Decimal]:
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    return len(rows), sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def _files_wrong(files: dict[str, Told]) -> list[str]:
    """Files whose own words differ from what the register says of them."""
    return [
        f"{name}: the register says {told['count']} payments of {told['total']}, the file {count} of {total}"
        for name, (told, (count, total)) in files.items()
        if (told["count"], Decimal(told["total"])) != (count, total)
    ]


def _totals_wrong(session: Session, stage: Stage, summary: dict[str, Any]) -> list[str]:
    """The totals of payments and contributions, said by files, reports and books."""
    paid, due = Decimal(summary["payments_total"]), Decimal(summary["contributions_total"])
    reports = stage.folder / "reports"
    said = {
        "the payment files": (sum((Decimal(each["total"]) for each in summary["files"].values()), Decimal(0)), paid),
        "the payment register's CSV": (_column(reports / "payment-register.csv", "sent"), paid),
        "the books, sent to the bank": (_sent(session), paid),
        "the report of contributions": (_column(reports / "contributions-by-employer.csv", "due"), due),
        "the books, contributions": (-balances(session, "tl-general", "USD").get(INCOME, Decimal(0)), due),
    }
    return [f"{where}: {found}, and the summary {total}" for where, (found, total) in said.items() if found != total]


def _column(path: Path, name: str) -> Decimal:
    """The sum of a report's column; its notes follow an empty line."""
    table = path.read_text(encoding="utf-8").split("\n\n")[0].replace("\r\n\r\n", "\n\n").split("\n\n")[0]
    return sum((Decimal(row[name]) for row in csv.DictReader(io.StringIO(table))), Decimal(0))


def _sent(session: Session) -> Decimal:
    """What the books say was handed to banks and operators."""
    entries = select(func.coalesce(-func.sum(LedgerEntry.amount), Decimal(0))).join_from(LedgerEntry, LedgerTransaction)
    question = entries.join(LedgerAccount, LedgerAccount.id == LedgerEntry.account_id)
    return session.scalars(question.where(LedgerAccount.code == SENT, LedgerTransaction.kind == "run sent")).one()


def _cases_wrong(summary: dict[str, Any]) -> list[str]:
    """Cases of the story that are not as many as they must be."""
    found = {name: summary[name] for name in EXPECTED} | summary["left_out"]
    wanted = EXPECTED | LEFT_OUT
    return [f"{name}: {found.get(name, 0)} instead of {count}" for name, count in wanted.items() if found.get(name, 0) != count]
