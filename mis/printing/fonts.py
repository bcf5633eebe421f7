"""The letters' typeface, and user's text made fit for it: nothing forged, nothing dropped in silence."""

import unicodedata
from functools import cache
from xml.sax.saxutils import escape

import fontpkg_noto_sans
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SANS, LAW = "NotoSans", "NotoSans-Italic"
FILES = {SANS: "NotoSans[wdth,wght].ttf", LAW: "NotoSans-Italic[wdth,wght].ttf"}
# Scripts whose letters change shape or place beside each other: drawn one by one they would be wrong, not only ugly.
SHAPED = ((0x0590, 0x08FF), (0x0900, 0x109F), (0x1780, 0x17FF), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF), (0xFB1D, 0xFEFC))

# Text is never a way to an image or a page: no address is trusted, whatever a name looks like.
rl_config.trustedHosts = []
rl_config.trustedSchemes = []


@cache
def load_fonts() -> frozenset[int]:
    """Make the typeface known to the printer, once a process; the characters that it can draw."""
    folder = fontpkg_noto_sans.ROOT / "files"
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(SANS, normal=SANS, bold=SANS, italic=LAW, boldItalic=LAW)
    known = [set(pdfmetrics.getFont(name).face.charToGlyph) for name in FILES]
    return frozenset(code for code in known[0] & known[1] if not _shaped(code))


def drawable(text: str) -> str:
    """The text as the typeface can draw it.

    Composed letters, no control or invisible marks; what has no glyph stands as its number, as in ‹U+4E2D›, so that
    whoever reads the letter sees that something is missing and which character it is.
    """
    drawn = load_fonts()
    return "".join(mark if ord(mark) in drawn else _stand_in(mark) for mark in _settled(text))


def markup(text: str) -> str:
    """The text as ReportLab's paragraphs read it: escaped, so that a name is only ever a name; lines are kept."""
    return escape(drawable(text)).replace("\n", "<br/>")


def _settled(text: str) -> str:
    """Composed where Unicode composes, without what is not written: NUL, controls, direction marks."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(mark for mark in composed if mark.isspace() or unicodedata.category(mark) not in {"Cc", "Cf", "Cs"})


def _stand_in(mark: str) -> str:
    """What is printed for a character that has no glyph."""
    if mark.isspace():
        return "\n" if mark == "\n" else " "
    return f"‹U+{ord(mark):04X}›"


def _shaped(code: int) -> bool:
    """Whether the character belongs to a script that needs shaping."""
    return any(first <= code <= last for first, last in SHAPED)
