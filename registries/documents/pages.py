"""The files of documents, given to those who may read the person."""

from flask import Blueprint, Response

from mis.errors import missing
from mis.looks.noting import looked_at
from mis.web import db, officer, require, settings
from registries.documents.actions import open_file
from registries.documents.queries import document_by_reference

documents = Blueprint("documents", __name__, url_prefix="/documents")
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@documents.get("/<reference>/file")
@require("persons.read")
def file(reference: str) -> Response:
    """The file of a paper, as an attachment under our own name."""
    row = document_by_reference(db(), officer(), reference)
    if row.stored_as is None or row.file_type is None:
        raise missing("No file was kept of this document")
    looked_at(row.about)
    content = open_file(db(), row, settings().var / "documents", officer())
    answer = Response(content, mimetype=row.file_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.reference}.{ENDINGS[row.file_type]}"'
    return answer
