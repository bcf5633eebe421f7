"""What an officer may find of two records, and what follows."""

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from mis.errors import conflict, refuse

FINDINGS = ("same", "different", "unclear")
OPEN_STATES = ("waiting", "unclear")
CLOSE = 80


def check_finding(state: str, finding: str) -> None:
    """Refuse a finding that is none, or on a pair that was decided."""
    if finding not in FINDINGS:
        raise refuse("finding", "Are A and B one person? Choose one answer", "not-offered")
    if state not in OPEN_STATES:
        raise conflict("Another officer has decided on this pair already", "decided-already")


def agreement(a: str, b: str) -> str:
    """How two answers agree: the same, close, different, or only one of them is known."""
    if not a or not b:
        return "only-a" if a else "only-b"
    if a.casefold() == b.casefold():
        return "same"
    return "close" if fuzz.ratio(a.casefold(), b.casefold()) >= CLOSE else "different"


def differing(a: str, b: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts in pieces, each with whether it differs; texts that have little in common stay whole."""
    if agreement(a, b) != "close":
        return [(a, False)], [(b, False)]
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for step in Indel.opcodes(a, b):
        left.append((a[step.src_start : step.src_end], step.tag != "equal"))
        right.append((b[step.dest_start : step.dest_end], step.tag != "equal"))
    return [piece for piece in left if piece[0]], [piece for piece in right if piece[0]]


def differing_ends(a: str, b: str, agreed: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Two masked numbers in pieces: what differs is marked, the mask itself where the ends are alike and the rest is not."""
    if agreed != "close" or not a or not b:
        return [(a, False)], [(b, False)]
    (mask, _space, end), (other_mask, _space, other_end) = a.partition(" "), b.partition(" ")
    if end == other_end:
        return [(mask, True), (f" {end}", False)], [(other_mask, True), (f" {other_end}", False)]
    return [(f"{mask} ", False), (end, True)], [(f"{other_mask} ", False), (other_end, True)]
