"""Gathering, for many claims at once, what the registers answer to the facts that a benefit asks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.dates import month_text
from mis.law.book import Sheet
from mis.law.facts import Fact
from registries.contributions.models import Contribution
from registries.employers.models import EmploymentSpell
from registries.households import queries as households
from registries.persons import queries as persons
from registries.persons.queries import FactFound
from registries.persons.rules import as_known

CONTRIBUTIONS = "Contribution accounts"
SPELLS = "Register of employers"


@dataclass(frozen=True)
class Subject:
    """Whom a claim is about: a person, and the household for which she claims when the benefit is a household's."""

    person_id: int
    household_id: int | None = None


def gather(session: Session, sheet: Sheet, subjects: Sequence[Subject], on: date) -> list[dict[str, FactFound]]:
    """For each subject the facts that the sheet asks and a register answers on a day; what nobody knows is left out.

    A birth is answered as far as it is known: a day, or "1951-04" or "1951" as text.
    One question per register, however many subjects.
    """
    people = sorted({subject.person_id for subject in subjects})
    homes = sorted({subject.household_id for subject in subjects if subject.household_id is not None})
    asked = {fact.name: fact for fact in sheet.facts}
    of_person = persons.facts(session, people, on)
    if "birth_date" in asked:
        of_person = _as_born(session, of_person)
    of_home = households.facts(session, homes, on) if homes else {}
    of_work = _worked(session, asked, sheet, people, on)
    answers = []
    for subject in subjects:
        known = of_person[subject.person_id] | of_work[subject.person_id] | of_home.get(subject.household_id or 0, {})
        answers.append({name: _as_asked(asked[name], found) for name, found in known.items() if name in asked})
    return answers


def _as_born(session: Session, of_person: dict[int, dict[str, FactFound]]) -> dict[int, dict[str, FactFound]]:
    """What is known of persons, each birth only as far as it is known."""
    for person_id, precision in persons.births_in_part(session, list(of_person)).items():
        born = of_person[person_id].get("birth_date")
        if born is not None:
            of_person[person_id]["birth_date"] = replace(born, value=as_known(born.value, precision))
    return of_person


def _as_asked(fact: Fact, found: FactFound) -> FactFound:
    """A list of items with only the fields that the law knows."""
    if not fact.fields:
        return found
    fields = {field.name for field in fact.fields}
    items = [{name: value for name, value in item.items() if name in fields} for item in found.value]
    return FactFound(items, found.source, found.since, found.document)


def _worked(
    session: Session, asked: Mapping[str, Fact], sheet: Sheet, people: Sequence[int], on: date
) -> dict[int, dict[str, FactFound]]:
    """What the accounts of contributions and the spells of employment answer."""
    answers: dict[int, dict[str, FactFound]] = defaultdict(dict)
    if asked.keys() & {"months", "months_contributed", "last_wage"}:
        months = _months(session, sheet.scheme, people, on)
        for person_id in people:
            answers[person_id] |= _from_months(months.get(person_id, []), on)
    if "dismissed_on" in asked:
        for person_id, ended in _last_ends(session, people, on).items():
            answers[person_id]["dismissed_on"] = FactFound(ended, SPELLS, ended)
    return answers


def _months(session: Session, scheme: str, people: Sequence[int], on: date) -> dict[int, list[tuple[date, Any]]]:
    """The months credited to each person in a scheme, with the wage, in order; a month taken back is none."""
    question = (
        select(Contribution.person_id, Contribution.month, func.sum(Contribution.wage).label("wage"))
        .where(Contribution.person_id.in_(people), Contribution.scheme == scheme, Contribution.month <= on)
        .group_by(Contribution.person_id, Contribution.month, Contribution.programme)
        .having(func.sum(Contribution.total) > 0)
        .order_by(Contribution.person_id, Contribution.month)
    )
    months: dict[int, dict[date, Any]] = defaultdict(dict)
    for row in session.execute(question):
        months[row.person_id][row.month] = max(row.wage, months[row.person_id].get(row.month, row.wage))
    return {person_id: list(found.items()) for person_id, found in months.items()}


def _from_months(months: Sequence[tuple[date, Any]], on: date) -> dict[str, FactFound]:
    """The facts that a list of credited months answers."""
    since = months[-1][0] if months else on
    answer = {
        "months": FactFound([{"month": month_text(month)} for month, _ in months], CONTRIBUTIONS, since),
        "months_contributed": FactFound(len(months), CONTRIBUTIONS, since),
    }
    if months:
        answer["last_wage"] = FactFound(months[-1][1], CONTRIBUTIONS, since)
    return answer


def _last_ends(session: Session, people: Sequence[int], on: date) -> dict[int, date]:
    """The day on which each person's last employment ended, of those who have none now."""
    current = EmploymentSpell.replaced_at.is_(None)
    question = (
        select(EmploymentSpell.person_id, func.max(EmploymentSpell.ended_on))
        .where(EmploymentSpell.person_id.in_(people), EmploymentSpell.started_on <= on, current)
        .group_by(EmploymentSpell.person_id)
        .having(func.bool_and(func.coalesce(EmploymentSpell.ended_on <= on, False)))
    )
    return {row[0]: row[1] for row in session.execute(question) if row[1] is not None}
