"""Reading a person's account of contributions: by year, and line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from mis.staff.rules import ActingOfficer
from registries.contributions.models import Contribution, Schedule
from registries.contributions.queries import schemes
from registries.employers.models import Employer
from registries.employers.queries import spells_of_person
from registries.persons.models import Person


@dataclass(frozen=True)
class Year:
    """A person's contributions of a year: which of the twelve months are credited, and the sums."""

    year: int
    months: tuple[bool, ...]
    wages: Decimal
    total: Decimal


def years_of(session: Session, person_id: int) -> list[Year]:
    """A person's account by year, newest first: months credited, wages and contributions, amendments counted."""
    net = (
        select(
            Contribution.month, func.sum(Contribution.total).label("total"),
            func.sum(Contribution.wage).filter(Contribution.programme == _first_programme()).label("wage"),
        )
        .where(Contribution.person_id == person_id)
        .group_by(Contribution.month)
    )  # fmt: skip
    found: dict[int, list[Row]] = {}
    for row in session.execute(net):
        found.setdefault(row.month.year, []).append(row)
    return [_year(year, found[year]) for year in sorted(found, reverse=True)]


def _first_programme() -> Any:
    """The programme by which a wage is counted once, however many programmes it is assessed for."""
    other = Contribution.__table__.alias("other")
    return (
        select(func.min(other.c.programme))
        .where(other.c.schedule_id == Contribution.schedule_id, other.c.person_id == Contribution.person_id)
        .scalar_subquery()
    )


def _year(year: int, rows: Sequence[Row]) -> Year:
    credited = {row.month.month for row in rows if row.total > 0}
    wages = sum((row.wage or Decimal(0) for row in rows), Decimal(0))
    return Year(year, tuple(at in credited for at in range(1, 13)), wages, sum((row.total for row in rows), Decimal(0)))


def account_of(session: Session, person_id: int, year: int) -> Sequence[tuple[Contribution, Employer, str]]:
    """Every line of a person's account in a year, newest first, with employer and schedule."""
    question = (
        select(Contribution, Employer, Schedule.reference)
        .join(Employer, Employer.id == Contribution.employer_id)
        .join(Schedule, Schedule.id == Contribution.schedule_id)
        .where(Contribution.person_id == person_id, Contribution.month.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(Contribution.month.desc(), Contribution.id.desc())
    )
    return [(line, employer, reference) for line, employer, reference in session.execute(question)]


def person_panel(session: Session, _by: ActingOfficer, person_id: int) -> dict[str, Any]:
    """A person's account by year, for her page."""
    years, known = years_of(session, person_id), schemes(session)
    return {
        "person": session.get_one(Person, person_id), "years": years, "spells": spells_of_person(session, person_id),
        "credited": sum(sum(year.months) for year in years), "wages": sum((year.wages for year in years), Decimal(0)),
        "total": sum((year.total for year in years), Decimal(0)), "currency": known[0].currency if known else "",
        "decimals": known[0].decimals if known else 2,
    }  # fmt: skip


PROBLEMS_MAX = 100
AMOUNTS = ("wage", "base", "employer_share", "worker_share", "state_share", "total")
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in AMOUNTS)
_DIFFER = " OR ".join(f"coalesce(filed.{name}, 0) <> coalesce(kept.{name}, 0)" for name in AMOUNTS)
DIFFERING = text(
    f"""WITH last AS (
             SELECT DISTINCT ON (employer_id, scheme, month) id, employer_id, scheme, month FROM schedule
             WHERE state = 'posted' ORDER BY employer_id, scheme, month, filing DESC),
           filed AS (
             SELECT employer_id, scheme, month, person_id, programme, {", ".join(AMOUNTS)}
             FROM last JOIN schedule_line l ON l.schedule_id = last.id JOIN schedule_share s USING (schedule_id, line)),
           kept AS (
             SELECT employer_id, scheme, month, person_id, programme, {_SUMS} FROM contribution
             GROUP BY employer_id, scheme, month, person_id, programme)
        SELECT p.reference, month, programme, coalesce(kept.total, 0) AS kept, coalesce(filed.total, 0) AS filed
        FROM filed FULL JOIN kept USING (employer_id, scheme, month, person_id, programme) JOIN person p ON p.id = person_id
        WHERE {_DIFFER} ORDER BY p.reference, month LIMIT :most"""
)


def accounts_agree(session: Session) -> tuple[int, list[str]]:
    """Every account from scratch: its lines add up to what the last posted schedule of each month says. How many lines."""
    examined = session.scalar(select(func.count()).select_from(Contribution)) or 0
    wrong = [
        f"{row.reference}, {row.month:%Y-%m}, {row.programme}: the account holds {row.kept}, the schedule says {row.filed},"
        " or a wage or share differs"
        for row in session.execute(DIFFERING, {"most": PROBLEMS_MAX})
    ]
    return examined, wrong
