"""Keeping that a paper was seen, and the file made of it."""

import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.identifiers import new_reference
from mis.staff.queries import office_today
from mis.staff.rules import ActingOfficer, demand_stranger
from registries.documents.formats import FileFound, read_file
from registries.documents.models import Document
from registries.documents.rules import check_document


@dataclass(frozen=True)
class Seen:
    """A paper that an officer saw: about which record, of which person and office, what it is; its file if one was made."""

    about: str
    office_id: int
    kind: str
    title: str
    seen_on: date
    person_id: int | None = None
    content: bytes | None = None


def keep_document(session: Session, seen: Seen, by: ActingOfficer, folder: Path | None = None) -> Document:
    """Write down that a paper was seen; its file goes under a random name into `folder`, readable by us only."""
    if seen.person_id is not None:
        demand_stranger(by, seen.person_id)
    title = check_document(seen.kind, seen.title, seen.seen_on, office_today(session))
    found = read_file(seen.content) if seen.content is not None and folder is not None else None
    stored = _store(session, found, folder) if found and folder else None
    row = Document(
        reference=new_reference("DO"), about=seen.about, person_id=seen.person_id, office_id=seen.office_id, kind=seen.kind,
        title=title, seen_on=seen.seen_on, recorded_by=by.id, stored_as=stored, file_type=found.type if found else None,
        file_bytes=len(found.content) if found else None, file_sha256=found.sha256 if found else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {"kind": row.kind, "title": title, "seen_on": row.seen_on, "file": row.file_sha256}
    record(session, by, "document seen", row.reference, after=after, reason=seen.about)
    return row


def _store(session: Session, found: FileFound, folder: Path) -> str:
    """The file on disk, taken away again when the act does not happen."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(20)
    path = folder / name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(found.content)

    def taken_back(_session: Any) -> None:
        path.unlink(missing_ok=True)

    def kept(_session: Any) -> None:
        event.remove(session, "after_rollback", taken_back)

    event.listen(session, "after_rollback", taken_back, once=True)
    event.listen(session, "after_commit", kept, once=True)
    return name


def open_file(session: Session, document: Document, folder: Path, by: ActingOfficer) -> bytes:
    """The file of a paper; that it was looked at is written down."""
    content = (folder / str(document.stored_as)).read_bytes()
    record(session, by, "document opened", document.reference, reason=document.about)
    return content
