"""A name cleaned for keeping, folded for finding, and compared with another for likeness."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from mis.errors import refuse

NAME_LENGTH_MAX = 200
SEARCH_LENGTH_MAX = 200
TOKENS_MAX = 12
INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Letters of other scripts that look like Latin ones, as typed by mistake or to deceive; and letters that do not decompose.
LOOKALIKE = str.maketrans(
    "аеорсухіјѕԁԛԝһ" + "αοερτυνικχ" + "øłđðþßæœıŋħ",
    "aeopcyxijsdqwh" + "aoeptuvikx" + "oldd" + "\ue000\ue001\ue002\ue003" + "inh",
)
SPELT_OUT = {"\ue000": "th", "\ue001": "ss", "\ue002": "ae", "\ue003": "oe"}


def clean_name(text: str, field: str = "name") -> str:
    """The name as the person writes it: NFC, without what nobody can see, single spaces; refused when nothing is left."""
    kept = unicodedata.normalize("NFC", text.translate(INVISIBLE)).strip()
    if any((unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\r\n") or sign == "\ufffd" for sign in kept):
        raise refuse(field, "Full name: it has signs that are not letters; type it again", "unreadable")
    kept = " ".join(kept.split())
    if not any(unicodedata.category(sign)[0] == "L" for sign in kept):
        raise refuse(field, "Full name: write at least one letter", "empty")
    if len(kept) > NAME_LENGTH_MAX:
        words = "Full name: at most %(most)d characters, it has %(found)d"
        raise refuse(field, words, "too-long", most=NAME_LENGTH_MAX, found=len(kept))
    return kept


def tokens(text: str) -> list[str]:
    """The words of a name, folded and in the order of the alphabet: without accents, case, apostrophes and lookalikes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(LOOKALIKE)
    for sign, letters in SPELT_OUT.items():
        plain = plain.replace(sign, letters)
    words = "".join(sign if sign.isalnum() else "" if sign in "'’`ʼ‘" else " " for sign in plain).split()
    return sorted(words)


def name_key(name: str) -> str:
    """The name as it is stored for finding: the same however it is ordered, accented or composed."""
    return " ".join(tokens(name))


def search_words(text: str) -> list[str]:
    """The words to look for in what somebody typed; each may be the beginning of a word of the name."""
    return tokens(text[:SEARCH_LENGTH_MAX])[:TOKENS_MAX]


@dataclass(frozen=True)
class Known:
    """What of a person is compared with another."""

    name_key: str
    sex: str
    birth_year: int
    birth_month: int | None
    birth_day: int | None
    area_id: int | None
    phone: str | None
    numbers: frozenset[tuple[str, str]]


def birth_parts(born: date, precision: str) -> tuple[int, int | None, int | None]:
    """Year, month and day of a birth as far as they are known."""
    return born.year, None if precision == "year" else born.month, born.day if precision == "day" else None


@dataclass(frozen=True)
class Likeness:
    """How like two persons are, 0 to 100, and why; `strong` means that nobody should be paid before somebody looked."""

    score: int
    reasons: tuple[str, ...]

    @property
    def near(self) -> bool:
        """Whether an officer should see the other before saving."""
        return self.score >= NEAR

    @property
    def strong(self) -> bool:
        """Whether the pair is kept even when the officer says it is another person."""
        return self.score >= STRONG


NEAR, STRONG = 68, 90


def likeness(one: Known, other: Known) -> Likeness:
    """How like two persons are: names weigh 60, birth 25, sex, place, telephone and numbers the rest.

    A shared number of identity makes them near whatever else differs, since numbers are not given twice.
    """
    name = name_likeness(one.name_key, other.name_key)
    birth = birth_likeness(one, other)
    near_number = _numbers(one, other)
    points = 0.6 * name + 0.25 * birth
    points += 5 if one.sex == other.sex or "x" in (one.sex, other.sex) else -10
    points += 4 if one.area_id is not None and one.area_id == other.area_id else 0
    points += 6 if one.phone is not None and one.phone == other.phone else 0
    points += {"same-number": 25, "close-number": 8}.get(near_number, 0)
    reasons = [
        "same-name" if name == 100 else "close-name" if name >= 80 else "",
        "same-birth" if birth == 100 else "close-birth" if birth >= 50 else "",
        "same-sex" if one.sex == other.sex and one.sex != "x" else "",
        "same-area" if one.area_id is not None and one.area_id == other.area_id else "",
        "same-phone" if one.phone is not None and one.phone == other.phone else "",
        near_number,
    ]
    if near_number == "same-number":
        points = max(points, NEAR)
    elif name < 70 or birth == 0:
        points = min(points, NEAR - 1)
    return Likeness(max(0, min(100, round(points))), tuple(reason for reason in reasons if reason))


def name_likeness(one: str, other: str) -> int:
    """How like two folded names are, 0 to 100; the order of words does not count, a missing word counts a little."""
    if one == other:
        return 100
    whole = fuzz.ratio(one, other)
    shared = fuzz.token_set_ratio(one, other) if min(len(one.split()), len(other.split())) > 1 else 0
    return min(99, round(max(whole, 0.9 * shared)))


def birth_likeness(one: Known, other: Known) -> int:
    """How like two births are, 0 to 100; what is not known on one side is not held against it."""
    if one.birth_year != other.birth_year:
        swapped = OSA.distance(f"{one.birth_year}", f"{other.birth_year}") == 1
        apart = abs(one.birth_year - other.birth_year)
        same_day = one.birth_day is not None and (one.birth_day, one.birth_month) == (other.birth_day, other.birth_month)
        return 70 if swapped and same_day else 40 if apart == 1 else 0
    if one.birth_day is not None and (one.birth_day, one.birth_month) == (other.birth_month, other.birth_day):
        return 100 if one.birth_day == one.birth_month else 85
    months = one.birth_month == other.birth_month or None in (one.birth_month, other.birth_month)
    days = one.birth_day == other.birth_day or None in (one.birth_day, other.birth_day)
    known = None not in (one.birth_month, other.birth_month, one.birth_day, other.birth_day)
    if months and days:
        return 100 if known else 75
    return 75 if months or days else 50


def _numbers(one: Known, other: Known) -> str:
    """Whether a number of identity is shared, or of the same kind and one slip apart."""
    if one.numbers & other.numbers:
        return "same-number"
    pairs = ((a, b) for kind, a in one.numbers for other_kind, b in other.numbers if kind == other_kind and len(a) > 4)
    return "close-number" if any(OSA.distance(a, b) == 1 for a, b in pairs) else ""
