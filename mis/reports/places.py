"""Which municipality a place belongs to, for reports by area."""

from sqlalchemy.orm import Session

from mis.staff.models import Area
from mis.staff.queries import areas


def municipalities(session: Session) -> dict[int, Area]:
    """Each area with the municipality that holds it: the area below the country, or its own top where no country stands."""
    rows = {area.id: area for area in areas(session)}
    tops = [area for area in rows.values() if area.parent_id is None]
    country = tops[0].id if len(tops) == 1 else None

    def holder(area: Area) -> Area:
        while area.parent_id is not None and area.parent_id != country:
            area = rows[area.parent_id]
        return area

    return {key: holder(area) for key, area in rows.items()}


def municipality_choices(session: Session) -> list[tuple[str, str]]:
    """The municipalities to choose from, by code."""
    return sorted({(area.code, area.name) for area in municipalities(session).values()})


def areas_within(session: Session, code: str) -> list[int]:
    """The ids of every area of a municipality."""
    return [key for key, area in municipalities(session).items() if area.code == code]
