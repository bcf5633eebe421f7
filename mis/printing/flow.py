"""A letter's blocks as what ReportLab sets on pages."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from mis.printing.letter import Arithmetic, Block, Conditions, Facts, Heading, Items, Panel, Paragraph
from mis.printing.styles import (
    CELL,
    CELL_RIGHT,
    CITED,
    HEAD,
    HEAD_RIGHT,
    HEADING,
    INK,
    LINE,
    LINE_STRONG,
    PETROL,
    RESULTS,
    TEXT,
    point,
    words,
)

WIDTH = 170 * mm
LONG = 500
PADDING = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 6), ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]  # fmt: skip
RULES = [("LINEBELOW", (0, 0), (-1, 0), 1, LINE_STRONG), ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE)]


def flow(block: Block, fixed: Mapping[str, str]) -> list[Flowable]:
    """One block, with the letter's fixed words for the heads of tables."""
    if isinstance(block, Heading):
        return [words(block.text, HEADING, strong=True)]
    if isinstance(block, Paragraph):
        return [words(block.text)]
    if isinstance(block, Items):
        return [*map(point, block.texts), Spacer(0, 3)]
    if isinstance(block, Conditions):
        return _conditions(block, fixed)
    if isinstance(block, Arithmetic):
        return _arithmetic(block, fixed)
    return _facts(block) if isinstance(block, Facts) else _panel(block, fixed)


def ruled(rows: Sequence[Sequence[Flowable]], widths: Sequence[float], styles: Sequence[tuple] = ()) -> Table:
    """A table whose head repeats on each page."""
    table = Table(rows, colWidths=widths, repeatRows=1, hAlign="LEFT")
    table.setStyle([*PADDING, *RULES, *styles])
    return table


def parted(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """A row's texts as one row, or as several where one is so long that no page would hold it."""
    yield from zip_longest(*(wrap(text, LONG) if len(text) > LONG else [text] for text in texts), fillvalue="")


def double_line(row: int) -> list[tuple]:
    """The accountant's double rule under a row of sums."""
    return [("LINEABOVE", (0, row), (-1, row), 0.8, INK), ("LINEBELOW", (0, row), (-1, row), 0.8, INK, 1, None, None, 2, 1.6)]


def _conditions(block: Conditions, fixed: Mapping[str, str]) -> list[Flowable]:
    """The conditions: what the law asks with its citation, what was found, the result."""
    rows: list[list] = [[words(fixed[name], HEAD) for name in ("asked", "found", "result", "law")]]
    for line in block.lines:
        tinted = ParagraphStyle(line.result, CELL, textColor=RESULTS[line.result])
        for asked, found, result, law in parted((line.asked, line.found, fixed[line.result], line.law)):
            rows.append([words(asked, CELL), words(found, CELL), words(result, tinted), words(law, CITED)])
    return [ruled(rows, [50 * mm, 55 * mm, 22 * mm, 43 * mm]), Spacer(0, 4)]


def _arithmetic(block: Arithmetic, fixed: Mapping[str, str]) -> list[Flowable]:
    """The steps of the sum: words, provision, amount; sums on a double line."""
    heads = [words(fixed["step"], HEAD), words(fixed["law"], HEAD)]
    rows: list[list] = [[*heads, words(fixed["amount"], HEAD_RIGHT)]]
    styles: list[tuple] = []
    for line in block.lines:
        for text, law, amount in parted((line.words, line.law, line.amount)):
            rows.append([words(text, CELL, line.sum), words(law, CITED), words(amount, CELL_RIGHT, line.sum)])
        styles += double_line(len(rows) - 1) if line.sum else []
        if line.sum and line is not block.lines[-1]:
            styles.append(("TOPPADDING", (0, len(rows)), (-1, len(rows)), 4))
    return [ruled(rows, [82 * mm, 66 * mm, 22 * mm], styles), Spacer(0, 4)]


def _facts(block: Facts) -> list[Flowable]:
    """Facts as label and words, two beside each other."""
    soft = ParagraphStyle("label", TEXT, textColor=HEAD.textColor, spaceAfter=0)
    plain = ParagraphStyle("fact", TEXT, spaceAfter=0)
    pairs = [pair for row in block.rows for pair in parted(row)]
    cells = [[words(label, soft), words(text, plain)] for label, text in pairs] + [["", ""]] * (len(pairs) % 2)
    rows = [[*left, *right] for left, right in zip(cells[::2], cells[1::2], strict=True)]
    table = Table(rows, colWidths=[20 * mm, 65 * mm] * 2, hAlign="LEFT")
    table.setStyle([*PADDING, ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE)])
    return [table, Spacer(0, 4)]


def _panel(block: Panel, fixed: Mapping[str, str]) -> list[Flowable]:
    """A framed part with a bold edge: a row for each block, so that one longer than a page can part between pages."""
    inner = [part for within in block.blocks for short in _short(within) for part in flow(short, fixed)]
    rows = [[part] for part in inner]
    table = Table(rows, colWidths=[WIDTH], hAlign="LEFT")
    table.setStyle(
        [
            ("BOX", (0, 0), (-1, -1), 0.6, LINE_STRONG), ("LINEBEFORE", (0, 0), (0, -1), 3, PETROL),
            ("LEFTPADDING", (0, 0), (-1, -1), 10), ("RIGHTPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, 0), 4), ("BOTTOMPADDING", (0, -1), (-1, -1), 6), ("NOSPLIT", (0, 0), (0, 1)),
        ]
    )  # fmt: skip
    return [Spacer(0, 3), table, Spacer(0, 4)]


def _short(block: Block) -> list[Block]:
    """A paragraph as paragraphs that a page can hold."""
    return [Paragraph(text) for (text,) in parted((block.text,))] if isinstance(block, Paragraph) else [block]
