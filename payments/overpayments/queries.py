"""Reading what was paid for months after a death: as waiting work, and as a report of every difference."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import text
from sqlalchemy.orm import Session

from mis.part import WorkItem
from mis.reporting import Asked, Column, Report
from mis.staff.rules import ActingOfficer

# Only an award of somebody who died can have such a month; what came back from a bank is no longer paid.
_AFTER = """FROM (SELECT l.award_id, l.covered, y.currency, sum(l.amount) AS amount
    FROM person p JOIN award w ON w.person_id = p.id JOIN payment_line l ON l.award_id = w.id
      JOIN payment y ON y.id = l.payment_id
    WHERE p.died_on IS NOT NULL AND l.covered > p.died_on AND w.office_id = ANY(:offices)
    GROUP BY l.award_id, l.covered, y.currency HAVING sum(l.amount) > 0) d
  JOIN award w ON w.id = d.award_id JOIN person p ON p.id = w.person_id"""
_REPORTED = """(SELECT min(f.recorded_at) FROM person_fact f
    WHERE f.person_id = p.id AND f.name = 'died_on' AND f.replaced_at IS NULL)"""


def after_death_count(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many people were paid for months after their death, and since when the office knows of the oldest."""
    question = text(f"SELECT count(DISTINCT p.id), min({_REPORTED}) {_AFTER}")
    count, since = session.execute(question, {"offices": list(by.offices)}).one()
    return count, since.date() if since else None


def after_death_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The people who were paid for months after their death, the longest known first."""
    question = f"""SELECT p.reference, p.name, p.died_on, d.currency, sum(d.amount) AS amount, {_REPORTED} AS reported {_AFTER}
      GROUP BY p.id, d.currency ORDER BY reported, p.id LIMIT :most"""
    rows = session.execute(text(question), {"offices": list(by.offices), "most": most})
    return [
        WorkItem(
            row.name, f"{row.currency} {row.amount}", _("Paid for months after the death"), f"/persons/{row.reference}",
            row.reported.date() if row.reported else row.died_on,
        )
        for row in rows
    ]  # fmt: skip


def after_death_rows(session: Session, asked: Asked) -> list[tuple]:
    """Each month paid after a death: what was due, what was paid, the difference."""
    question = text(f"SELECT p.reference, p.died_on, w.reference, d.covered, d.amount {_AFTER} ORDER BY 1, 3, 4")
    rows = session.execute(question, {"offices": list(asked.offices or ())})
    return [(person, died, award, covered, 0, paid, paid) for person, died, award, covered, paid in rows]


PAID_AFTER_DEATH = Report(
    name="paid-after-death",
    title=_l("Paid after a death"),
    question=_l("Which months were paid although the person had died before them?"),
    permission="overpayments.read",
    columns=(
        Column("person", _l("Person"), "reference"),
        Column("died_on", _l("Died on"), "day"),
        Column("award", _l("Award"), "reference"),
        Column("month", _l("Month"), "month"),
        Column("due", _l("Due"), "money", summed=True),
        Column("paid", _l("Paid"), "money", summed=True),
        Column("difference", _l("Paid too much"), "money", summed=True),
    ),
    definitions=(
        (_l("Month"), _l("A month that begins after the day of death; the month of the death itself is due in full")),
        (_l("Paid"), _l("What was paid for that month less what came back from the bank")),
    ),
    read=after_death_rows,
)
