"""Reading the office: who is signed in, which offices are hers, what day it is here."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mis.errors import missing, refuse
from mis.identifiers import read_reference
from mis.staff.models import Area, Installation, Office, Officer
from mis.staff.rules import ActingOfficer

NOON = time(12)
Family = Callable[[Session, str], Mapping[str, int]]
OFFICES_BELOW = text(
    """WITH RECURSIVE below AS (SELECT id FROM office WHERE id = :office
       UNION ALL SELECT office.id FROM office JOIN below ON office.parent_id = below.id)
       SELECT id FROM below ORDER BY id"""
)


def installation(session: Session) -> Installation:
    """Whose installation this is; refused before `mis init`."""
    row = session.get(Installation, 1)
    if row is None:
        raise refuse(None, "This office is not open yet: run mis init", "not-initialised")
    return row


def is_open(session: Session) -> bool:
    """Whether `mis init` has been run."""
    return session.get(Installation, 1) is not None


def office_now(session: Session) -> datetime:
    """This instant in the office's time zone; a demonstration that stands on a day of its own is always at its noon."""
    row = installation(session)
    zone = ZoneInfo(row.timezone)
    if row.demonstration and row.today:
        return datetime.combine(row.today, NOON, zone)
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    return now.astimezone(zone)


def office_today(session: Session) -> date:
    """Today, as the office counts days."""
    return office_now(session).date()


def offices_below(session: Session, office_id: int) -> tuple[int, ...]:
    """The office and every branch under it."""
    return tuple(session.scalars(OFFICES_BELOW, {"office": office_id}))


def acting(
    session: Session, officer: Officer, permissions: Mapping[str, frozenset[str]], family: Family | None = None
) -> ActingOfficer:
    """The officer as acts know her; `permissions` are those of each role, `family` asks the registers who lives with her."""
    office = session.get_one(Office, officer.office_id)
    own = officer.person_reference
    return ActingOfficer(
        id=officer.id,
        reference=officer.reference,
        username=officer.username,
        name=officer.name,
        role=officer.role,
        office_id=office.id,
        office=office.name,
        offices=offices_below(session, office.id),
        permissions=permissions.get(officer.role, frozenset()),
        language=officer.language,
        family=family(session, own) if family and own else {},
    )


def officer_by_username(session: Session, username: str) -> Officer | None:
    """The officer of that user name, whatever her state."""
    return session.scalar(select(Officer).where(Officer.username == username.strip().lower()))


def officer_by_reference(session: Session, by: ActingOfficer, reference: str) -> Officer:
    """The officer of that reference, in the offices of the one who asks."""
    found = Officer.reference == read_reference(reference), Officer.office_id.in_(by.offices)
    row = session.scalar(select(Officer).where(*found))
    if row is None:
        raise missing("There is no such officer")
    return row


def officer_names(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    """The names of some officers, in one question."""
    wanted = {each for each in ids if each is not None}
    rows = session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(wanted))).all() if wanted else []
    return {row.id: row.name for row in rows}


def officers(session: Session, by: ActingOfficer) -> Sequence[tuple[Officer, Office]]:
    """Every officer in the offices of the one who asks, with her office, by name."""
    question = select(Officer, Office).join(Office, Office.id == Officer.office_id).where(Office.id.in_(by.offices))
    rows = session.execute(question.order_by(Officer.name, Officer.id))
    return [(officer, office) for officer, office in rows]


def offices(session: Session, within: Sequence[int] | None = None) -> Sequence[Office]:
    """The offices, by name; `within` keeps those of an officer's scope."""
    question = select(Office).order_by(Office.name)
    return session.scalars(question if within is None else question.where(Office.id.in_(within))).all()


def areas(session: Session) -> Sequence[Area]:
    """Every area, by code, so that a place follows the one that holds it."""
    return session.scalars(select(Area).order_by(Area.code)).all()


def area_paths(session: Session) -> dict[int, str]:
    """Each area with the names above it: "Buibau, Baucau"."""
    rows = {area.id: area for area in areas(session)}

    def path(area: Area) -> str:
        above = rows.get(area.parent_id) if area.parent_id else None
        return area.name if above is None or above.parent_id is None else f"{area.name}, {path(above)}"

    return {key: path(area) for key, area in rows.items()}
