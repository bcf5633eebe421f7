"""Reading schedules and contribution accounts, set-wise and in the officer's scope."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, Select, func, or_, select, text, union
from sqlalchemy.orm import Session, undefer

from mis.dates import add_months
from mis.errors import missing, refuse
from mis.identifiers import read_reference
from mis.law.book import Sheet
from mis.law.columns import columns_of, offered
from mis.law.languages import said_in
from mis.look import month
from mis.paging import Page, page_of
from mis.part import Found, WorkItem
from mis.staff.rules import ActingOfficer
from mis.statutes.queries import book
from registries.contributions.formats import mark_errors
from registries.contributions.models import Contribution, Schedule, ScheduleLine, ScheduleShare
from registries.contributions.rules import ERROR, LOOK, Member, in_words
from registries.employers.models import Employer
from registries.employers.queries import spells_with
from registries.numbers.rules import plain_number
from registries.persons.models import Person, PersonIdentifier


@dataclass(frozen=True)
class ProgrammeTotal:
    """What a schedule owes in one programme, by who pays, and by which law."""

    programme: str
    law: str
    base: Decimal
    employer: Decimal
    worker: Decimal
    state: Decimal
    total: Decimal


def schemes(session: Session) -> list[Sheet]:
    """The schemes of contributions that the office's law knows."""
    return [sheet for sheet in book(session).sheets.values() if sheet.kind == "contributions"]


def columns_asked(session: Session, month: date | None, language: str) -> list[dict[str, str]]:
    """The columns that a schedule of a month has beside the wage: each one's heading, what it is, how it is written."""
    asked = {fact.name: fact for sheet in schemes(session) for fact in columns_of(sheet, month)} if month else {}
    return [
        {"name": fact.name, "label": said_in(fact.label, language) or fact.name, "offered": offered(fact)}
        for fact in asked.values()
    ]


def scheme_sheet(session: Session, code: str | None) -> Sheet:
    """The scheme of that code, or the only one there is."""
    known = {sheet.code: sheet for sheet in schemes(session)}
    if code is None and len(known) == 1:
        return next(iter(known.values()))
    if code not in known:
        raise refuse("scheme", "Scheme: choose one of %(schemes)s", "unknown-scheme", schemes=", ".join(sorted(known)))
    return known[code]


def schedule_by_reference(
    session: Session, by: ActingOfficer, reference: str, content: bool = False
) -> tuple[Schedule, Employer]:
    """The schedule of that reference and its employer, in the officer's offices; with its file when asked."""
    question = (
        select(Schedule, Employer)
        .join(Employer, Employer.id == Schedule.employer_id)
        .where(Schedule.reference == (read_reference(reference) or ""), Employer.office_id.in_(by.offices))
    )
    if content:
        question = question.options(undefer(Schedule.content))
    row = session.execute(question).one_or_none()
    if row is None:
        raise missing("There is no such schedule")
    return row[0], row[1]


def filings(session: Session, employer_id: int, scheme: str, month: date) -> Sequence[Schedule]:
    """Everything an employer filed for a month, first filing first."""
    question = select(Schedule).where(Schedule.employer_id == employer_id, Schedule.scheme == scheme, Schedule.month == month)
    return session.scalars(question.order_by(Schedule.filing)).all()


def schedules_page(session: Session, employer_id: int, after: int | None, before: int | None) -> Page:
    """A page of what an employer filed, newest first."""
    return page_of(session, select(Schedule).where(Schedule.employer_id == employer_id), Schedule.id, after, before)


def latest_schedules(session: Session, employer_id: int, most: int) -> Sequence[Schedule]:
    """The latest filings of an employer."""
    question = select(Schedule).where(Schedule.employer_id == employer_id)
    return session.scalars(question.order_by(Schedule.month.desc(), Schedule.filing.desc()).limit(most)).all()


