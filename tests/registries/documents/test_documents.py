"""Papers that were seen: files are what their content says, kept apart, and given only to those who may read the person."""

import zlib
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.audit.models import AuditLine
from mis.errors import Refusal
from mis.staff.models import Office
from registries.documents.actions import Seen, keep_document
from registries.documents.formats import BYTES_MAX, read_file
from registries.documents.models import Document
from tests import make
from tests.web import post

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A small picture."""
    made = BytesIO()
    Image.new("RGB", size).save(made, kind)
    return made.getvalue()


def vast_png() -> bytes:
    """A picture that says it is 50,000 by 50,000."""
    plain = bytearray(picture())
    plain[16:24] = (50_000).to_bytes(4, "big") * 2
    plain[29:33] = zlib.crc32(bytes(plain[12:29])).to_bytes(4, "big")
    return bytes(plain)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(PDF, "application/pdf"), (picture(), "image/png"), (picture("JPEG"), "image/jpeg")],
)
def test_a_file_is_what_its_content_says(content: bytes, expected: str) -> None:
    assert read_file(content).type == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"MZ\x90\x00 this program cannot be run", "not-a-document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "two-in-one"),
        (PDF + b"<html><script>alert(1)</script></html>%%EOF", "two-in-one"),
        (b"<html>" + PDF, "two-in-one"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"), "program-inside"),
        (PDF[:-8], "cut-short"),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "two-in-one"),
        (picture()[:60], "broken-picture"),
        (vast_png(), "too-many-pixels"),
        (b"GIF89a" + b"0" * 40, "not-a-document"),
        (b"\xff\xd8\xff" + b"0" * (BYTES_MAX + 1), "too-large"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_file(content)
    assert refused.value.problems[0].code == code


def test_a_file_lies_under_a_random_name_for_us_alone_and_goes_when_the_act_does(session: Session, tmp_path: Path) -> None:
    person = make.person(session)
    by = make.by(session, at=session.get_one(Office, person.office_id))
    session.commit()
    seen = Seen(person.reference, person.office_id, "voter-card", "Voter card", date(2024, 5, 2), person.id, picture())
    row = keep_document(session, seen, by, tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.name == row.stored_as
    assert kept.stat().st_mode & 0o777 == 0o600
    session.rollback()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_given_as_an_attachment_and_its_name_is_ours(app: Flask, session: Session) -> None:
    person = make.person(session)
    office = session.get_one(Office, person.office_id)
    browser = make.signed_in(app, session, at=office)
    answers = {"kind": "voter-card", "title": "Voter card", "seen_on-day": "2", "seen_on-month": "5", "seen_on-year": "2024"}
    url = f"/persons/{person.reference}/documents/new"
    wrong = post(browser, url, answers | {"file": (BytesIO(b"MZ not a picture"), "card.jpg")})
    assert wrong.status_code == 422
    assert "it is not a PDF, JPEG or PNG" in wrong.text
    kept = post(browser, url, answers | {"file": (BytesIO(picture()), "../../etc/card.exe")})
    assert kept.status_code == 302, kept.text
    row = session.scalars(select(Document)).one()
    file = browser.get(f"/documents/{row.reference}/file")
    assert file.data == picture()
    assert file.headers["Content-Disposition"] == f'attachment; filename="{row.reference}.png"'
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    acts = session.scalars(select(AuditLine.act).where(AuditLine.about == row.reference).order_by(AuditLine.id)).all()
    assert acts == ["document seen", "document opened"]
    assert make.signed_in(app, session).get(f"/documents/{row.reference}/file").status_code == 404
