"""Printing award letters, against a bare page of ReportLab with the same words."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from mis.printing import Letter, as_json, print_letter
from tests.bench.race import Race
from tests.mis.test_printing import letter

LINE, LINE_SIGNS = 11, 110


def letters(n: int) -> Race:
    """Print n letters with their conditions, arithmetic and square code, each a file of its own."""
    written = [letter(values={"claim": f"CL-{number:010}"}) for number in range(n)]
    assert print_letter(written[0]).startswith(b"%PDF")
    return Race(lambda: [print_letter(each) for each in written], lambda: [bare_page(each) for each in written])


def bare_page(of: Letter) -> bytes:
    """The letter's words on one page in a typeface that needs no file: nothing measured, framed, marked or embedded."""
    file = BytesIO()
    canvas, top = Canvas(file, A4), A4[1]
    for number, line in enumerate(_lines(as_json(of))):
        canvas.drawString(40, top - 40 - LINE * number, line[:LINE_SIGNS])
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _lines(kept: Any) -> Iterator[str]:
    """Every text of the letter."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict | list | tuple):
        for each in kept.values() if isinstance(kept, dict) else kept:
            yield from _lines(each)
