"""Claims on the command line: `mis claim receive`, `decide`, `approve`, `show`."""

import click
from sqlalchemy.orm import Session

from mis.cli import as_officer, say
from mis.dates import parse_day
from mis.law.report import as_lines
from mis.staff.rules import ActingOfficer
from mis.statutes.queries import book
from registries.awards.queries import award_of_claim
from registries.claims.actions import NewClaim, benefit_sheet, receive
from registries.claims.models import Claim
from registries.claims.queries import claim_by_reference
from registries.claims.rules import check_told, read_papers
from registries.decisions import actions, queries


@click.group()
def claim() -> None:
    """Claims: receive, decide, approve, show."""


def _answer(session: Session, row: Claim, **more: object) -> dict:
    award = award_of_claim(session, row.id)
    return {
        "claim": row.reference, "state": row.state, "benefit": row.benefit, "received_on": row.received_on,
        "decide_by": row.decide_by, "award": award.reference if award else None, **more,
    }  # fmt: skip


@claim.command("receive")
@click.argument("benefit")
@click.option("--person", required=True, metavar="REFERENCE")
@click.option("--household", metavar="REFERENCE")
@click.option("--on", "on", required=True, metavar="YYYY-MM-DD", help="The day on which it was received.")
@click.option("--contingency", metavar="YYYY-MM-DD", help="The day on which the need began.")
@click.option("--helped-by", help="Who helped to fill in the form.")
@click.option(
    "--paper",
    "papers",
    multiple=True,
    metavar="N=STATE",
    help="How paper N of the benefit's list was found: given, substitute:WHAT WAS SHOWN, missing or not-needed. Once for each.",
)
@as_officer("claims.receive")
def receive_one(
    session: Session, by: ActingOfficer, as_json: bool, benefit: str, person: str, household: str | None, on: str,
    contingency: str | None, helped_by: str | None, papers: tuple[str, ...],
) -> None:  # fmt: skip
    """Receive a claim; its receipt is issued at once."""
    day = parse_day(contingency, "contingency") if contingency else None
    found = read_papers(papers)
    check_told(benefit_sheet(session, benefit), found)
    received = receive(session, NewClaim(benefit, person, parse_day(on, "on"), household, day, helped_by, found), by)
    answer = _answer(session, received.claim, letter=received.letter)
    say(answer, as_json, lambda: f"Claim {received.claim.reference} received; its receipt is letter {received.letter}")


@claim.command("decide")
@click.argument("reference")
@click.option("--note", default="", help="A note for the file.")
@as_officer("claims.decide")
def decide(session: Session, by: ActingOfficer, as_json: bool, reference: str, note: str) -> None:
    """Certify, as the first officer, what the law says of a claim."""
    row = actions.certify(session, reference, by, note)
    outcome = (row.decision or {})["outcome"]
    say(_answer(session, row, outcome=outcome), as_json, lambda: f"Certified: {outcome}. A second officer approves")


@claim.command("approve")
@click.argument("reference")
@as_officer("claims.approve")
def approve(session: Session, by: ActingOfficer, as_json: bool, reference: str) -> None:
    """Approve, as the second officer, what the first certified; the letter is issued."""
    row, number = actions.approve(session, reference, by)
    say(_answer(session, row, letter=number), as_json, lambda: f"{row.state.capitalize()}; letter {number}")


@claim.command("show")
@click.argument("reference")
@as_officer("claims.read")
def show(session: Session, by: ActingOfficer, as_json: bool, reference: str) -> None:
    """Show a claim and what the law says of it."""
    row = claim_by_reference(session, by, reference)
    weighed = queries.as_signed(session, row) if row.decision else queries.weigh(session, [row])[0]
    told = queries.told(book(session), weighed, by.language)
    facts = {name: seen.kept() for name, seen in weighed.facts.items()}
    answer = _answer(session, row, facts=facts, decision=weighed.decision)
    say(answer, as_json, lambda: "\n".join([f"{row.reference}: {row.state}", *as_lines(told)]))