def count_waiting(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many schedules wait for this officer to post them, and since when the oldest does."""
    rows = waiting(by).subquery()
    count, oldest = session.execute(select(func.count(), func.min(rows.c.filed_on)).select_from(rows)).one()
    return count, oldest


def waiting_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The schedules that have waited longest for this officer."""
    found = session.execute(waiting(by).order_by(Schedule.filed_at, Schedule.id).limit(most))
    return [
        WorkItem(employer.name, month(row.month), _("Schedule to post"), f"/schedules/{row.reference}", row.filed_on)
        for row, employer in found
    ]


def find_schedules(session: Session, by: ActingOfficer, typed: str) -> list[Found]:
    """The schedule of the reference that was typed."""
    reference = read_reference(typed)
    question = select(Schedule, Employer).join(Employer, Employer.id == Schedule.employer_id)
    rows = session.execute(question.where(Schedule.reference == (reference or ""), Employer.office_id.in_(by.offices)))
    return [Found(_("Schedule"), employer.name, month(row.month), f"/schedules/{row.reference}", True) for row, employer in rows]


def employer_panel(session: Session, _by: ActingOfficer, employer_id: int) -> dict[str, Any]:
    """What an employer filed lately, for its page."""
    rows = schedule_rows(session, latest_schedules(session, employer_id, 6))
    return {"employer": session.get_one(Employer, employer_id), "rows": rows}


def schedule_rows(session: Session, schedules: Sequence[Schedule]) -> list[dict[str, Any]]:
    """Schedules as rows of a table, each with the places of its scheme's money."""
    places = decimals_by_scheme(session)
    return [{"schedule": row, "decimals": places.get(row.scheme, 2)} for row in schedules]


def waiting(by: ActingOfficer) -> Select:
    """Schedules without errors that wait for this officer to post them: those that she did not file herself."""
    return (
        select(Schedule, Employer)
        .join(Employer, Employer.id == Schedule.employer_id)
        .where(Schedule.state == "checked", Schedule.errors_count == 0, Schedule.filed_by != by.id)
        .where(Employer.office_id.in_(by.offices))
    )


def lines_page(session: Session, schedule_id: int, every: bool, after: int, rows: int) -> tuple[Sequence[ScheduleLine], int]:
    """Lines of a schedule after a line: those to correct first asked for, or every one; and how many there are."""
    question = select(ScheduleLine).where(ScheduleLine.schedule_id == schedule_id)
    if not every:
        question = question.where(ScheduleLine.weight.in_((ERROR, LOOK)))
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    found = session.scalars(question.where(ScheduleLine.line > after).order_by(ScheduleLine.line).limit(rows)).all()
    return found, total


def lines_to_correct(session: Session, schedule_id: int, most: int | None = None) -> Sequence[ScheduleLine]:
    """The lines with an error, by line."""
    question = select(ScheduleLine).where(ScheduleLine.schedule_id == schedule_id, ScheduleLine.weight == ERROR)
    return session.scalars(question.order_by(ScheduleLine.line).limit(most)).all()


def noted_lines(session: Session, schedule_id: int) -> Sequence[ScheduleLine]:
    """Every line in which something is wrong or odd, by line."""
    question = select(ScheduleLine).where(ScheduleLine.schedule_id == schedule_id, ScheduleLine.weight.in_((ERROR, LOOK)))
    return session.scalars(question.order_by(ScheduleLine.line)).all()


def programme_totals(session: Session, schedule_id: int) -> list[ProgrammeTotal]:
    """What a schedule's good lines owe, programme by programme."""
    sums = [
        func.sum(column)
        for column in (
            ScheduleShare.base, ScheduleShare.employer_share, ScheduleShare.worker_share, ScheduleShare.state_share,
            ScheduleShare.total,
        )
    ]  # fmt: skip
    question = (
        select(ScheduleShare.programme, func.max(ScheduleShare.law), *sums)
        .where(ScheduleShare.schedule_id == schedule_id)
        .group_by(ScheduleShare.programme)
        .order_by(ScheduleShare.programme)
    )
    return [ProgrammeTotal(*tuple(row)) for row in session.execute(question)]


DIFFERENCES = text(
    """
    WITH sums AS (SELECT person_id, sum(before) before, sum(now) now FROM (
      SELECT c.person_id, c.total before, 0 now FROM contribution c JOIN schedule s ON s.id = c.schedule_id
      WHERE c.employer_id = :employer AND c.scheme = :scheme AND c.month = :month AND s.filing < :filing
      UNION ALL SELECT l.person_id, 0, h.total FROM schedule_share h JOIN schedule_line l USING (schedule_id, line)
      WHERE h.schedule_id = :schedule) both_filings GROUP BY person_id)
    SELECT p.name, p.reference, before, now, now - before difference, count(*) OVER () people, sum(now - before) OVER () total
    FROM sums JOIN person p ON p.id = person_id WHERE before <> now ORDER BY p.name_key, p.id LIMIT :most
    """
)


def differences(session: Session, row: Schedule, most: int) -> Sequence[Row]:
    """What an amending schedule changes, by person: the contribution before, now, the difference; each with count and total."""
    about = {"employer": row.employer_id, "scheme": row.scheme, "month": row.month, "filing": row.filing, "schedule": row.id}
    return session.execute(DIFFERENCES, about | {"most": most}).all() if row.amends_id else ()


def members(session: Session, by: ActingOfficer, employer: Employer, written: Sequence[str], month: date) -> dict[str, Member]:
    """Whom the numbers written in a schedule mean, in a handful of questions whatever its length.

    Known are the people of the officer's offices and, wherever they are registered, those who work or worked for this
    employer; anybody else is as unknown as a number that does not exist.
    """
    spells = spells_with(session, employer.id)
    persons = _persons(session, by, list(spells), written)
    ids = list({person.id for person in persons.values()})
    before = wages_of(session, employer.id, ids, add_months(month, -1))
    elsewhere = _declared_elsewhere(session, employer.id, ids, month)
    return {
        text: Member(
            person.id, person.name, person.name_key, person.died_on, spells.get(person.id, ()), before.get(person.id),
            person.id in elsewhere,
        )
        for text, person in persons.items()
    }  # fmt: skip


def _persons(session: Session, by: ActingOfficer, workers: list[int], written: Sequence[str]) -> dict[str, Row]:
    """Persons by what is written: a reference, or the number of a paper."""
    readings = {text: (read_reference(text), plain_number(text)) for text in set(written) if text.isprintable()}
    in_reach = or_(Person.office_id.in_(by.offices), Person.id == func.any(workers))
    columns = (Person.id, Person.name, Person.name_key, Person.died_on)
    named = [reference for reference, _ in readings.values() if reference]
    numbered = [number for reference, number in readings.values() if not reference and number]
    by_reference = {
        row.reference: row
        for row in session.execute(select(*columns, Person.reference).where(Person.reference == func.any(named), in_reach))
    }
    held = (PersonIdentifier.number == func.any(numbered), PersonIdentifier.replaced_at.is_(None), in_reach)
    question = select(*columns, PersonIdentifier.number).join(PersonIdentifier, PersonIdentifier.person_id == Person.id)
    by_number: dict[str, Row | None] = {}
    for row in session.execute(question.where(*held)):
        other = by_number.get(row.number, row)
        by_number[row.number] = row if other is not None and other.id == row.id else None
    found = {text: by_reference.get(ref) if ref else by_number.get(number) for text, (ref, number) in readings.items()}
    return {text: row for text, row in found.items() if row is not None}


def wages_of(session: Session, employer_id: int, person_ids: Sequence[int], month: date) -> dict[int, Decimal]:
    """The wage of each person with an employer in a month, amendments counted."""
    first = select(func.min(Contribution.programme)).where(Contribution.employer_id == employer_id, Contribution.month == month)
    question = (
        select(Contribution.person_id, func.sum(Contribution.wage))
        .where(
            Contribution.employer_id == employer_id,
            Contribution.month == month,
            Contribution.programme == first.scalar_subquery(),
            Contribution.person_id == func.any(list(person_ids)),
        )
        .group_by(Contribution.person_id)
    )
    return {row[0]: row[1] for row in session.execute(question)}


def _declared_elsewhere(session: Session, employer_id: int, person_ids: Sequence[int], month: date) -> set[int]:
    """Who of these persons stands in another employer's schedule of the month, posted or waiting."""
    ids = list(person_ids)
    posted = select(Contribution.person_id).where(
        Contribution.person_id == func.any(ids), Contribution.month == month, Contribution.employer_id != employer_id
    )
    open_lines = (
        select(ScheduleLine.person_id)
        .join(Schedule, Schedule.id == ScheduleLine.schedule_id)
        .where(
            ScheduleLine.person_id == func.any(ids), Schedule.state == "checked", Schedule.month == month,
            Schedule.employer_id != employer_id,
        )
    )  # fmt: skip
    return {person_id for person_id in session.scalars(union(posted, open_lines)) if person_id is not None}


def decimals_by_scheme(session: Session) -> Mapping[str, int]:
    """In how many places each scheme counts."""
    return {sheet.code: sheet.decimals for sheet in schemes(session)}


def file_with_errors(session: Session, row: Schedule, translate: Callable[[str], str]) -> bytes:
    """The file as it was filed (its content read with it), with what is wrong in each line in a column of its own."""
    errors = {
        line.line: "; ".join(in_words(problem, translate) for problem in line.problems) for line in noted_lines(session, row.id)
    }
    return mark_errors(row.content, row.encoding, errors)
