"""Writing looks down, raising alarms from them, and closing an alarm once somebody has asked."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import conflict, refuse
from mis.identifiers import new_reference
from mis.looks.models import LookAlarm, RecordLook
from mis.looks.queries import alarm_by_reference
from mis.staff.models import Officer
from mis.staff.queries import installation
from mis.staff.rules import ActingOfficer, demand_second

HOUR = timedelta(hours=1)
ACT_LENGTH_MAX = 200
FINDING_LENGTH_MIN, FINDING_LENGTH_MAX = 3, 500


def keep_looks(session: Session, by: ActingOfficer, about: Iterable[str], act: str) -> None:
    """Write down that an officer saw these people's records at an address, in one statement, and raise what it raises."""
    seen = list(about)
    same = {"officer_id": by.id, "office_id": by.office_id, "act": act[:ACT_LENGTH_MAX]}
    session.execute(insert(RecordLook).values([{"about": each, "family": each in by.family, **same} for each in seen]))
    own = [each for each in seen if each in by.family]
    if own:
        _raise_family(session, by, own)
    _raise_many(session, by)


def _raise_family(session: Session, by: ActingOfficer, about: list[str]) -> None:
    """One alarm for each record of the officer's household, unless one waits already."""
    waiting = select(LookAlarm.about).where(
        LookAlarm.officer_id == by.id, LookAlarm.kind == "family", LookAlarm.about.in_(about), LookAlarm.closed_by.is_(None)
    )
    for reference in sorted(set(about) - set(session.scalars(waiting))):
        _raise(session, by, "family", reference, 1)
        record(session, by, "own or family's record looked at", reference)


def _raise_many(session: Session, by: ActingOfficer) -> None:
    """An alarm when an officer has seen more records within the hour than the office finds usual; once an hour."""
    since = func.clock_timestamp() - HOUR
    seen = select(func.count(RecordLook.about.distinct())).where(RecordLook.officer_id == by.id, RecordLook.at > since)
    records, most = session.scalars(seen).one(), installation(session).looks_per_hour
    if records <= most:
        return
    told = select(LookAlarm.id).where(LookAlarm.officer_id == by.id, LookAlarm.kind == "many", LookAlarm.raised_at > since)
    if session.scalar(told.limit(1)) is None:
        _raise(session, by, "many", "", records)
        record(session, by, "many records looked at", by.reference, after={"records": records, "usual": most})


def _raise(session: Session, by: ActingOfficer, kind: str, about: str, records: int) -> None:
    session.add(
        LookAlarm(
            reference=new_reference("LK"), kind=kind, officer_id=by.id, office_id=by.office_id, about=about, records=records
        )
    )
    session.flush()


def close_alarm(session: Session, reference: str, finding: str, by: ActingOfficer) -> LookAlarm:
    """Say what was found when the officer was asked; by another officer than the one who looked."""
    alarm = alarm_by_reference(session, by, reference, lock=True)
    if alarm.closed_by is not None:
        raise conflict("Another officer has closed this alarm already", "closed")
    demand_second(by.id, alarm.officer_id)
    kept = " ".join(finding.split())
    if not FINDING_LENGTH_MIN <= len(kept) <= FINDING_LENGTH_MAX or not kept.isprintable():
        words = "What was found: write one or two sentences, at most %(most)d characters"
        raise refuse("finding", words, "finding", most=FINDING_LENGTH_MAX)
    alarm.finding, alarm.closed_by, alarm.closed_at = kept, by.id, session.scalars(select(func.clock_timestamp())).one()
    session.flush()
    about = session.get_one(Officer, alarm.officer_id).reference
    record(session, by, "alarm of looks closed", alarm.reference, after={"officer": about}, reason=kept)
    return alarm
