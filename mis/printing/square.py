"""The square code on a letter, drawn as one path."""

import segno
from reportlab.lib.colors import black
from reportlab.pdfgen.canvas import Canvas

QUIET = 4


def draw_square(canvas: Canvas, text: str, left: float, top: float, side: float) -> None:
    """Draw the code of a text (at most 300 characters, error level M) in a square, its quiet edge within it."""
    rows = segno.make(text, error="m", micro=False, boost_error=False).matrix
    unit = side / (len(rows) + 2 * QUIET)
    path = canvas.beginPath()
    for down, row in enumerate(rows, start=QUIET + 1):
        for start, length in _runs(row):
            path.rect(left + (start + QUIET) * unit, top - down * unit, length * unit, unit)
    canvas.saveState()
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark stretches of a row begin, and how long they are."""
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((at, 1))
    return found
