"""What a household must be: one head, each person once, days that can be true."""

from collections.abc import Sequence
from datetime import date

from mis.errors import Problem, Refusal, refuse

ROLES = ("head", "partner", "child", "parent", "relative", "other")
MEMBERS_MAX = 40
BOOK_LENGTH_MAX = 30


def clean_book(text: str) -> str:
    """The number of the household book as it is kept."""
    kept = " ".join(text.split())
    if not kept or not kept.isprintable() or len(kept) > BOOK_LENGTH_MAX:
        raise refuse("book_number", "Household book: write its number, at most %(most)d characters", "book", most=BOOK_LENGTH_MAX)
    return kept


def check_members(members: Sequence[tuple[int, str]]) -> None:
    """Refuse a household (person and role, in the order of the form) without exactly one head, or with a person twice."""
    problems = [
        Problem(f"members-{at}-role", "Role: choose one of those offered", "not-offered")
        for at, (_, role) in enumerate(members)
        if role not in ROLES
    ]
    heads = sum(role == "head" for _, role in members)
    if heads != 1:
        words = "Members: a household has one head, this one has %(found)d"
        problems.append(Problem("members", words, "one-head", values={"found": heads}))
    if len({person for person, _ in members}) != len(members):
        problems.append(Problem("members", "Members: the same person is there twice", "twice"))
    if len(members) > MEMBERS_MAX:
        problems.append(Problem("members", "Members: at most %(most)d", "too-many", values={"most": MEMBERS_MAX}))
    if problems:
        raise Refusal(*problems)


def check_day(field: str, day: date, today: date) -> None:
    """Refuse a day that has not come."""
    if day > today:
        raise refuse(field, "Day: this day is in the future", "in-the-future")
