"""Reading documents: one by reference, and those about a record or of a person."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mis.errors import missing
from mis.identifiers import read_reference
from mis.staff.rules import ActingOfficer
from registries.documents.models import Document


def document_by_reference(session: Session, by: ActingOfficer, reference: str) -> Document:
    """The document of that reference in the officer's offices."""
    written = read_reference(reference) or ""
    row = session.scalar(select(Document).where(Document.reference == written, Document.office_id.in_(by.offices)))
    if row is None:
        raise missing("There is no such document")
    return row


def documents_of(session: Session, person_id: int, about: str) -> Sequence[Document]:
    """The papers seen of a person or about a record, newest first."""
    question = select(Document).where(or_(Document.person_id == person_id, Document.about == about))
    return session.scalars(question.order_by(Document.seen_on.desc(), Document.id.desc())).all()
