"""What an uploaded file really is: told by its content, never by its name; anything doubtful is refused."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from mis.errors import refuse

BYTES_MAX = 10 * 1024 * 1024
PIXELS_MAX = 50_000_000
PICTURES = {b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"), b"\xff\xd8\xff": ("JPEG", "image/jpeg")}
# Two files in one, programs inside, and the file with which guards against viruses are tried.
REFUSED_INSIDE = (b"<html", b"<script", b"<!doctype html", b"<svg", b"eicar-standard-antivirus-test-file")
REFUSED_IN_PDF = (b"/javascript", b"/launch", b"/embeddedfile", b"/richmedia")


@dataclass(frozen=True)
class FileFound:
    """A file that may be kept: its content, its true type and its fingerprint."""

    content: bytes
    type: str
    sha256: str


def read_file(content: bytes, field: str = "file") -> FileFound:
    """The file with its true type (PDF, JPEG or PNG); refused with the reason when it is not exactly one of them."""
    if not content:
        raise refuse(field, "File: it is empty", "empty-file")
    if len(content) > BYTES_MAX:
        raise refuse(field, "File: at most %(most)d MB", "too-large", most=BYTES_MAX // 1024 // 1024)
    lower = content.lower()
    if any(mark in lower for mark in REFUSED_INSIDE):
        raise refuse(field, "File: it holds something else inside; make a new picture or PDF of the paper", "two-in-one")
    type_ = _pdf(lower, field) if content.startswith(b"%PDF-1.") or content.startswith(b"%PDF-2.") else _picture(content, field)
    return FileFound(content, type_, hashlib.sha256(content).hexdigest())


def _pdf(lower: bytes, field: str) -> str:
    """The type of a PDF that ends and runs nothing."""
    if b"%%eof" not in lower[-1024:]:
        raise refuse(field, "File: the PDF is cut short; make it again", "cut-short")
    if any(mark in lower for mark in REFUSED_IN_PDF):
        raise refuse(field, "File: the PDF holds a program or other files; print it to a new PDF", "program-inside")
    return "application/pdf"


def _picture(content: bytes, field: str) -> str:
    """The type of a picture that can be read whole, of a size that a camera makes."""
    found = next((kind for mark, kind in PICTURES.items() if content.startswith(mark)), None)
    if found is None:
        raise refuse(field, "File: it is not a PDF, JPEG or PNG", "not-a-document")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[found[0]]) as picture:
                if picture.width * picture.height > PIXELS_MAX:
                    raise refuse(field, "File: the picture is too large; make it smaller", "too-many-pixels")
                picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise refuse(field, "File: the picture is too large; make it smaller", "too-many-pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise refuse(field, "File: the picture cannot be read; make it again", "broken-picture") from None
    return found[1]
