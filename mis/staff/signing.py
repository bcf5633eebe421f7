"""Signing in and out: the try, its throttle, the session or token it opens, and how each of them ends."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import NotSignedIn, Problem, TooMany, refuse
from mis.staff import rules, sealing
from mis.staff.models import Officer, OfficeSession, Once, SignInTry
from mis.staff.queries import officer_by_username

WRONG = "User name, password or code is not right"


@dataclass(frozen=True)
class Credentials:
    """What somebody gives to sign in, and from which address."""

    username: str
    password: str
    code: str
    address: str


def sign_in(session: Session, given: Credentials, keys: tuple[str, ...]) -> Officer:
    """The officer whose user name, password and (where her role needs it) one-time code these are.

    Each try is counted by name and address together, by address, and by name from strange addresses, so that somebody
    who guesses is slowed and the owner of the name is not locked out. Raises TooMany or NotSignedIn; the caller keeps
    the count of tries (its transaction must be committed in either case).
    """
    username = given.username.strip().lower()[:100]
    if _tries_exhausted(session, username, given.address):
        raise TooMany(Problem(None, "Too many tries. Wait fifteen minutes, then try again", "too-many-tries"))
    officer = officer_by_username(session, username)
    active = officer if officer and officer.state == "active" else None
    right = sealing.verify_password(active.password_hash if active else None, given.password[:1000])
    right = right and active is not None and _code_is_right(session, active, given.code, keys)
    session.execute(insert(SignInTry).values(username=username, address=given.address, succeeded=right))
    if not right or officer is None:
        if officer and _tries_exhausted(session, username, given.address):
            record(session, None, "sign-in stopped after too many tries", officer.reference)
        raise NotSignedIn(Problem(None, WRONG, "wrong-credentials"))
    return officer


def confirm_password(session: Session, officer: Officer, password: str, address: str) -> None:
    """Refuse when this is not the officer's password; each try is counted as a try to sign in, right or wrong.

    Raises TooMany or Refusal at `current`; the caller keeps the count of tries (its transaction is committed in either case).
    """
    if _tries_exhausted(session, officer.username, address):
        raise TooMany(Problem(None, "Too many tries. Wait fifteen minutes, then try again", "too-many-tries"))
    right = sealing.verify_password(officer.password_hash, password[:1000])
    session.execute(insert(SignInTry).values(username=officer.username, address=address, succeeded=right))
    if not right:
        raise refuse("current", "Password now: this is not your password", "wrong-password")


def _tries_exhausted(session: Session, username: str, address: str) -> bool:
    """Whether this name from this address, this address, or this name from strange addresses, has failed too often."""
    since = func.clock_timestamp() - rules.TRY_WINDOW
    same_name, same_address = SignInTry.username == username, SignInTry.address == address
    failed = select(
        func.count().filter(same_name, same_address),
        func.count().filter(same_address),
        func.count().filter(same_name),
    ).where(SignInTry.at > since, SignInTry.succeeded.is_(False), same_name | same_address)
    pair, from_address, of_name = session.execute(failed).one()
    known = session.scalar(select(SignInTry.id).where(same_name, same_address, SignInTry.succeeded).limit(1)) is not None
    strange = of_name >= rules.TRIES_PER_NAME and not known
    return pair >= rules.TRIES_PER_PAIR or from_address >= rules.TRIES_PER_ADDRESS or strange


def _code_is_right(session: Session, officer: Officer, code: str, keys: tuple[str, ...]) -> bool:
    """Whether the role needs no code, or the code is right and was never used before."""
    if officer.totp_sealed is None:
        return officer.role not in rules.TOTP_ROLES
    return use_code(session, officer.id, code, keys)


def use_code(session: Session, officer_id: int, code: str, keys: tuple[str, ...]) -> bool:
    """Take a one-time code: true once for each code, so that a code seen by somebody else is worth nothing."""
    officer = session.scalar(select(Officer).where(Officer.id == officer_id).with_for_update())
    if officer is None or officer.totp_sealed is None:
        return False
    now: datetime = session.scalar(select(func.clock_timestamp()))  # type: ignore[assignment]
    seed = sealing.unseal(keys, officer.totp_sealed)
    step = sealing.matching_step(seed, code.strip().replace(" ", ""), now.timestamp(), officer.totp_step)
    if step is None:
        return False
    officer.totp_step = step
    session.flush()
    return True


def open_token(session: Session, officer: Officer) -> str:
    """A bearer token for the API; only its digest is kept, and it dies as a session dies."""
    token = sealing.new_token()
    session.execute(
        insert(OfficeSession).values(
            digest=sealing.digest(token), kind="token", officer_id=officer.id, ends_at=func.clock_timestamp() + rules.TOKEN
        )
    )
    return token


def officer_of_token(session: Session, token: str) -> Officer | None:
    """The active officer whose living token this is; seeing it keeps it awake."""
    question = (
        update(OfficeSession)
        .where(
            OfficeSession.digest == sealing.digest(token),
            OfficeSession.kind == "token",
            OfficeSession.ends_at > func.clock_timestamp(),
            OfficeSession.seen_at > func.clock_timestamp() - rules.IDLE,
        )
        .values(seen_at=func.clock_timestamp())
        .returning(OfficeSession.officer_id)
    )
    officer_id = session.scalar(question)
    officer = session.get(Officer, officer_id) if officer_id else None
    return officer if officer and officer.state == "active" else None


def end_sessions(session: Session, officer_id: int, but: str = "") -> None:
    """End every session and token of an officer, at once; but the one with this digest, in which she is working."""
    session.execute(delete(OfficeSession).where(OfficeSession.officer_id == officer_id, OfficeSession.digest != but))


def forget(session: Session) -> None:
    """Take away sessions that have ended, tries too old to count, and keys of requests sent long ago."""
    now = func.clock_timestamp()
    session.execute(delete(OfficeSession).where((OfficeSession.ends_at < now) | (OfficeSession.seen_at < now - rules.IDLE)))
    session.execute(delete(SignInTry).where(SignInTry.at < now - rules.TRIES_KEPT))
    session.execute(delete(Once).where(Once.at < now - rules.ONCE_KEPT))


def note_sign_in(session: Session, officer: Officer, office: str, act: str) -> None:
    """A line in the trail: signed in, or out."""
    by = rules.ActingOfficer(
        officer.id, officer.reference, officer.username, officer.name, officer.role, officer.office_id, office, (),
        frozenset(), officer.language,
    )  # fmt: skip
    record(session, by, act, officer.reference)
