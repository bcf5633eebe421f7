"""Entering the people in the registers: persons, their accounts, households, employers and who works for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from demonstration import calendar
from demonstration.opening import REGISTRAR
from demonstration.people import Firm, Home, Invented
from demonstration.places import HEAD_OFFICE
from demonstration.stage import Stage, officer
from demonstration.terminal import Progress
from mis.staff.rules import ActingOfficer
from registries.employers.actions import begin_work
from registries.employers.actions import register as register_employer
from registries.employers.rules import NewEmployer, NewSpell
from registries.households.actions import Belonging, NewHousehold
from registries.households.actions import register as register_household
from registries.numbers.rules import Account
from registries.persons.actions import Identifier, give_account
from registries.persons.models import Person
from registries.registrations.actions import Answer, Details, enter_many, register

PART = 500


def details(invented: Invented, office_id: int) -> Details:
    """What the counter writes down of a person."""
    numbers = (Identifier("voter-card", invented.voter_card),) if invented.voter_card else ()
    return Details(
        name=invented.name, sex=invented.sex, birth_date=invented.born, area=invented.area, language=invented.language,
        phone=invented.phone, identifiers=numbers, facts=invented.facts, office_id=office_id,
    )  # fmt: skip


def clerks_of(session: Session) -> dict[str, ActingOfficer]:
    """Who registers in each office."""
    return {office: officer(session, username) for office, username in REGISTRAR.items()}


class Directory:
    """Where each invented person stands in the register: her row's key and reference, by her own key."""

    def __init__(self, stage: Stage) -> None:
        with stage.database.session() as session:
            rows = session.execute(select(Person.id, Person.reference).order_by(Person.id)).all()
        self.ids = [row.id for row in rows]
        self.references = [row.reference for row in rows]


def register_people(stage: Stage, progress: Progress) -> None:
    """Everybody in the register of persons, taken over from the villages' lists on the office's first day."""
    with stage.database.session() as session:
        offices = {office: clerk.office_id for office, clerk in clerks_of(session).items()}

    def work(session: Session, part: Sequence[Invented]) -> None:
        by = officer(session, REGISTRAR[HEAD_OFFICE])
        enter_many(session, [details(invented, offices[invented.office]) for invented in part], by)

    stage.in_parts("persons", calendar.OPENED, stage.people.persons, PART, work, progress)
    progress.say(f"{len(stage.people.persons):,} people")


def give_accounts(stage: Stage, progress: Progress) -> None:
    """Where money goes: for heads of households, and for all who will claim a pension, but for the one without an account."""
    people = stage.people
    heads = {home.members[0][0] for home in people.homes}
    wanted = heads | {asking.person for asking in people.askings}
    payees = [each for each in people.persons if each.key in wanted and each.key != people.parts.without_account and each.money]
    directory = Directory(stage)

    def work(session: Session, part: Sequence[Invented]) -> None:
        clerks = clerks_of(session)
        for invented in part:
            person = session.get_one(Person, directory.ids[invented.key])
            assert invented.money is not None
            account = Account(invented.money.channel, invented.name, invented.money.bank, invented.money.number)
            give_account(session, person, account, "as declared at registration", clerks[invented.office])

    stage.in_parts("accounts", calendar.OPENED, payees, PART, work, progress)
    progress.say(f"{len(payees):,} accounts")


def register_homes(stage: Stage, progress: Progress) -> None:
    """The households of the book; those entered too late for the transfer come on the day when they were."""
    directory = Directory(stage)

    def work(session: Session, part: Sequence[Home]) -> None:
        clerks = clerks_of(session)
        for home in part:
            members = tuple(Belonging(directory.references[key], role) for key, role in home.members)
            register_household(session, NewHousehold(home.book, home.area, home.registered_on, members), clerks[home.office])

    homes = stage.people.homes
    stage.in_parts(
        "households", calendar.OPENED, [home for home in homes if home.registered_on < calendar.LATE_ENTRY], PART, work, progress
    )
    stage.in_parts(
        "late households",
        calendar.LATE_ENTRY,
        [home for home in homes if home.registered_on >= calendar.LATE_ENTRY],
        PART,
        work,
        progress,
    )
    progress.say(f"{len(homes):,} households, one of them entered on 1 April 2020")


def register_firms(stage: Stage, progress: Progress) -> None:
    """The employers and who works for them since when."""
    directory = Directory(stage)

    def work(session: Session, part: Sequence[Firm]) -> None:
        by = officer(session, REGISTRAR[HEAD_OFFICE])
        for firm in part:
            row = register_employer(session, NewEmployer(firm.number, firm.name, firm.sector, firm.area, firm.started_on), by)
            begin_work(
                session, row.reference, [NewSpell(directory.references[job.person], job.started_on) for job in firm.jobs], by
            )

    firms = stage.people.firms
    stage.in_parts("employers", calendar.EMPLOYERS_REGISTERED, firms, 10, work, progress)
    progress.say(f"{len(firms):,} employers, {sum(len(firm.jobs) for firm in firms):,} workers")


def register_again(stage: Stage, progress: Progress) -> None:
    """People who come to another office and are entered a second time: the officer sees the other and cannot tell."""
    again = stage.people.again

    def work(session: Session) -> None:
        clerks = clerks_of(session)
        for twin, _ in again:
            by = clerks[twin.office]
            person, pairs = register(
                session, details(twin, by.office_id), Answer("unclear", "Same village, papers not at hand"), by
            )
            assert pairs, "the register did not see that somebody was entered twice"
            assert twin.money is not None
            give_account(session, person, Account("bank", twin.name, twin.money.bank, twin.money.number), "as declared", by)

    stage.once("second entries", calendar.REGISTERED_AGAIN, work)
    progress.say(f"{len(again)} possible duplicates, held until somebody looks")
