"""Public references: the kind, ten random characters and two of check, the same on paper, in URLs and at the bank."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random, SystemRandom

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KINDS = {
    "PE": "person", "HH": "household", "EM": "employer", "SC": "schedule", "CL": "claim", "AW": "award", "BA": "batch",
    "PY": "payment", "FI": "payment file", "AN": "bank answer", "RC": "receipt", "DO": "document", "IM": "import",
    "OF": "officer", "LD": "ledger transaction", "DU": "possible duplicate", "LK": "look alarm",
    "DR": "draft of law",
}  # fmt: skip
_LIKE = str.maketrans("OIL", "011")
_FORM = re.compile(rf"([A-Z]{{2}})-?([{ALPHABET}]{{5}})-?([{ALPHABET}]{{5}})-?([{ALPHABET}]{{2}})", re.ASCII)


def _check(kind: str, body: str) -> str:
    """Two characters that change with any one wrong character and any swap of neighbours."""
    number = 0
    for letter in kind + body:
        number = (number * 37 + ord(letter)) % 1021
    return ALPHABET[number // 32] + ALPHABET[number % 32]


_fair = SystemRandom()
_dice: ContextVar[Random] = ContextVar("dice")


def new_reference(kind: str) -> str:
    """A reference never used before (32^10 of them); the table's unique key is the proof."""
    return written(kind, "".join(_dice.get(_fair).choices(ALPHABET, k=10)))


def derived_reference(kind: str, seed: str, *parts: object) -> str:
    """A reference that follows from a secret seed: the same work again names its fruit the same, nobody can guess it."""
    said = "|".join([kind, *map(str, parts)]).encode()
    number = int.from_bytes(hmac.digest(seed.encode(), said, hashlib.sha256)[:8])
    return written(kind, "".join(ALPHABET[number >> 5 * place & 31] for place in range(10)))


@contextmanager
def references_from(dice: Random) -> Iterator[None]:
    """Draw references from these dice for a while: a demonstration must come out the same on every machine."""
    token = _dice.set(dice)
    try:
        yield
    finally:
        _dice.reset(token)


def written(kind: str, body: str) -> str:
    """The reference of a kind and its ten characters, in groups as on a letter."""
    if kind not in KINDS:
        raise ValueError(f"no kind {kind}")
    return f"{kind}-{body[:5]}-{body[5:]}-{_check(kind, body)}"


def read_reference(text: str) -> str | None:
    """The reference as it should be written, from what somebody typed or read aloud; None when it cannot be one."""
    text = text.strip().upper().replace(" ", "")
    kind, rest = text[:2], text[2:].translate(_LIKE)
    found = _FORM.fullmatch(kind + rest)
    if not found or kind not in KINDS:
        return None
    reference = written(kind, found[2] + found[3])
    return reference if reference.endswith(found[4]) else None
