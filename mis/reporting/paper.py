"""A report as a PDF: the table with its drawn column, definitions, and how it was made; the same result, the same bytes."""

from decimal import Decimal
from io import BytesIO
from itertools import zip_longest

from flask_babel import gettext as _
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, LongTable, SimpleDocTemplate, Spacer

from mis.errors import refuse
from mis.printing.flow import PADDING, RULES, double_line
from mis.printing.fonts import SANS, drawable, load_fonts
from mis.printing.pages import numbered
from mis.printing.styles import CELL, CELL_RIGHT, HEAD, HEAD_RIGHT, HEADING, LINE, PETROL, SOFT, SUBJECT, words
from mis.reporting.csv_file import fingerprint
from mis.reporting.report import NUMERIC, Result
from mis.reporting.values import definitions, heading, how_made, reader_texts

ROWS_MAX = 5_000
GUTTER, WORDS_MIN = 14.0, 70.0
TEXT_MAX = 300
DRAWN = 42 * mm


def as_pdf(result: Result) -> bytes:
    """The report on A4, lying when its columns need the room. Refused: more than 5,000 rows (take the CSV)."""
    if len(result.rows) > ROWS_MAX:
        raise refuse("format", "This is too long for paper (%(rows)d rows): take the CSV", "too-long", rows=len(result.rows))
    load_fonts()
    room = sum(_needed(result)) + (DRAWN if result.report.drawn else 0)
    size = landscape(A4) if room > A4[0] - 40 * mm else A4
    width = size[0] - 40 * mm
    file = BytesIO()
    title = drawable(str(result.report.title))
    document = SimpleDocTemplate(
        file, pagesize=size, leftMargin=20 * mm - 6, rightMargin=20 * mm - 6, topMargin=18 * mm, bottomMargin=20 * mm,
        title=title, creator="Socle", producer="Socle", lang=result.asked.language, invariant=1,
    )  # fmt: skip

    def foot(canvas, _document) -> None:
        canvas.setFont(SANS, 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(20 * mm, 13 * mm, title[:90])

    page = _("Page {page} of {pages}")
    document.build(_body(result, width), onFirstPage=foot, onLaterPages=foot, canvasmaker=numbered(page))
    return file.getvalue()


class Bar(Flowable):
    """One row's drawing: a bar for a share of the most, or a disc and a square for two shares."""

    def __init__(self, shares: tuple[Decimal, ...], pair: bool) -> None:
        super().__init__()
        self.shares, self.pair = [min(max(share, Decimal(0)), Decimal(1)) for share in shares], pair
        self.width, self.height = DRAWN, 9

    def draw(self) -> None:
        """Draw it in the width of its cell."""
        canvas = self.canv
        reach = self.width - 6
        canvas.setFillColor(PETROL)
        if not self.pair:
            canvas.rect(0, 1, float(self.shares[0]) * reach, 6.5, stroke=0, fill=1)
            return
        canvas.setStrokeColor(LINE)
        canvas.line(0, 4.5, reach, 4.5)
        first, second = (float(share) * reach for share in self.shares)
        canvas.setStrokeColor(SOFT)
        canvas.line(first, 4.5, second, 4.5)
        canvas.rect(second - 3.5, 1, 7, 7, stroke=1, fill=0)
        canvas.circle(first, 4.5, 2.6, stroke=0, fill=1)


def drawn_shares(result: Result) -> list[tuple[Decimal, ...]]:
    """Per row, and for the closing row of a pair, the shares that are drawn: of the most in its column, or of one."""
    drawn = result.report.drawn
    if drawn is None:
        return []
    names = (drawn,) if isinstance(drawn, str) else drawn
    places = [at for name in names for at, column in enumerate(result.report.columns) if column.name == name]
    closing = [result.totals] if result.totals and result.report.last_is_total else []
    values = [tuple(Decimal(row[at] or 0) for at in places) for row in [*result.rows, *closing]]
    if not isinstance(drawn, str):
        return values
    most = max((row[0] for row in values), default=Decimal(0)) or Decimal(1)
    return [(row[0] / most,) for row in values]


def _body(result: Result, width: float) -> list[Flowable]:
    """Title and question, the table, definitions, how it was made."""
    report = result.report
    parts: list[Flowable] = [words(str(report.title), SUBJECT, strong=True), words(str(report.question))]
    parts += [_table(result, width)] if result.rows or result.totals else [words(_("Nothing answers to these filters."))]
    parts += [Spacer(0, 6), words(str(report.note))] if report.note else [Spacer(0, 6)]
    made = [*how_made(result), (_("Fingerprint"), fingerprint(result))]
    for title, pairs in ((_("Definitions"), definitions(result)), (_("How this was made"), made)):
        if pairs:
            parts += [words(title, HEADING, strong=True), _pairs(pairs, width)]
    return parts


def _table(result: Result, width: float) -> Flowable:
    """The rows, numbers to the right, their head on each page, sums on a double line, the drawn column last."""
    columns, asked = result.report.columns, result.asked
    right = [column.kind in NUMERIC for column in columns]
    titles = [heading(column, asked) for column in columns]
    rows: list[list] = [[words(title, HEAD_RIGHT if num else HEAD, True) for title, num in zip(titles, right, strict=True)]]
    rows += [_cells(reader_texts(result, row), right, False) for row in result.rows]
    closing = [_cells(reader_texts(result, result.totals, closing=True), right, True)] if result.totals else []
    rows += closing
    shares = drawn_shares(result)
    if shares:
        pair = not isinstance(result.report.drawn, str)
        drawings = [words(_legend(result), HEAD), *(Bar(share, pair) for share in shares)]
        rows = [[*row, drawing] for row, drawing in zip_longest(rows, drawings, fillvalue="")]
    table = LongTable(rows, colWidths=_widths(result, width), repeatRows=1, hAlign="LEFT")
    table.setStyle([*PADDING, *RULES, *(double_line(len(rows) - 1) if closing else [])])
    return table


def _legend(result: Result) -> str:
    """What the two marks of a pair stand for."""
    drawn = result.report.drawn
    if not isinstance(drawn, tuple):
        return ""
    titles = {column.name: str(column.title) for column in result.report.columns}
    return _("Disc: %(first)s; square: %(second)s", first=titles[drawn[0]], second=titles[drawn[1]])


def _cells(texts: list[str], right: list[bool], strong: bool) -> list[Flowable]:
    """One row's cells, numbers to the right; what no page would hold is cut with a mark, and is whole in the CSV."""
    kept = [text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX]}…" for text in texts]
    return [words(text, CELL_RIGHT if num else CELL, strong) for text, num in zip(kept, right, strict=True)]


