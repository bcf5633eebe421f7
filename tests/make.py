"""Makers: plain functions that put one thing of each kind into the database, with sensible facts."""

import itertools
import tomllib
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import wsgi
from mis.app import permissions_of
from mis.audit.models import AuditLine, AuditSeal, KeptRecord, TrailOrigin
from mis.folders import folder
from mis.identifiers import new_reference
from mis.law.book import shipped_texts
from mis.letters.models import IssuedLetter, LetterPrint, NumberSeries
from mis.looks.models import LookAlarm, RecordLook
from mis.printing.letter import Institution, Letter, Paragraph, Recipient, Signatory, as_json
from mis.staff import sealing
from mis.staff.models import Area, Heartbeat, Installation, Office, Officer, OfficeSession, Once, SignInTry
from mis.staff.queries import acting
from mis.staff.rules import ActingOfficer
from mis.statutes import queries
from mis.statutes.actions import make_draft
from mis.statutes.models import LawConfirmation, LawDraft, LawSheet, LawUse
from mis.statutes.rules import digest_of, line_digest
from mis.statutes.texts import with_line
from tests.make_awards import *  # noqa: F403
from tests.make_contributions import *  # noqa: F403
from tests.make_payments import *  # noqa: F403
from tests.make_people import *  # noqa: F403
from tests.make_trials import *  # noqa: F403

PASSWORD = "seven quiet buffaloes"
_PASSWORD_HASH = sealing.hash_password(PASSWORD)
_numbers = itertools.count(1)
FIGURES = {
    "on": "2024-05-31", "examined": 1200, "gain": 80, "lose": 0, "start": 3, "stop": 1, "unchanged": 1100, "undecided": 16,
    "cost_month_before": "57000.00", "cost_month_after": "61000.50", "cost_year_before": "684000.00",
    "cost_year_after": "732006.00", "currency": "USD",
    "groups": {
        "sex": [{"name": "f", "before": "30000.00", "after": "33000.50", "gain": 50, "lose": 0, "start": 2, "stop": 0}],
        "age": [
            {"name": "60-69", "before": "40000.00", "after": "43000.00", "gain": 60, "lose": 0, "start": 3, "stop": 0},
            {"name": "70-79", "before": "17000.00", "after": "18000.50", "gain": 20, "lose": 0, "start": 0, "stop": 1},
        ],
    },
}  # fmt: skip
HIGHER = {"name": "pension", "since": date(2024, 7, 1), "value": 90, "law": "Decree-Law 9/2024, Art 2"}


def installation(session: Session, today: date = date(2024, 5, 31)) -> Installation:
    """An office that is open, standing on a day."""
    row = session.get(Installation, 1)
    if row is None:
        row = Installation(
            id=1, institution="Institute of Tests", address="Dili", country="tl", timezone="Asia/Dili", signatory="The Director",
            paying_bank="BANKTLDD", paying_account="0010002000", file_payments_max=50_000, appeal_days=30, report_days=30,
            decide_months=3, demonstration=True, today=today,
        )  # fmt: skip
        session.add(row)
    row.today = today
    session.flush()
    return row


def area(session: Session, name: str = "Baucau", parent: Area | None = None) -> Area:
    """A place."""
    row = Area(code=f"{next(_numbers):04}", name=name, parent_id=parent.id if parent else None)
    session.add(row)
    session.flush()
    return row


def office(session: Session, name: str = "Baucau office", parent: Office | None = None) -> Office:
    """An office in a place of its own."""
    row = Office(code=f"O{next(_numbers):04}", name=name, area_id=area(session).id, parent_id=parent.id if parent else None)
    session.add(row)
    session.flush()
    return row


