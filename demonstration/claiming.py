"""Claims and their decisions: households ask for the transfer of 2020, old people for the pension of May 2024."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demonstration import calendar, cases
from demonstration.opening import CERTIFIER, REGISTRAR, SUPERVISOR, VERIFIER
from demonstration.registering import Directory, clerks_of
from demonstration.stage import Stage, officer
from demonstration.terminal import Progress
from mis.errors import refuse
from mis.statutes.actions import confirm
from mis.statutes.queries import unconfirmed
from registries.awards.actions import Suspension, suspend
from registries.awards.models import Award
from registries.claims.actions import NewClaim, receive, receive_many
from registries.claims.models import Claim
from registries.claims.rules import Paper
from registries.decisions.actions import approve_many, decide_many
from registries.households.models import Household
from registries.persons.actions import hold_account, report_death
from registries.persons.models import Person

TRANSFER, PENSION = "tl-household-transfer-2020", "tl-social-pension"
TRANSFER_PAPERS = (Paper(0, "given"), Paper(1, "given"))
PENSION_PAPERS = (Paper(0, "given"), Paper(1, "given"), Paper(2, "not-needed"))
PART = 500


def claim_transfer(stage: Stage, progress: Progress) -> None:
    """Every household in the book asks for the transfer, taken from the register in bulk by its office."""
    directory = Directory(stage)
    with stage.database.session() as session:
        books = dict(session.execute(select(Household.book_number, Household.reference)).tuples().all())
    for office in REGISTRAR:
        homes = [home for home in stage.people.homes if home.office == office]
        new = [
            NewClaim(TRANSFER, directory.references[home.members[0][0]], calendar.TRANSFER_CLAIMED, books[home.book],
                     papers=TRANSFER_PAPERS)
            for home in homes
        ]  # fmt: skip

        def work(session: Session, part: Sequence[NewClaim], office: str = office) -> None:
            receive_many(session, part, clerks_of(session)[office])

        stage.in_parts(f"transfer claims of {office}", calendar.TRANSFER_CLAIMED, new, PART, work, progress)
    progress.say(f"{len(stage.people.homes):,} claims received")


def claim_pensions(first: date, last: date, stage: Stage, progress: Progress) -> None:
    """People ask for the pension on the days from the first to the last.

    Those of the story come to the counter, the others by their villages' lists.
    """
    directory = Directory(stage)
    by_day: dict[date, list[NewClaim]] = defaultdict(list)
    counter: set[str] = set()
    for asking in stage.people.askings:
        if not first <= asking.received_on <= last:
            continue
        reference = directory.references[asking.person]
        by_day[asking.received_on].append(NewClaim(PENSION, reference, asking.received_on, papers=PENSION_PAPERS))
        if asking.person < cases.PERSONS:
            counter.add(reference)
    known = zip(directory.references, stage.people.by_key.values(), strict=False)
    offices = {reference: each.office for reference, each in known}

    def work(session: Session, part: Sequence[NewClaim]) -> None:
        clerks = clerks_of(session)
        for each in part:
            if each.person in counter:
                receive(session, each, clerks[offices[each.person]])
        for office, clerk in clerks.items():
            listed = [each for each in part if each.person not in counter and offices[each.person] == office]
            if listed:
                receive_many(session, listed, clerk)

    for day in sorted(by_day):
        stage.in_parts(f"pension claims of {day}", day, by_day[day], PART, work, progress)
    count = sum(len(new) for new in by_day.values())
    progress.say(f"{count:,} claims received, {len(counter)} of them at the counter with a receipt")


def decide_transfer(stage: Stage, progress: Progress) -> None:
    """Two officers sign what the law says of the transfer."""
    _decide(stage, progress, TRANSFER, calendar.TRANSFER_CERTIFIED, calendar.TRANSFER_APPROVED)


def decide_pensions(stage: Stage, progress: Progress) -> None:
    """Two officers sign what the law says of the pensions."""
    _decide(stage, progress, PENSION, calendar.PENSION_CERTIFIED, calendar.PENSION_APPROVED)


def _decide(stage: Stage, progress: Progress, benefit: str, certified: date, approved: date) -> None:
    with stage.database.session() as session:
        claims = session.scalars(select(Claim.reference).where(Claim.benefit == benefit).order_by(Claim.id)).all()

    def certify(session: Session, part: Sequence[str]) -> None:
        _none_left(decide_many(session, part, officer(session, CERTIFIER)).left)

    def approve(session: Session, part: Sequence[str]) -> None:
        _none_left(approve_many(session, part, officer(session, VERIFIER)).left)

    stage.in_parts(f"certified {benefit}", certified, claims, PART, certify, progress)
    stage.in_parts(f"approved {benefit}", approved, claims, PART, approve, progress)
    with stage.database.session() as session:
        counted = select(Claim.state, func.count()).where(Claim.benefit == benefit).group_by(Claim.state)
        outcome = dict(session.execute(counted).tuples().all())
    progress.say(f"{outcome.get('granted', 0):,} granted, {outcome.get('refused', 0):,} refused")


def _none_left(left: dict[str, str]) -> None:
    """Every claim of the demonstration can be decided; when one cannot, say which and why."""
    for reference, why in left.items():
        raise refuse("claim", "%(reference)s is left undecided: %(why)s", "undecided", reference=reference, why=why)


def stop_some(stage: Stage, progress: Progress) -> None:
    """An award is suspended at once while something is looked into; an account is held because its papers do not agree."""
    directory, parts = Directory(stage), stage.people.parts
    reason = "Two neighbours report that the person has lived abroad since 2022; the office looks into it"
    remedy = "Come to any office with your identity card, and the pension goes on"

    def work(session: Session) -> None:
        award = session.scalars(
            select(Award).where(Award.person_id == directory.ids[parts.suspended], Award.benefit == PENSION)
        ).one()
        wanted = Suspension(calendar.PENSION_MONTH, reason, "Decree-Law 53/2022", remedy, at_once=True)
        suspend(session, award.reference, wanted, officer(session, SUPERVISOR))
        hold_account(
            session, directory.ids[parts.account_held], "The holder's name differs from the card", officer(session, CERTIFIER)
        )

    stage.once("suspension and hold", calendar.SUSPENDED, work)
    progress.say("1 award suspended, 1 account held")


def read_twice(stage: Stage, shown: Progress) -> None:
    """A supervisor confirms what the law of the pension rests on a single source for, line by line, before the first run."""

    def read(session: Session) -> None:
        by = officer(session, SUPERVISOR)
        for line in unconfirmed(session, PENSION, calendar.PENSION_RUN):
            confirm(session, PENSION, line.name, str(line.since or ""), line.source or line.law or "", by)

    stage.once("the law of the pension confirmed", calendar.PENSION_RUN, read)
    shown.say("every line on a single source has two readers")


def report_a_death(stage: Stage, progress: Progress) -> None:
    """Somebody whose payment is approved has died; the family brings the certificate before the file goes out."""
    directory, key = Directory(stage), stage.people.parts.dies

    def work(session: Session) -> None:
        person = session.get_one(Person, directory.ids[key])
        by = clerks_of(session)[stage.people.by_key[key].office]
        report_death(
            session, person, calendar.PENSION_SIGNED, "Her family, with the certificate", "Death certificate 2024/118", by
        )

    stage.once("death", calendar.DEATH_REPORTED, work)
    progress.say("1 person has died after her payment was approved")
