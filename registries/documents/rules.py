"""What may be said of a paper that was seen."""

from datetime import date

from mis.errors import refuse

KINDS = (
    "voter-card", "identity-card", "passport", "birth-certificate", "death-certificate", "household-book",
    "medical-certificate", "bank-paper", "court-order", "other",
)  # fmt: skip
TITLE_LENGTH_MAX = 120


def check_document(kind: str, title: str, seen_on: date, today: date) -> str:
    """The title as it is kept; refused when kind, title or day cannot be right."""
    if kind not in KINDS:
        raise refuse("kind", "Kind of paper: choose one of those offered", "unknown-kind")
    if seen_on > today:
        raise refuse("seen_on", "Seen on: this day is in the future", "in-the-future")
    kept = " ".join(title.split())
    if not kept or not kept.isprintable() or len(kept) > TITLE_LENGTH_MAX:
        words = "Title: write what the paper says of itself, at most %(most)d characters"
        raise refuse("title", words, "title", most=TITLE_LENGTH_MAX)
    return kept
