"""A letter as a PDF on A4: the same letter gives the same bytes."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate, Spacer, Table

from mis.printing.flow import WIDTH, flow
from mis.printing.fonts import drawable, load_fonts
from mis.printing.letter import Letter, Panel
from mis.printing.pages import Sheet, numbered
from mis.printing.styles import CELL, SMALL, SUBJECT, TEXT, words

BESIDE = 78 * mm
ADDRESS_TOP = 36 * mm
FOOT = 15.5 * mm


def print_letter(letter: Letter) -> bytes:
    """The letter as it goes on paper, with its code, its marks and its pages counted."""
    load_fonts()
    file = BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        title=drawable(f"{letter.subject} ({letter.number})"),
        author=drawable(letter.institution.name),
        subject=letter.number,
        creator="Socle",
        producer="Socle",
        lang=letter.language,
        invariant=1,
    )
    sheet = Sheet(letter)
    first = Frame(20 * mm, FOOT, WIDTH, A4[1] - ADDRESS_TOP - FOOT, 0, 0, 0, 0)
    later = Frame(20 * mm, FOOT, WIDTH, A4[1] - 24 * mm - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(
        [
            PageTemplate("first", [first], onPage=sheet.first, autoNextPageTemplate="later"),
            PageTemplate("later", [later], onPage=sheet.later),
        ]
    )
    document.build(_body(letter, sheet), canvasmaker=numbered(letter.words["page"]))
    return file.getvalue()


class Below(Flowable):
    """Room until a height below the top of the first page's text, however long the address was."""

    def __init__(self, depth: float) -> None:
        super().__init__()
        self.depth = depth

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As much room as is left until that height; none when the text has passed it."""
        frame = self._doctemplateAttr("frame")
        passed = frame._y2 - frame._y if self.canv.getPageNumber() == 1 else self.depth
        return width, max(0.0, self.depth - passed)

    def draw(self) -> None:
        """Nothing: it is room."""


def _body(letter: Letter, sheet: Sheet) -> list[Flowable]:
    """The address, the subject, the blocks, and who signs: never alone on a page, nor a frame in two parts."""
    address = [letter.recipient.name, *letter.recipient.address]
    narrow = TEXT.clone("address", spaceAfter=0, rightIndent=WIDTH - BESIDE)  # the right side is the number's
    parts: list[Flowable] = [words(text, narrow) for text in address]
    parts += [Below(sheet.depth(Canvas(BytesIO())) + 1 * mm), words(letter.subject, SUBJECT, strong=True)]
    *earlier, last = letter.blocks
    for block in earlier:
        flowing = flow(block, letter.words)
        parts += [KeepTogether(flowing)] if isinstance(block, Panel) else flowing
    return [*parts, KeepTogether([*flow(last, letter.words), *_signature(letter)])]


def _signature(letter: Letter) -> list[Flowable]:
    """Room for the hand, the closing words, the name and the office."""
    signed = [words(letter.signatory.name, CELL, strong=True), words(letter.signatory.title, SMALL)]
    row = Table([[words(letter.words["closing"]), signed]], colWidths=[40 * mm, WIDTH - 40 * mm], hAlign="LEFT")
    row.setStyle([("LEFTPADDING", (0, 0), (0, 0), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return [Spacer(0, 8 * mm), row]
