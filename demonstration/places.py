"""The places of the demonstration: its posts, and the office that serves each."""

from functools import cache
from pathlib import Path

from mis.installation.rules import Plan, read_plan

SERVED_BY = {
    "EAST": ("TL04", "TL09", "TL11", "TL14"),
    "WEST": ("TL05", "TL06", "TL08"),
    "RAEOA": ("TL13",),
}
HEAD_OFFICE = "HQ"
POST_CODE_LENGTH = 6


@cache
def plan() -> Plan:
    """The plan by which the office of the demonstration is opened."""
    return read_plan((Path(__file__).parent / "plan.toml").read_bytes())


@cache
def posts() -> tuple[str, ...]:
    """The codes of the administrative posts, where people live."""
    return tuple(area.code for area in plan().areas if len(area.code) == POST_CODE_LENGTH)


def office_of(post: str) -> str:
    """The code of the office that serves a post."""
    municipality = post[:4]
    return next((office for office, served in SERVED_BY.items() if municipality in served), HEAD_OFFICE)
