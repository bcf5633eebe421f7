"""Claims by outcome and days taken, as a report."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, case, cast, func, select
from sqlalchemy.orm import Session

from mis.reporting import Asked, Column, Filter, Report
from mis.statutes.queries import book, law_digest
from mis.statutes.wording import benefit_choices, name_of
from registries.claims.models import Claim

OUTCOMES = (
    ("granted", _l("Granted")),
    ("refused", _l("Refused")),
    ("withdrawn", _l("Withdrawn")),
    ("waiting", _l("Waiting for a decision")),
)


def outcome_rows(session: Session, asked: Asked) -> list[tuple]:
    """Claims by benefit and outcome: how many, the days taken, how many in time and late; one question."""
    today = cast(asked.day, Date)
    outcome = case((Claim.state.in_(("received", "certified")), "waiting"), else_=Claim.state).label("outcome")
    until = case((Claim.decided_on.is_not(None), Claim.decided_on), (outcome == "waiting", today))
    taken = until - func.coalesce(Claim.completed_on, Claim.received_on)
    days = case((taken < 0, 0), else_=taken)
    late = until > Claim.decide_by
    figures = (
        func.count(), func.round(func.avg(days), 1), func.percentile_disc(0.5).within_group(days), func.max(days),
        func.count().filter(~late), func.count().filter(late),
    )  # fmt: skip
    question = select(Claim.benefit, outcome, *figures).group_by(Claim.benefit, outcome)
    question = question.where(Claim.office_id.in_(asked.offices or ()), Claim.received_on <= asked.day)
    chosen = asked.filters
    if "benefit" in chosen:
        question = question.where(Claim.benefit == chosen["benefit"])
    if "from" in chosen:
        question = question.where(Claim.received_on >= chosen["from"])
    if "to" in chosen:
        question = question.where(Claim.received_on <= chosen["to"])
    return _in_words(session, asked, [tuple(row) for row in session.execute(question)])


def _in_words(session: Session, asked: Asked, rows: list[tuple]) -> list[tuple]:
    """The rows with benefits and outcomes by name, in the order of the outcomes."""
    sheets, order = book(session).sheets, [outcome for outcome, _ in OUTCOMES]
    words = {outcome: str(said) for outcome, said in OUTCOMES}
    named = [(name_of(sheets[row[0]], asked.language) if row[0] in sheets else row[0], *row[1:]) for row in rows]
    named.sort(key=lambda row: (row[0], order.index(row[1])))
    return [(benefit, words[outcome], *figures) for benefit, outcome, *figures in named]


CLAIMS_BY_OUTCOME = Report(
    name="claims-by-outcome",
    title=_l("Claims by outcome and days taken"),
    question=_l("How were claims decided, and how long did people wait?"),
    permission="reports.read",
    columns=(
        Column("benefit", _l("Benefit")),
        Column("outcome", _l("Outcome")),
        Column("claims", _l("Claims"), "number", summed=True),
        Column("days_mean", _l("Days, mean"), "number"),
        Column("days_half", _l("Days, half within"), "number"),
        Column("days_longest", _l("Days, longest"), "number"),
        Column("in_time", _l("In time"), "number", summed=True),
        Column("late", _l("Late"), "number", summed=True),
    ),
    filters=(
        Filter("benefit", _l("Benefit"), choices=benefit_choices),
        Filter("from", _l("Received from"), "day"),
        Filter("to", _l("Received to"), "day"),
    ),
    definitions=(
        (_l("Days"), _l("From the day the claim was complete (else received) to the decision; of those waiting, to now")),
        (_l("Half within"), _l("Half of these claims took so many days or fewer (the median)")),
        (_l("Late"), _l("Decided, or still waiting, after the last day to decide; withdrawn claims are in neither")),
        (_l("Claims"), _l("Claims received by these offices, each counted once, by what it came to")),
    ),
    drawn="claims",
    read=outcome_rows,
    law=lambda session, asked: law_digest(session, asked.day),
)
