"""What stands on each page around a letter's text: who writes, its number and code, marks in the margin, page numbers."""

from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from mis.printing.fonts import SANS, drawable
from mis.printing.letter import Letter
from mis.printing.square import draw_square
from mis.printing.styles import CELL, GOLD, LINE_STRONG, PETROL, PLUM, SMALL, SOFT, words

LEFT, RIGHT = 20 * mm, A4[0] - 20 * mm
SIDE = 23 * mm
BOX_LEFT, BOX_TOP, BOX_WIDTH = 102 * mm, A4[1] - 36 * mm, 62 * mm
PLINTH = A4[1] - 26 * mm
NAME_SIZES = (13, 12, 11, 10)


class Sheet:
    """The paper of one letter."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter

    def first(self, canvas: Canvas, _document: Any) -> None:
        """The first page: the institution, the letter's number, date and references, its code."""
        self._institution(canvas)
        box = self._box()
        _, height = box.wrapOn(canvas, BOX_WIDTH, A4[1])
        box.drawOn(canvas, BOX_LEFT, BOX_TOP - height)
        if self.letter.code:
            draw_square(canvas, self.letter.code, RIGHT - SIDE + 3, BOX_TOP + 3, SIDE)
        self._marks(canvas)

    def later(self, canvas: Canvas, _document: Any) -> None:
        """Every other page: the institution's name and the marks."""
        canvas.setFont(SANS, 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(LEFT, A4[1] - 15 * mm, drawable(self.letter.institution.name)[:100])
        canvas.setStrokeColor(LINE_STRONG)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, A4[1] - 17 * mm, RIGHT, A4[1] - 17 * mm)
        self._marks(canvas)

    def depth(self, canvas: Canvas) -> float:
        """How far the number, references and code reach below their top."""
        _, height = self._box().wrapOn(canvas, BOX_WIDTH, A4[1])
        return max(height, SIDE if self.letter.code else 0)

    def _institution(self, canvas: Canvas) -> None:
        """Name and address over the plinth."""
        name, address = self.letter.institution.name, self.letter.institution.address
        beside = min(60 * mm, max(stringWidth(drawable(line), SANS, SMALL.fontSize) for line in ("", *address)) + 2)
        room = RIGHT - LEFT - beside - 6 * mm
        size = next((each for each in NAME_SIZES if stringWidth(drawable(name), SANS, each) <= room), NAME_SIZES[-1])
        style = CELL.clone("name", fontSize=size, leading=size * 1.25, textColor=PETROL)
        head = Table([[words(name, style, strong=True), words("\n".join(address), SMALL)]], colWidths=[room + 6 * mm, beside])
        head.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                       ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])  # fmt: skip
        head.wrapOn(canvas, RIGHT - LEFT, 30 * mm)
        head.drawOn(canvas, LEFT, PLINTH + 1 * mm)
        canvas.setStrokeColor(LINE_STRONG)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, PLINTH, RIGHT, PLINTH)
        for colour, start, width in ((PETROL, LEFT, 22 * mm), (GOLD, LEFT + 22 * mm, 6 * mm)):
            canvas.setFillColor(colour)
            canvas.rect(start, PLINTH - 1.2 * mm, width, 1.2 * mm, stroke=0, fill=1)

    def _box(self) -> Table:
        """Number, date and references."""
        letter = self.letter
        rows = [(letter.words["letter"], letter.number), (letter.words["date"], letter.date_words), *letter.references]
        label_style = SMALL.clone("label", leading=CELL.leading)
        cells = [[words(label, label_style), words(text, CELL)] for label, text in rows]
        if letter.code:
            cells.append([words(letter.words["scan"], SMALL), ""])
        box = Table(cells, colWidths=[23 * mm, BOX_WIDTH - 23 * mm])
        box.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                      ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                      ("VALIGN", (0, 0), (-1, -1), "TOP"), *([("SPAN", (0, -1), (1, -1))] if letter.code else [])])  # fmt: skip
        return box

    def _marks(self, canvas: Canvas) -> None:
        """COPY or DRAFT up the margin, and the letter's number at the foot."""
        marks = [self.letter.words[name] for name in ("copy", "draft") if getattr(self.letter, name)]
        canvas.saveState()
        canvas.setFont(SANS, 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(LEFT, 13 * mm, drawable(f"{self.letter.words['letter']} {self.letter.number}"))
        if marks:
            canvas.setFont(SANS, 22)
            canvas.setFillColor(PLUM)
            canvas.translate(12.5 * mm, A4[1] / 2)
            canvas.rotate(90)
            canvas.drawCentredString(0, 0, "  ·  ".join(marks))
        canvas.restoreState()


def numbered(form: str) -> type[Canvas]:
    """A canvas that writes “Page 1 of 2” once it knows how many there are; `form` names {page} and {pages}."""

    class Numbered(Canvas):
        """Pages kept until their number is known."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # ReportLab's own name
            """Keep the page for later."""
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            """Write each page with its number."""
            for at, page in enumerate(self.kept, start=1):
                self.__dict__.update(page)
                self.setFont(SANS, 8)
                self.setFillColor(SOFT)
                self.drawRightString(self._pagesize[0] - 20 * mm, 13 * mm, form.format(page=at, pages=len(self.kept)))
                super().showPage()
            super().save()

    return Numbered
