"""Contributions: employers' schedules filed as files, posted by a second officer, one amended; and the money that comes in."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demonstration import calendar
from demonstration.opening import CERTIFIER, PAYER, VERIFIER
from demonstration.people import Firm
from demonstration.stage import Stage, officer
from demonstration.terminal import Progress
from mis.dates import month_text
from mis.money import plain
from payments.receipts.actions import NewReceipt, book_posted_schedules, record_receipt
from registries.contributions.actions import Filing, file_schedule, post_schedule
from registries.contributions.formats import write_lines
from registries.contributions.models import Contribution, Schedule
from registries.employers.models import Employer

SCHEME = "tl-general"
PART = 10
CORRECTED, AMENDED, PAYS_HALF, PAYS_NOTHING = 0, 1, 2, 3
RAISE = Decimal("35.00")
MONTH_AMENDED = calendar.MONTHS_BEFORE[-1]


def content_of(stage: Stage, firm: Firm, raised: bool = False, broken: bool = False) -> bytes:
    """A month's schedule of an employer as a file; with the first wage raised, or with one that cannot be read."""
    lines = []
    for at, job in enumerate(firm.jobs):
        person = stage.people.by_key[job.person]
        wage = job.wage + RAISE if raised and at == 0 else job.wage
        lines.append((person.voter_card, person.name, "n/a" if broken and at == 0 else plain(wage, 2)))
    return write_lines(lines)


def file_and_post(months: Sequence[date], day: date, stage: Stage, progress: Progress) -> None:
    """Every employer's schedules of some months: one officer files them, another posts them.

    One employer's first file has a line that cannot be read; the corrected file takes its place.
    """
    numbered = [(month, at) for month in months for at in range(len(stage.people.firms))]

    def work(session: Session, part: Sequence[tuple[date, int]]) -> None:
        filer, poster = officer(session, CERTIFIER), officer(session, VERIFIER)
        for month, at in part:
            firm = stage.people.firms[at]
            filing = Filing(reference_of(session, firm), month, content_of(stage, firm), name_of(firm, month), SCHEME)
            if at == CORRECTED and month == months[0]:
                broken = content_of(stage, firm, broken=True)
                file_schedule(session, Filing(filing.employer, month, broken, filing.file_name, SCHEME), filer)
            row = file_schedule(session, filing, filer)
            post_schedule(session, row.reference, row.file_digest, poster)

    stage.in_parts(f"schedules of {months[0]}", day, numbered, PART, work, progress)
    with stage.database.session() as session:
        posted = select(func.count(), func.sum(Schedule.lines_count), func.sum(Schedule.posted_due))
        first = (Schedule.month.in_(months), Schedule.state == "posted", Schedule.amends_id.is_(None))
        count, lines, due = session.execute(posted.where(*first)).one()
    progress.say(f"{count:,} schedules posted, {lines:,} lines, {due:,} USD due")


def reference_of(session: Session, firm: Firm) -> str:
    """The register's reference of an invented employer."""
    return session.scalars(select(Employer.reference).where(Employer.number == firm.number)).one()


def name_of(firm: Firm, month: date) -> str:
    """How the file of an employer's month is called."""
    return f"{firm.number}-{month_text(month)}.csv"


def amend(stage: Stage, progress: Progress) -> None:
    """An employer files April again, with a wage that was too low; only the difference is posted."""
    firm = stage.people.firms[AMENDED]

    def work(session: Session) -> None:
        content = content_of(stage, firm, raised=True)
        filing = Filing(reference_of(session, firm), MONTH_AMENDED, content, name_of(firm, MONTH_AMENDED), SCHEME)
        row = file_schedule(session, filing, officer(session, CERTIFIER))
        post_schedule(session, row.reference, row.file_digest, officer(session, VERIFIER))

    stage.once("amended schedule", calendar.AMENDED, work)
    progress.say("1 schedule filed again after posting: an adjustment, nothing overwritten")


def receive_money(stage: Stage, progress: Progress) -> None:
    """Employers pay what is due; one pays half, one nothing, and one transfer does not say from whom it comes."""
    firms = list(enumerate(stage.people.firms))

    def work(session: Session, part: Sequence[tuple[int, Firm]]) -> None:
        by = officer(session, PAYER)
        for at, firm in part:
            due = _due(session, firm)
            amount = {PAYS_HALF: (due / 2).quantize(Decimal("0.01")), PAYS_NOTHING: Decimal(0)}.get(at, due)
            if amount:
                reference = reference_of(session, firm)
                new = NewReceipt(plain(amount, 2), calendar.RECEIPTS_RECORDED, f"DEMO-{firm.number}", reference, SCHEME)
                record_receipt(session, new, by)

    def rest(session: Session) -> None:
        by = officer(session, PAYER)
        record_receipt(session, NewReceipt("120.00", calendar.RECEIPTS_RECORDED, "DEMO-UNKNOWN", None, SCHEME), by)
        book_posted_schedules(session, by=by)

    stage.in_parts("receipts", calendar.RECEIPTS_RECORDED, firms, PART, work, progress)
    stage.once("a receipt of nobody", calendar.RECEIPTS_RECORDED, rest)
    progress.say(f"{len(firms):,} receipts, one of them from nobody known")


def _due(session: Session, firm: Firm) -> Decimal:
    """What an employer owes for all that was posted to its workers' accounts."""
    owed = select(func.coalesce(func.sum(Contribution.employer_share + Contribution.worker_share), 0))
    return session.scalars(
        owed.join(Employer, Employer.id == Contribution.employer_id).where(Employer.number == firm.number)
    ).one()


BEFORE_MAY = partial(file_and_post, calendar.MONTHS_BEFORE, calendar.SCHEDULES_FILED)
OF_MAY = partial(file_and_post, (calendar.MAY,), calendar.MAY_FILED)
