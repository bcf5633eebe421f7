"""The office's printer: a letter's words from templates that need no Python, and the letter as a PDF."""

from mis.printing.document import print_letter
from mis.printing.letter import (
    Arithmetic,
    Block,
    ConditionLine,
    Conditions,
    Facts,
    Heading,
    Institution,
    Items,
    Letter,
    Panel,
    Paragraph,
    Recipient,
    Signatory,
    StepLine,
    as_json,
    from_json,
)
from mis.printing.templates import Envelope, Tables, available, compose

__all__ = [
    "Arithmetic",
    "Block",
    "ConditionLine",
    "Conditions",
    "Envelope",
    "Facts",
    "Heading",
    "Institution",
    "Items",
    "Letter",
    "Panel",
    "Paragraph",
    "Recipient",
    "Signatory",
    "StepLine",
    "Tables",
    "as_json",
    "available",
    "compose",
    "from_json",
    "print_letter",
]
