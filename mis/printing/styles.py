"""The look of what is printed: sizes, colours and the flowables that letters and reports are set in."""

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph as Flow

from mis.printing.fonts import LAW, SANS, load_fonts, markup

INK, SOFT, PETROL, GOLD = HexColor("#1b2530"), HexColor("#4b5763"), HexColor("#0f4d53"), HexColor("#f0c76a")
LINE, LINE_STRONG, PLUM = HexColor("#d8d5cb"), HexColor("#747b82"), HexColor("#6b2a5e")
RESULTS = {"met": HexColor("#17603a"), "notmet": HexColor("#8c1d18"), "open": HexColor("#6a4300")}

TEXT = ParagraphStyle("text", fontName=SANS, fontSize=9.5, leading=12.2, textColor=INK, spaceAfter=3.5, splitLongWords=1)
SMALL = ParagraphStyle("small", TEXT, fontSize=8, leading=10, textColor=SOFT, spaceAfter=0)
CELL = ParagraphStyle("cell", TEXT, fontSize=8.5, leading=10.8, spaceAfter=0)
CELL_RIGHT = ParagraphStyle("cell-right", CELL, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", CELL, fontSize=7.5, leading=10, textColor=SOFT)
HEAD_RIGHT = ParagraphStyle("head-right", HEAD, alignment=TA_RIGHT)
CITED = ParagraphStyle("cited", CELL, fontName=LAW, textColor=SOFT)
SUBJECT = ParagraphStyle("subject", TEXT, fontSize=14, leading=18, spaceBefore=2, spaceAfter=5)
HEADING = ParagraphStyle("heading", TEXT, fontSize=10.5, leading=13.5, spaceBefore=3, spaceAfter=2, keepWithNext=1)
POINT = ParagraphStyle("point", TEXT, leftIndent=12, bulletIndent=2, spaceAfter=1)


HEAVIER = 0.02  # of the size; more closes the eyes of small letters


class Strong(Flow):
    """Words set heavier: the typeface's one weight, filled and outlined."""

    def draw(self) -> None:
        """Draw the outline with the filling."""
        self.canv.saveState()
        self.canv.setStrokeColor(self.style.textColor)
        self.canv.setLineWidth(self.style.fontSize * HEAVIER)
        self.canv._code.append("2 Tr")
        super().draw()
        self.canv.restoreState()


def words(text: str, style: ParagraphStyle = TEXT, strong: bool = False) -> Flow:
    """A paragraph of somebody's text: never read as markup."""
    load_fonts()
    return (Strong if strong else Flow)(markup(text), style)


def point(text: str) -> Flow:
    """One point of a list."""
    load_fonts()
    return Flow(markup(text), POINT, bulletText="•")