def officer(session: Session, role: str = "administrator", at: Office | None = None) -> Officer:
    """An officer who can sign in with PASSWORD."""
    number = next(_numbers)
    row = Officer(
        reference=new_reference("OF"), username=f"{role}.{number}", name=f"Officer {number}", role=role,
        office_id=(at or office(session)).id, password_hash=_PASSWORD_HASH, language="en",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def by(session: Session, role: str = "administrator", at: Office | None = None) -> ActingOfficer:
    """An officer as acts know her, with her role's permissions."""
    installation(session) if session.get(Installation, 1) is None else None
    return acting(session, officer(session, role, at), permissions_of(wsgi.PARTS))


def signed_in(app: Flask, session: Session, role: str = "administrator", at: Office | None = None) -> FlaskClient:
    """A browser in which an officer of that role is signed in."""
    return browser_of(app, session, officer(session, role, at))


def browser_of(app: Flask, session: Session, who: Officer) -> FlaskClient:
    """A browser in which this officer is signed in."""
    client = app.test_client()
    client.set_cookie("socle", browser_key(session, who))
    return client


def browser_key(session: Session, who: Officer) -> str:
    """What the browser of an officer who signed in carries."""
    if session.get(Installation, 1) is None:
        installation(session)
    token = sealing.new_token()
    session.add(
        OfficeSession(
            digest=sealing.digest(token), kind="browser", officer_id=who.id, data={"_user_id": str(who.id), "_fresh": True},
            ends_at=datetime.now(UTC) + timedelta(hours=1),
        )
    )  # fmt: skip
    session.commit()
    return token


def bearer(session: Session, who: Officer) -> dict[str, str]:
    """The headers of a program that acts as this officer."""
    from mis.staff.signing import open_token

    token = open_token(session, who)
    session.commit()
    return {"Authorization": f"Bearer {token}"}


def audit_line(session: Session) -> AuditLine:
    """A line of the trail."""
    row = AuditLine(officer="system", office="", act="looked", about="PE-TEST")
    session.add(row)
    session.flush()
    return row


def audit_seal(session: Session) -> AuditSeal:
    """A seal over nothing."""
    row = AuditSeal(first_transaction=0, last_transaction=0, first_line=0, last_line=0, lines=0, previous="0" * 64, hash="1" * 64)
    session.add(row)
    session.flush()
    return row


def kept_record(session: Session) -> KeptRecord:
    """What an act left of a record."""
    row = KeptRecord(what="award", about="AW-TEST", rows=1, digest="a" * 64)
    session.add(row)
    session.flush()
    return row


def letter(session: Session, about: str = "CL-TEST", recipient: str = "PE-TEST") -> IssuedLetter:
    """A letter that was issued."""
    number = next(_numbers)
    who = session.scalar(select(Officer).limit(1)) or officer(session)
    row = IssuedLetter(
        number=f"2024/{number:06}", series="letters", year=2024, serial=number, kind="award", language="en", about=about,
        recipient=recipient, office_id=who.office_id, content=_content(number), issued_by=who.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _content(number: int) -> dict:
    """The words of a letter."""
    words = Letter(
        kind="award", number=f"2024/{number:06}", language="en", day=date(2024, 5, 31), date_words="31 May 2024",
        institution=Institution("Institute of Tests"), signatory=Signatory("A. Reis", "Director"),
        recipient=Recipient("Ana Reis"), references=(), subject="Your pension", blocks=(Paragraph("It is granted."),),
        words=tomllib.loads((folder("templates") / "letters" / "words.en.toml").read_text(encoding="utf-8")),
    )  # fmt: skip
    return as_json(words)


def letter_print(session: Session) -> LetterPrint:
    """The first print of a letter."""
    issued = letter(session)
    row = LetterPrint(letter_id=issued.id, copy=0, printed_by=issued.issued_by)
    session.add(row)
    session.flush()
    return row


def number_series(session: Session) -> NumberSeries:
    """A series of numbers that has begun."""
    row = NumberSeries(series="letters", year=2024, last=0)
    session.add(row)
    session.flush()
    return row


def law_sheet(session: Session) -> LawSheet:
    """A sheet of law as the office holds it."""
    text = shipped_texts("tl")["tl-social-pension"]
    row = LawSheet(code="tl-social-pension", path="tl-social-pension", text=text, digest=digest_of(text))
    session.add(row)
    session.flush()
    return row


def law_draft(session: Session, maker: ActingOfficer | None = None, text: str = "") -> LawDraft:
    """A draft that follows the social pension with a higher amount."""
    maker = maker or by(session)
    text = text or with_line(queries.book(session).sheet("tl-social-pension").text, "amount", HIGHER)
    return make_draft(session, text, "Decree-Law 9/2024, Art 2", maker)


def law_confirmation(session: Session) -> LawConfirmation:
    """A line that somebody read a second time."""
    digest, who = digest_of(str(next(_numbers))), officer(session)
    row = LawConfirmation(code="tl-social-pension", name="adult_age", line_digest=digest, note="Gazette", confirmed_by=who.id)
    session.add(row)
    session.flush()
    return row


def confirmed_law(session: Session) -> None:
    """The law of the office read a second time, once: what rests on a single source has been confirmed."""
    if session.scalar(select(LawConfirmation.id).limit(1)) is not None:
        return
    reader = officer(session, at=session.scalar(select(Office).limit(1)))
    for sheet in queries.book(session).sheets.values():
        digests = {line_digest(sheet.code, line): line for line in sheet.lines if line.confidence == "single-source"}
        for digest, line in digests.items():
            session.add(LawConfirmation(code=sheet.code, name=line.name, since=line.since, line_digest=digest, note="Gazette",
                                        confirmed_by=reader.id))  # fmt: skip
    session.flush()


def law_use(session: Session) -> LawUse:
    """An edition that has decided something."""
    row = LawUse(digest=digest_of(str(next(_numbers))), code="tl-social-pension")
    session.add(row)
    session.flush()
    return row


def record_look(session: Session, about: str = "PE-TEST", who: Officer | None = None) -> RecordLook:
    """A look of an officer at somebody's record."""
    who = who or officer(session)
    row = RecordLook(officer_id=who.id, office_id=who.office_id, about=about, act="GET /persons/PE-TEST", family=False)
    session.add(row)
    session.flush()
    return row


def look_alarm(session: Session, who: Officer | None = None) -> LookAlarm:
    """An alarm about an officer who looked at many records."""
    who = who or session.scalar(select(Officer).order_by(Officer.id).limit(1)) or officer(session)
    row = LookAlarm(reference=new_reference("LK"), kind="many", officer_id=who.id, office_id=who.office_id, records=501)
    session.add(row)
    session.flush()
    return row


def sign_in_try(session: Session) -> SignInTry:
    """A try to sign in that failed."""
    row = SignInTry(username="somebody", address="127.0.0.1", succeeded=False)
    session.add(row)
    session.flush()
    return row


def office_session(session: Session) -> OfficeSession:
    """A browser of nobody yet."""
    row = OfficeSession(digest=sealing.digest(sealing.new_token()), kind="browser", ends_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    return row


def once(session: Session) -> Once:
    """A request that was taken."""
    row = Once(key="a-key", officer_id=officer(session).id, body_digest="0" * 64)
    session.add(row)
    session.flush()
    return row


def heartbeat(session: Session) -> Heartbeat:
    """A supervisor that looked round."""
    row = Heartbeat(name="supervisor", at=datetime.now(UTC))
    session.add(row)
    session.flush()
    return row


def trail_origin(session: Session) -> TrailOrigin:
    """What a restore adds to the transaction numbers (written by the owner of the tables only)."""
    return TrailOrigin(id=1, added=0)