def _needed(result: Result) -> list[float]:
    """The room that each column needs so that no number, day or reference breaks; words may wrap and need little."""
    closing = [reader_texts(result, result.totals, closing=True)] if result.totals else []
    rows = [*(reader_texts(result, row) for row in result.rows), *closing]
    needed = []
    for at, column in enumerate(result.report.columns):
        longest = max(heading(column, result.asked).split(), key=len, default="")
        texts = [longest] if column.kind == "text" else [longest, *(row[at][:TEXT_MAX] for row in rows)]
        widest = max(stringWidth(drawable(text), SANS, CELL.fontSize) for text in texts) + GUTTER
        needed.append(max(widest, WORDS_MIN) if column.kind == "text" else widest)
    return needed


def _widths(result: Result, width: float) -> list[float]:
    """The columns' widths: what each needs, and what is left over to the words; the drawing has its own."""
    needed = _needed(result)
    drawing = [DRAWN] if result.report.drawn else []
    spare = width - sum(needed) - sum(drawing)
    wordy = [column.kind == "text" for column in result.report.columns]
    if spare < 0 or not any(wordy):
        return [room * (width - sum(drawing)) / sum(needed) for room in needed] + drawing
    return [room + spare / sum(wordy) * words for room, words in zip(needed, wordy, strict=True)] + drawing


def _pairs(pairs: list[tuple[str, str]], width: float) -> Flowable:
    """Terms and their words."""
    cells = [[words(term, HEAD), words(text, CELL)] for term, text in pairs]
    table = LongTable(cells, colWidths=[45 * mm, width - 45 * mm], hAlign="LEFT")
    table.setStyle([*PADDING, ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE)])
    return table
