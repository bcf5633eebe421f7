"""Opening the office of the demonstration: its database, its places and law, its officers and their keys."""

import json
import os
import secrets
from pathlib import Path

from sqlalchemy.orm import Session

from demonstration.places import HEAD_OFFICE, plan
from demonstration.stage import Stage, is_done, officer
from demonstration.terminal import Progress
from mis import schema
from mis.errors import conflict
from mis.installation.actions import open_office
from mis.staff import sealing
from mis.staff.actions import NewOfficer, add_officer, set_password
from mis.staff.models import Officer
from mis.staff.queries import is_open, officer_by_username
from mis.staff.rules import SYSTEM_ADMINISTRATOR

# user name, name, role, office, language; the names are invented
OFFICERS = (
    ("elisa", "Elisa Varela Tavares", SYSTEM_ADMINISTRATOR, HEAD_OFFICE, "en"),
    ("ana", "Ana Lemos Quintas", "administrator", HEAD_OFFICE, "en"),
    ("bento", "Bento Urbano Neves", "administrator", HEAD_OFFICE, "pt"),
    ("celina", "Celina Hornai Viegas", "administrator", "EAST", "tet"),
    ("david", "David Maia Sequeira", "administrator", "WEST", "pt"),
    ("edite", "Edite Gama Correia", "administrator", "RAEOA", "tet"),
    ("fausto", "Fausto Magno Cabral", "payment-officer", HEAD_OFFICE, "en"),
    ("graca", "Graça Barreto Alves", "supervisor", HEAD_OFFICE, "en"),
    ("helio", "Hélio Moniz Carvalho", "approver", HEAD_OFFICE, "en"),
    ("ilda", "Ilda Nunes Pinto", "auditor", HEAD_OFFICE, "en"),
)
REGISTRAR = {HEAD_OFFICE: "ana", "EAST": "celina", "WEST": "david", "RAEOA": "edite"}
CERTIFIER, VERIFIER = "ana", "bento"
PAYER, SUPERVISOR, APPROVER = "fausto", "graca", "helio"


def open_the_office(stage: Stage, progress: Progress) -> None:
    """Bring the database to this release and open the office on its first day, once."""
    schema.upgrade(stage.settings.owner_url, str(stage.settings.database_url))
    with stage.database.session() as session:
        was_open = is_open(session)
        if was_open and not is_done(session, _size(stage)):
            raise conflict("This folder holds another office, or a demonstration of another size", "another-office")
    if not was_open:
        stage.once(_size(stage), None, lambda session: open_office(session, plan(), None))
    offices, areas = len(plan().offices), len(plan().areas)
    progress.say(f"{offices} offices, {areas} places, the law of the country")


def _size(stage: Stage) -> str:
    return f"a demonstration of {stage.people.size} people"


def add_officers(stage: Stage, progress: Progress) -> None:
    """Everybody who works here, with passwords of chance; their keys are written where only this user reads them."""
    path = stage.folder / "signins.json"
    known = {each["username"]: each for each in json.loads(path.read_text())} if path.exists() else {}
    signins = []
    with stage.act("officers") as session:
        for username, name, role, office, language in OFFICERS:
            row = officer_by_username(session, username)
            if row is None or username not in known:
                password = secrets.token_urlsafe(12)
                new = NewOfficer(username, name, role, office, password, language)
                seed = _changed(session, stage, row, password) if row else _added(session, stage, new)
                known[username] = {"role": role, "username": username, "password": password, "totp_secret": seed}
            signins.append(known[username])
    _write_private(path, json.dumps(signins, indent=1) + "\n")
    progress.say(f"{len(signins)} officers; how they sign in is in {path}")


def _added(session: Session, stage: Stage, new: NewOfficer) -> str | None:
    """A new officer; the key of her one-time codes where her role needs them. The first of all is added by nobody."""
    first = OFFICERS[0][0]
    by = None if new.username == first else officer(session, first)
    return add_officer(session, new, by, stage.settings.secret_keys).totp_seed


def _changed(session: Session, stage: Stage, row: Officer, password: str) -> str | None:
    """A new password for an officer whose keys were lost; the key of her codes stays."""
    set_password(session, row.reference, password, officer(session, OFFICERS[0][0]))
    return sealing.unseal(stage.settings.secret_keys, row.totp_sealed) if row.totp_sealed else None


def _write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
