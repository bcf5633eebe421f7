"""Coverage by branch and sex as a report: people who contribute or receive, each counted once."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, Text, column, func, or_, select, union, values
from sqlalchemy.orm import Session

from mis.dates import add_months, month_start
from mis.reporting import Asked, Column, Filter, Report
from mis.reports.places import areas_within, municipality_choices
from mis.statutes.queries import book, law_digest
from mis.statutes.wording import branch_words
from registries.awards.models import Award, AwardCoverage, AwardHold, AwardTerm
from registries.contributions.models import Contribution
from registries.persons.models import Person

MONTHS_BACK = 12
WAYS = (("contributing", _l("Contributing")), ("receiving", _l("Receiving")))


def covered_rows(session: Session, asked: Asked) -> list[tuple]:
    """Women, men, others and all people covered by each branch, and once over by at least one; one question."""
    branches = [(code, sheet.branch) for code, sheet in sorted(book(session).sheets.items())]
    of_code = values(column("code", Text), column("branch", Text), name="of_code").data(branches).cte()
    covered = _covered(asked)
    person = func.coalesce(Person.merged_into_id, Person.id)
    counts = [func.count(person.distinct()).filter(Person.sex == sex) for sex in ("f", "m", "x")]
    question = select(of_code.c.branch, *counts, func.count(person.distinct()))
    question = question.join_from(covered, of_code, of_code.c.code == covered.c.code)
    question = question.join(Person, Person.id == covered.c.person_id)
    question = question.where(
        Person.office_id.in_(asked.offices or ()), or_(Person.died_on.is_(None), Person.died_on > asked.day)
    )
    if "municipality" in asked.filters:
        question = question.where(Person.area_id.in_(areas_within(session, asked.filters["municipality"])))
    found = session.execute(question.group_by(func.rollup(of_code.c.branch))).all()
    rows = sorted((branch_words(branch), *figures) for branch, *figures in found if branch is not None)
    once = next(tuple(figures) for branch, *figures in found if branch is None)
    return [*rows, (_("At least one branch"), *once)]


def _covered(asked: Asked) -> CTE:
    """Pairs of person and law: by which benefit or scheme somebody is covered on the day."""
    ways = {"contributing": _contributing(asked.day), "receiving": _receiving(asked.day)}
    chosen = asked.filters.get("way")
    return union(*([ways[chosen]] if chosen else ways.values())).cte("covered")


def _contributing(day: date):
    """Who has a credited month among the last twelve; what amendments took back is not credited."""
    month = month_start(day)
    question = select(Contribution.person_id.label("person_id"), Contribution.scheme.label("code"))
    question = question.where(Contribution.month <= month, Contribution.month > add_months(month, -MONTHS_BACK))
    grouped = question.group_by(Contribution.person_id, Contribution.scheme, Contribution.month)
    return grouped.having(func.sum(Contribution.base) > 0)


def _receiving(day: date):
    """Who has an award of which something is due in the day's month, or services are covered, and that no hold stops."""
    month = month_start(day)
    held = select(AwardHold.id).where(
        AwardHold.award_id == Award.id, AwardHold.from_month <= month, AwardHold.lifted_at.is_(None)
    )
    due = select(AwardTerm.id).where(
        AwardTerm.award_id == Award.id,
        AwardTerm.replaced_at.is_(None),
        AwardTerm.from_month <= month,
        or_(AwardTerm.to_month.is_(None), AwardTerm.to_month >= month),
        AwardTerm.amount > 0,
    )
    covering = select(AwardCoverage.id).where(
        AwardCoverage.award_id == Award.id,
        AwardCoverage.replaced_at.is_(None),
        AwardCoverage.from_day <= day,
        or_(AwardCoverage.until.is_(None), AwardCoverage.until >= day),
    )
    question = select(Award.person_id.label("person_id"), Award.benefit.label("code"))
    return question.where(or_(due.exists(), covering.exists()), Award.state != "ended", ~held.exists())


COVERAGE = Report(
    name="coverage",
    title=_l("Coverage by branch and sex"),
    question=_l("How many people does each branch of social protection reach, women and men?"),
    permission="reports.read",
    columns=(
        Column("branch", _l("Branch")),
        Column("women", _l("Women"), "number"),
        Column("men", _l("Men"), "number"),
        Column("other", _l("Other"), "number"),
        Column("people", _l("People"), "number"),
    ),
    filters=(
        Filter("on", _l("On"), "day"),
        Filter("way", _l("Covered by"), choices=WAYS),
        Filter("municipality", _l("Municipality"), choices=municipality_choices),
    ),
    definitions=(
        (_l("Contributing"), _l("People with at least one credited month among the twelve up to the month of the day")),
        (_l("Receiving"), _l("People in whose name an award stands of which something is due in that month unless it is held")),
        (_l("Households"), _l("A benefit of a household counts the person in whose name it is paid, not the other members")),
        (_l("At least one"), _l("People covered by any of the branches, each counted once; the dead are not counted")),
        (_l("Denominators"), _l("None: the office holds no figures of the population, so no shares are given")),
    ),
    drawn="people",
    last_is_total=True,
    note=_l("Branches overlap, so they do not add up; the last line counts each person once."),
    read=covered_rows,
    law=lambda session, asked: law_digest(session, asked.day),
)
