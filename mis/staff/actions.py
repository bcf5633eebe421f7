"""What one can do with officers and offices: add, change role, disable, give a new password."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import conflict, refuse
from mis.identifiers import new_reference, read_reference
from mis.staff import rules, sealing
from mis.staff.models import Area, Office, Officer
from mis.staff.queries import Family, officer_by_reference, officer_by_username
from mis.staff.rules import ActingOfficer
from mis.staff.signing import confirm_password, end_sessions

USERNAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}", re.ASCII)


@dataclass(frozen=True)
class NewOfficer:
    """What is asked of somebody who begins here."""

    username: str
    name: str
    role: str
    office: str
    password: str
    language: str = "en"


@dataclass(frozen=True)
class Added:
    """A new officer, and the seed of her one-time codes, shown once."""

    officer: Officer
    totp_seed: str | None


def add_officer(session: Session, new: NewOfficer, by: ActingOfficer | None, keys: tuple[str, ...]) -> Added:
    """Add an officer; only the first of an empty office comes without another officer's name."""
    username = new.username.strip().lower()
    if by is None and session.scalar(select(Officer.id).limit(1)) is not None:
        raise conflict("This office has officers already: another officer must add you", "not-first")
    if not USERNAME.fullmatch(username):
        raise refuse("username", "User name: use at most 60 letters, digits, points and hyphens", "username")
    if officer_by_username(session, username):
        raise refuse("username", "User name: somebody has this one", "username-taken")
    _check_role(new.role)
    rules.check_password(new.password, username, new.name)
    seed = sealing.new_totp_seed() if new.role in rules.TOTP_ROLES else None
    officer = Officer(
        reference=new_reference("OF"),
        username=username,
        name=_name(new.name),
        role=new.role,
        office_id=office_by_code(session, new.office, by).id,
        language=new.language,
        password_hash=sealing.hash_password(new.password),
        totp_sealed=sealing.seal(keys, seed) if seed else None,
        created_by=by.id if by else None,
    )
    session.add(officer)
    session.flush()
    record(session, by, "officer added", officer.reference, after={"username": username, "role": new.role, "office": new.office})
    return Added(officer, seed)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise refuse("name", "Name: write at least one letter", "name-empty")
    return name


def _check_role(role: str) -> None:
    if role not in rules.ROLES:
        raise refuse("role", "Role: choose one of %(roles)s", "role", roles=", ".join(rules.ROLES))


def office_by_code(session: Session, code: str, by: ActingOfficer | None) -> Office:
    """The office of that code, among those of the officer who names it in a form or a command."""
    office = session.scalar(select(Office).where(Office.code == code))
    if office is None or (by and office.id not in by.offices):
        raise refuse("office", "Office: there is no office “%(code)s”", "office-unknown", code=code)
    return office


def change_role(session: Session, reference: str, role: str, reason: str, by: ActingOfficer, keys: tuple[str, ...]) -> Added:
    """Give an officer another role; her sessions end at once. Nobody changes her own."""
    officer = _other(session, reference, by)
    _check_role(role)
    if officer.role == rules.SYSTEM_ADMINISTRATOR and role != officer.role:
        _demand_another_administrator(session, officer)
    before = officer.role
    seed = None
    if role in rules.TOTP_ROLES and officer.totp_sealed is None:
        seed = sealing.new_totp_seed()
        officer.totp_sealed = sealing.seal(keys, seed)
    officer.role, officer.role_since, officer.version = role, func.clock_timestamp(), officer.version + 1
    end_sessions(session, officer.id)
    record(session, by, "role changed", officer.reference, {"role": before}, {"role": role}, reason)
    return Added(officer, seed)


def set_state(session: Session, reference: str, state: str, reason: str, by: ActingOfficer) -> Officer:
    """Disable an officer (her sessions end at once) or let her work again."""
    officer = _other(session, reference, by)
    if state == "disabled" and officer.role == rules.SYSTEM_ADMINISTRATOR:
        _demand_another_administrator(session, officer)
    before, officer.state, officer.version = officer.state, state, officer.version + 1
    end_sessions(session, officer.id)
    record(session, by, f"officer {state}", officer.reference, {"state": before}, {"state": state}, reason)
    return officer


def set_password(session: Session, reference: str, password: str, by: ActingOfficer) -> Officer:
    """Give an officer a new password; every session of hers ends."""
    officer = officer_by_reference(session, by, reference)
    rules.check_password(password, officer.username, officer.name)
    officer.password_hash, officer.version = sealing.hash_password(password), officer.version + 1
    end_sessions(session, officer.id)
    record(session, by, "password set", officer.reference)
    return officer


@dataclass(frozen=True)
class NewPassword:
    """An officer's own new password: the one she has, the new one twice, from which address, her session's digest."""

    current: str
    password: str
    again: str
    address: str
    session_digest: str


def change_own_password(session: Session, given: NewPassword, by: ActingOfficer) -> None:
    """An officer changes her own password, knowing the one she has; her other sessions end."""
    officer = session.get_one(Officer, by.id)
    if given.password != given.again:
        raise refuse("again", "New password, once more: it differs from the first", "passwords-differ")
    rules.check_password(given.password, officer.username, officer.name)
    confirm_password(session, officer, given.current, given.address)
    officer.password_hash, officer.version = sealing.hash_password(given.password), officer.version + 1
    end_sessions(session, officer.id, given.session_digest)
    record(session, by, "own password changed", officer.reference)


def name_own_record(
    session: Session, reference: str, person: str, reason: str, by: ActingOfficer, family: Family | None
) -> Officer:
    """Say which person of the register an officer is (none when empty); `family` finds her, as `acting` does.

    From then on she changes neither that record nor those of her household, and her looks at them raise an alarm.
    """
    officer = _other(session, reference, by)
    written = read_reference(person)
    if person.strip() and (written is None or family is None or written not in family(session, written)):
        raise refuse("person", "Her own record: there is no person of this reference", "no-such-person")
    before, officer.person_reference, officer.version = officer.person_reference, written, officer.version + 1
    session.flush()
    record(session, by, "own record named", officer.reference, {"person": before}, {"person": written}, reason)
    return officer


def set_language(session: Session, language: str, by: ActingOfficer) -> None:
    """The language in which the officer reads."""
    session.get_one(Officer, by.id).language = language


def add_area(session: Session, code: str, name: str, parent: Area | None, by: ActingOfficer | None) -> Area:
    """Add a place under another one."""
    area = Area(code=code, name=name, parent_id=parent.id if parent else None)
    session.add(area)
    session.flush()
    record(session, by, "area added", f"area {code}", after={"name": name})
    return area


def add_office(session: Session, code: str, name: str, area: Area, parent: Office | None, by: ActingOfficer | None) -> Office:
    """Open an office in a place, under another office."""
    office = Office(code=code, name=name, area_id=area.id, parent_id=parent.id if parent else None)
    session.add(office)
    session.flush()
    record(session, by, "office opened", f"office {code}", after={"name": name, "area": area.code})
    return office


def _other(session: Session, reference: str, by: ActingOfficer) -> Officer:
    """The officer to be changed, who is not the one who changes."""
    officer = officer_by_reference(session, by, reference)
    rules.demand_second(by.id, officer.id)
    return officer


def _demand_another_administrator(session: Session, officer: Officer) -> None:
    """Refuse to leave the office without anybody who can add officers."""
    left = select(Officer.id).where(
        Officer.role == rules.SYSTEM_ADMINISTRATOR, Officer.state == "active", Officer.id != officer.id
    )
    if session.scalar(left.limit(1)) is None:
        raise conflict("This is the last system administrator: add another one first", "last-administrator")
