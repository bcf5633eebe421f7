"""What one does with schedules: file a month's, post it by a second officer to every person's account."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.dates import month_text
from mis.errors import conflict, refuse
from mis.identifiers import new_reference
from mis.law.book import Sheet
from mis.law.columns import columns_of
from mis.law.contributions import assess, unsettled
from mis.law.facts import TYPES
from mis.money import round_money
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer, demand_second
from mis.statutes.actions import note_used
from registries.contributions.formats import read_schedule
from registries.contributions.models import Schedule
from registries.contributions.queries import filings, members, schedule_by_reference, scheme_sheet
from registries.contributions.rules import ERROR, LOOK, CheckedLine, check_lines, check_month, check_totals, mark_unsettled
from registries.employers.models import Employer
from registries.employers.queries import employer_by_reference

FILE_NAME_MAX = 120
SHARES = ("base", "employer", "worker", "state", "total")
LINE_COLUMNS = ("schedule_id", "line", "member", "name", "wage_text", "wage", "person_id", "weight", "problems")
SHARE_COLUMNS = ("schedule_id", "line", "programme", "base", "employer_share", "worker_share", "state_share", "total", "law")


@dataclass(frozen=True)
class Filing:
    """A schedule as it comes: whose, for which month, the file, and the totals written on its cover when there are any."""

    employer: str
    month: date
    content: bytes
    file_name: str = "schedule.csv"
    scheme: str | None = None
    encoding: str | None = None
    lines_count: str = ""
    wages_total: str = ""


def file_schedule(session: Session, filing: Filing, by: ActingOfficer) -> Schedule:
    """Read, check and assess a month's schedule and keep it, with every error at its line; nothing is posted yet.

    It replaces what was filed and not posted; after posting it amends. Refused: a file that cannot be read, a month that
    cannot be, totals that differ, the same file again.
    """
    employer = employer_by_reference(session, by, filing.employer, lock=True)
    sheet, today = scheme_sheet(session, filing.scheme), office_today(session)
    check_month(filing.month, today, employer.started_on, employer.ended_on)
    asked = columns_of(sheet, filing.month)
    read = read_schedule(filing.content, filing.encoding, asked)
    digest = hashlib.sha256(filing.content).hexdigest()
    earlier = filings(session, employer.id, sheet.code, filing.month)
    _refuse_again(earlier, digest)
    known = members(session, by, employer, [line.member for line in read.lines], filing.month)
    lines = check_lines(read.lines, known, filing.month, sheet.decimals, asked)
    check_totals(read, lines, sheet.decimals, filing.lines_count, filing.wages_total)
    lines, shares = _assess(sheet, filing.month, lines)
    _replace(session, earlier)
    row = _keep(session, filing, sheet, employer, earlier, digest, read.encoding, lines, shares, today, by)
    after = {"month": month_text(filing.month), "filing": row.filing, "errors": row.errors_count, "due": row.due}
    record(session, by, "schedule filed", row.reference, after=after, count=len(lines), digest=digest)
    return row


def _refuse_again(earlier: Sequence[Schedule], digest: str) -> None:
    """Refuse the file that is in force already."""
    last = next((row for row in reversed(earlier) if row.state != "replaced"), None)
    if last is not None and last.file_digest == digest:
        words = "This file was filed already on %(day)s, as %(reference)s"
        raise conflict(words, "already-filed", day=last.filed_on, reference=last.reference)


def _replace(session: Session, earlier: Sequence[Schedule]) -> None:
    """What was filed and not posted gives way; it stays on record."""
    ids = [row.id for row in earlier if row.state == "checked"]
    if ids:
        session.execute(update(Schedule).where(Schedule.id.in_(ids), Schedule.state == "checked").values(state="replaced"))


def _assess(sheet: Sheet, month: date, lines: list[CheckedLine]) -> tuple[list[CheckedLine], pl.DataFrame]:
    """What the law of the month makes of the lines without error; a line that leaves it open says what it must still say."""
    frame = _frame(sheet, lines)
    shares = assess(sheet, month, frame.drop("line"))
    unknown = shares.filter(pl.any_horizontal(pl.col(name).is_null() for name in SHARES)).select("case").unique()
    if unknown.height:
        open_lines = unsettled(sheet, month, frame.drop("line").join(unknown, on="case", how="semi"))
        missing = {row["line"]: open_lines[row["case"]] for row in frame.join(unknown, on="case", how="semi").to_dicts()}
        lines = [mark_unsettled(line, missing[line.read.line]) if line.read.line in missing else line for line in lines]
        shares = shares.join(unknown, on="case", how="anti")
    return lines, shares.join(frame.select("case", "line"), on="case")


def _frame(sheet: Sheet, lines: Sequence[CheckedLine]) -> pl.DataFrame:
    """The lines without error as the law reads them: the wage, whose it is, and what their columns say."""
    good = [line for line in lines if line.weight != ERROR and line.wage is not None]
    frame = pl.DataFrame(
        {"case": range(len(good)), "line": [line.read.line for line in good]}, schema={"case": pl.Int64, "line": pl.Int64}
    )
    filed: dict[str, list[Any]] = {"wage": [line.wage for line in good], "person": [str(line.person_id) for line in good]}
    filed["currency"] = [sheet.currency] * len(good)
    kept = [fact for fact in sheet.facts if not fact.fields]
    return frame.with_columns(
        pl.Series(fact.name, filed.get(fact.name) or [line.facts.get(fact.name) for line in good], dtype=TYPES[fact.type])
        for fact in kept
    )


def _keep(
    session: Session, filing: Filing, sheet: Sheet, employer: Employer, earlier: Sequence[Schedule], digest: str,
    encoding: str, lines: Sequence[CheckedLine], shares: pl.DataFrame, today: date, by: ActingOfficer,
) -> Schedule:  # fmt: skip
    """The schedule's row, its lines and what is due on them, written at once."""
    posted = [row for row in earlier if row.state == "posted"]
    edition = sheet.edition_on(filing.month)
    weights = [line.weight for line in lines]
    owed = shares.select((pl.col("employer") + pl.col("worker")).sum()).item() or Decimal(0)
    row = Schedule(
        reference=new_reference("SC"), employer_id=employer.id, scheme=sheet.code, currency=sheet.currency, month=filing.month,
        filing=earlier[-1].filing + 1 if earlier else 1, amends_id=posted[-1].id if posted else None, lines_count=len(lines),
        errors_count=weights.count(ERROR), warnings_count=weights.count(LOOK), due=round_money(owed, sheet.decimals),
        wages_total=sum((line.wage or Decimal(0) for line in lines), round_money(Decimal(0), sheet.decimals)),
        law_digest=edition.digest if edition else "", file_name=kept(filing.file_name)[-FILE_NAME_MAX:], file_digest=digest,
        content=filing.content, encoding=encoding, filed_on=today, filed_by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_used(session, [(row.law_digest, row.scheme)])
    copy_rows(session, "schedule_line", LINE_COLUMNS, (_line_row(row.id, line) for line in lines))
    laws = _laws(sheet, filing.month)
    copied = shares.select("line", "programme", *SHARES).iter_rows()
    amounts = (
        (row.id, line, name, *(round_money(each, sheet.decimals) for each in five), laws[name]) for line, name, *five in copied
    )
    copy_rows(session, "schedule_share", SHARE_COLUMNS, amounts)
    return row


def _line_row(schedule_id: int, line: CheckedLine) -> tuple[Any, ...]:
    """A line as the table keeps it, whatever was typed in it; signs that no database keeps are left out."""
    texts = (kept(line.read.member), kept(line.read.name), kept(line.read.wage))
    problems = json.dumps(line.problems, ensure_ascii=False)
    return (schedule_id, line.read.line, *texts, line.wage, line.person_id, line.weight, problems)


def kept(words: str) -> str:
    """What of a text can be written down: no NUL, no halves of pairs, at most a thousand signs."""
    return words.replace("\0", "").encode("utf-8", errors="replace").decode()[:1000]


def _laws(sheet: Sheet, month: date) -> dict[str, str]:
    """By which law each programme is due in the month."""
    edition = sheet.edition_on(month)
    cited: dict[str, dict[str, None]] = {name: {} for name in sheet.programmes}
    for line in edition.section("amount") if edition else ():
        if line.programme and line.payer:
            cited[line.programme] |= dict.fromkeys((line.law or line.source or "").split("; "))
    return {name: "; ".join(provisions) for name, provisions in cited.items()}


def copy_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write many rows at once."""
    connection: Any = session.connection().connection
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


POST = text(
    """
    INSERT INTO contribution (person_id, employer_id, scheme, month, programme, kind, wage, base, employer_share,
                              worker_share, state_share, total, schedule_id)
    SELECT person_id, :employer, :scheme, :month, programme, :kind,
           coalesce(filed.wage, 0) - coalesce(kept.wage, 0), coalesce(filed.base, 0) - coalesce(kept.base, 0),
           coalesce(filed.employer_share, 0) - coalesce(kept.employer_share, 0),
           coalesce(filed.worker_share, 0) - coalesce(kept.worker_share, 0),
           coalesce(filed.state_share, 0) - coalesce(kept.state_share, 0),
           coalesce(filed.total, 0) - coalesce(kept.total, 0), :schedule
    FROM (SELECT person_id, programme, wage, base, employer_share, worker_share, state_share, total
          FROM schedule_line JOIN schedule_share USING (schedule_id, line) WHERE schedule_id = :schedule) filed
    FULL JOIN (SELECT person_id, programme, sum(wage) wage, sum(base) base, sum(employer_share) employer_share,
                      sum(worker_share) worker_share, sum(state_share) state_share, sum(total) total
               FROM contribution WHERE employer_id = :employer AND scheme = :scheme AND month = :month
               GROUP BY person_id, programme) kept USING (person_id, programme)
    WHERE :kind = 'original' OR (filed.wage, filed.base, filed.employer_share, filed.worker_share, filed.state_share)
          IS DISTINCT FROM (kept.wage, kept.base, kept.employer_share, kept.worker_share, kept.state_share)
    ORDER BY person_id, programme
    """
)
POSTED = text(
    """
    SELECT count(*), coalesce(sum(employer_share + worker_share), 0),
           encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', person_id, programme, wage, base, employer_share,
               worker_share, state_share, total), E'\n' ORDER BY person_id, programme), ''), 'UTF8')), 'hex')
    FROM contribution WHERE schedule_id = :schedule
    """
)


def post_schedule(session: Session, reference: str, digest: str | None, by: ActingOfficer) -> Schedule:
    """Post a schedule without errors to every person's account, by another officer than the one who filed it.

    The first of a month is credited as it is; a later one writes only the differences and keeps what was. `digest` is
    that of the file as the officer saw it; when another has taken its place nothing is done.
    """
    row, employer = schedule_by_reference(session, by, reference)
    employer_by_reference(session, by, employer.reference, lock=True)
    session.refresh(row)
    _check_postable(row, digest)
    demand_second(by.id, row.filed_by)
    earlier = filings(session, employer.id, row.scheme, row.month)
    original = not any(each.state == "posted" for each in earlier)
    about = {"employer": employer.id, "scheme": row.scheme, "month": row.month, "schedule": row.id}
    session.execute(POST, about | {"kind": "original" if original else "adjustment"})
    count, due, content = session.execute(POSTED, {"schedule": row.id}).one()
    today, now = office_today(session), session.scalar(select(func.clock_timestamp()))
    row.state, row.posted_by, row.posted_due, row.posted_on, row.posted_at = "posted", by.id, due, today, now
    session.flush()
    after = {"employer": employer.reference, "month": month_text(row.month), "due": due}
    record(session, by, "schedule posted", row.reference, after=after, count=count, digest=content)
    return row


def _check_postable(row: Schedule, digest: str | None) -> None:
    """Refuse what is posted, replaced, wrong in a line, or no longer what the officer saw."""
    if row.state == "posted":
        raise conflict("This schedule is posted already", "posted")
    if row.state == "replaced":
        raise conflict("A later file has replaced this schedule", "replaced")
    if row.errors_count:
        words = "%(errors)d lines must be corrected before anything is posted"
        raise refuse(None, words, "has-errors", errors=row.errors_count)
    if digest is not None and digest != row.file_digest:
        raise conflict("Another file has taken the place of the one you saw")
