"""Reading looks and alarms, within an officer's offices."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mis.errors import missing
from mis.identifiers import read_reference
from mis.looks.models import LookAlarm, RecordLook
from mis.staff.models import Officer
from mis.staff.rules import ActingOfficer


def alarms(by: ActingOfficer) -> Select:
    """The alarms of an officer's offices, to be paged."""
    return select(LookAlarm).where(LookAlarm.office_id.in_(by.offices))


def waiting_alarms(by: ActingOfficer) -> Select:
    """The alarms that wait for this officer: those that she did not raise herself, with who did."""
    question = select(LookAlarm, Officer).join(Officer, Officer.id == LookAlarm.officer_id)
    return question.where(LookAlarm.office_id.in_(by.offices), LookAlarm.closed_by.is_(None), LookAlarm.officer_id != by.id)


def alarm_by_reference(session: Session, by: ActingOfficer, reference: str, lock: bool = False) -> LookAlarm:
    """The alarm of that reference in the officer's offices; held against other acts when asked."""
    question = alarms(by).where(LookAlarm.reference == (read_reference(reference) or ""))
    row = session.scalar(question.with_for_update() if lock else question)
    if row is None:
        raise missing("There is no such alarm")
    return row


def looks_around(session: Session, alarm: LookAlarm, most: int) -> list[RecordLook]:
    """What the officer looked at in the hour before the alarm, or her looks at the record it is about; newest first."""
    question = select(RecordLook).where(RecordLook.officer_id == alarm.officer_id)
    if alarm.about:
        question = question.where(RecordLook.about == alarm.about)
    else:
        hour = func.make_interval(0, 0, 0, 0, 1)
        question = question.where(RecordLook.at <= alarm.raised_at, RecordLook.at > alarm.raised_at - hour)
    return list(session.scalars(question.order_by(RecordLook.id.desc()).limit(most)))


def waiting_count(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many alarms wait for this officer, and since when the oldest does."""
    counted = waiting_alarms(by).with_only_columns(func.count(), func.min(LookAlarm.raised_at), maintain_column_froms=True)
    count, since = session.execute(counted).one()
    return count, since.date() if since else None
