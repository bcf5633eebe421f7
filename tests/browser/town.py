"""A small office in the middle of its month, in which every page has something to show."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

import wsgi
from mis.amendments.transfer import Entitled, Transfer, written
from mis.app import permissions_of
from mis.db import Database
from mis.letters.actions import print_letter
from mis.staff.models import Office, Officer
from mis.staff.queries import acting
from mis.staff.rules import ActingOfficer
from mis.statutes.actions import approve_draft, make_draft, record_trial, submit_draft
from payments.answers.actions import take_in
from payments.batches import actions as batches
from payments.batches.actions import NewBatch
from payments.batches.models import PaymentBatch
from payments.batches.queries import kept_content
from payments.batches.queries import slices as waiting_slices
from payments.generation import actions as generation
from payments.releases import actions as releases
from registries.awards.actions import Suspension, suspend
from registries.claims.actions import NewClaim, receive, receive_many
from registries.claims.rules import Paper
from registries.contributions.actions import Filing, file_schedule, post_schedule
from registries.decisions.actions import approve_many, certify, decide_many
from registries.employers.models import Employer
from registries.persons.actions import report_death
from registries.persons.models import Person
from registries.trials.actions import start
from tests import make
from tests.payments import runs

PENSION, TRANSFER = "tl-social-pension", "tl-household-transfer-2020"
APRIL, MAY = date(2024, 4, 1), date(2024, 5, 1)
PAPERS = (Paper(0, "given"), Paper(1, "substitute", "Baptism book of the parish"), Paper(2, "not-needed"))
GIVEN = ("Ana Maria", "Domingas", "Filomena de Jesus", "Henrique", "Joaquim", "Maria Imaculada", "Rosa", "Tomás")
FAMILY = ("Alves Guterres", "Boavida", "da Conceição Belo", "dos Santos Ximenes", "Lemos", "Soares", "Tavares", "Viegas")
ROLES = ("administrator", "payment-officer", "approver", "supervisor", "auditor", "system-administrator")
NOT_WORKING = {"contributory_pension": False, "work_income": False}


@dataclass
class Town:
    """The office, who works there by role (`second` is another administrator), and the references in its pages' addresses."""

    office: Office
    officers: dict[str, int]
    places: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def acts(self, session: Session, role: str) -> ActingOfficer:
        """The officer of a role, as acts know her."""
        return acting(session, session.get_one(Officer, self.officers[role]), permissions_of(wsgi.PARTS))


def settle(database: Database, var: Path) -> Town:
    """The office with its people, claims, employers and runs, really committed."""
    with database.unit_of_work() as session:
        town = _open(session)
        payees = _people(session, town)
        _claims(session, town, payees)
        _contributions(session, town)
        _law(session, town)
        _watched(session, town)
    with database.unit_of_work() as session:
        _runs(session, town, var)
    with database.session() as session:
        town.keys = {role: make.browser_key(session, session.get_one(Officer, who)) for role, who in town.officers.items()}
        return town


def _open(session: Session) -> Town:
    make.installation(session)
    office = make.office(session)
    make.confirmed_law(session)
    officers = {role: make.officer(session, role, office) for role in ROLES} | {"second": make.officer(session, at=office)}
    ids = {role: who.id for role, who in officers.items()}
    return Town(office, ids, {"officer": officers["administrator"].reference})


def pensioner(session: Session, town: Town, place: int, born: date = date(1954, 3, 17), **facts: object) -> Person:
    """Somebody with an account of whom the registers know what the pension asks."""
    name = f"{GIVEN[place % 8]} {FAMILY[place // 8 % 8]}"
    person = make.person(session, name, born, town.office, address="Behind the church of the aldeia", phone="+6707724417")
    make.payee_account(session, person, f"00{person.id:08}")
    for fact, value in (NOT_WORKING | facts).items():
        make.person_fact(session, person, fact, value, date(2022, 1, 1))
    return person


def _people(session: Session, town: Town) -> list[Person]:
    """Fifty-six people of the pension; a household, a pair of records, an account that is held."""
    payees = [pensioner(session, town, place) for place in range(56)]
    first = payees[0]
    make.person_identifier(session, first)
    make.document(session, first)
    home = make.household(session, first, "0417-22")
    child = make.household_member(session, home).person_id
    alike = [make.person(session, f"Henrique {name} Boavida", date(1954, 5, 2), town.office) for name in ("Tavares", "Tavarres")]
    pair = make.possible_duplicate(session, alike[1], alike[0])
    held = make.person(session, "Joana Lemos", at=town.office)
    make.payee_account(
        session,
        held,
        "0010009999",
        state="held",
        reason="Another person is paid to the same account",
        held_by=first.registered_by,
    )
    town.places |= {
        "person": first.reference, "held": held.reference, "household": home.reference, "pair": pair.reference,
        "member": session.get_one(Person, child).reference,
    }  # fmt: skip
    return payees


def _claims(session: Session, town: Town, payees: list[Person]) -> None:
    """Claims in every state; awards in payment, and one suspended."""
    clerk, second, third = (town.acts(session, role) for role in ("administrator", "second", "supervisor"))
    new = [NewClaim(PENSION, person.reference, date(2024, 4, 2), papers=PAPERS) for person in payees]
    granted = receive_many(session, new, clerk)
    decide_many(session, granted, second)
    approve_many(session, granted, third)
    young = pensioner(session, town, 60, date(1980, 3, 1), permanent_incapacity=False)
    refused = receive_many(session, [NewClaim(PENSION, young.reference, date(2024, 5, 3), papers=PAPERS)], clerk)
    decide_many(session, refused, second)
    approve_many(session, refused, third)
    unknown = make.person(session, "Rosa Viegas", at=town.office)
    ready, waiting = pensioner(session, town, 61), pensioner(session, town, 62)
    rows = {
        name: receive(session, NewClaim(PENSION, who.reference, date(2024, 5, 6), papers=PAPERS), clerk)
        for name, who in {"open": unknown, "received": ready, "certified": waiting}.items()
    }
    certify(session, rows["certified"].claim.reference, second)
    number = rows["open"].letter
    print_letter(session, number, clerk)
    suspended = make.award(session, pensioner(session, town, 63))
    award = make.award(session, payees[0], benefit=TRANSFER, from_month=date(2020, 4, 1), to_month=date(2020, 5, 1))
    wanted = Suspension(date(2024, 7, 1), "No life certificate came for 2024", "Decree-Law 53/2022, article 9", "Bring it")
    suspend(session, suspended.reference, wanted, clerk)
    town.places |= {name: row.claim.reference for name, row in rows.items()}
    town.places |= {
        "granted": granted[0], "refused": refused[0], "suspended": suspended.reference, "award": award.reference,
        "letter": number,
    }  # fmt: skip


def _contributions(session: Session, town: Town) -> None:
    """An employer of fifty-two with a schedule that is wrong, one that waits and one that is posted; money that came in."""
    clerk, second = town.acts(session, "administrator"), town.acts(session, "second")
    employer, small = make.employer(session, at=town.office), make.employer(session, "Padaria Lemos", town.office)
    workers = [_worker(session, town, employer, place) for place in range(52)]
    for person in workers[:4]:
        make.employment_spell(session, small, person)
    april = file_schedule(session, Filing(employer.reference, date(2024, 4, 1), _csv(workers, "412.50")), clerk)
    post_schedule(session, april.reference, april.file_digest, second)
    waiting = file_schedule(session, Filing(small.reference, date(2024, 4, 1), _csv(workers[:4], "300.00")), clerk)
    lines = _csv(workers, "412.50").replace(b"412.50", b"4l2.50", 2)
    wrong = file_schedule(session, Filing(employer.reference, MAY, lines), clerk)
    receipt = make.receipt(session, employer, Decimal("120.00"))
    town.places |= {
        "employer": employer.reference, "small": small.reference, "worker": workers[0].reference, "posted": april.reference,
        "waiting": waiting.reference, "wrong": wrong.reference, "receipt": receipt.reference,
    }  # fmt: skip


def _watched(session: Session, town: Town) -> None:
    """A birth and a death that a second officer looks at, and an officer who looked at many records."""
    ancient = make.person(session, "Domingos Antigo", date(1899, 1, 1), town.office)
    dead = make.person(session, "Rita Falecida", at=town.office)
    report_death(session, dead, date(2024, 5, 2), "the village chief", "", town.acts(session, "administrator"))
    who = session.get_one(Officer, town.officers["administrator"])
    for person in (ancient, dead):
        make.record_look(session, person.reference, who)
    alarm = make.look_alarm(session, who)
    town.places |= {"ancient": ancient.reference, "dead": dead.reference, "alarm": alarm.reference}


def _law(session: Session, town: Town) -> None:
    """A transfer that is law by two officers and rests on one source; a draft that was tried, and one that was not."""
    clerk, supervisor = town.acts(session, "administrator"), town.acts(session, "supervisor")
    told = Transfer(
        "tl-flood-relief-2024", {"en": "Flood relief", "pt": "Apoio nas cheias"}, "tl", "family", "household", "USD", 2,
        MAY, MAY, 2, {"source": "Release of the government, 2 May 2024", "confidence": "single-source"},
        [Entitled("members.citizen", "yes")], flat=Decimal("50.00"),
    )  # fmt: skip
    adopted = make_draft(session, written(told), "Flood relief", clerk)
    drafts = {"law-adopted": adopted, "law-tried": make.law_draft(session, clerk)}
    for draft in drafts.values():
        record_trial(session, draft, make.FIGURES, clerk)
        submit_draft(session, draft.reference, clerk)
    approve_draft(session, adopted.reference, (adopted.digest, str(adopted.trial_digest)), supervisor)
    drafts |= {name: make.law_draft(session, clerk) for name in ("law-draft", "law-trying")}
    start(session, drafts["law-trying"].reference, clerk)
    town.places |= {name: draft.reference for name, draft in drafts.items()}


def _worker(session: Session, town: Town, employer: Employer, place: int) -> Person:
    name = f"{GIVEN[place // 8 % 8]} {FAMILY[place % 8]}"
    person = make.person(session, name, date(1985, 1 + place % 12, 3), town.office)
    make.employment_spell(session, employer, person)
    return person


def _csv(workers: list[Person], wage: str) -> bytes:
    return "\n".join(["member,name,wage", *(f"{each.reference},{each.name},{wage}" for each in workers)]).encode()


def _runs(session: Session, town: Town, var: Path) -> None:
    """April's run sent and answered; May's waits for its approver, a second of May is being worked out."""
    cashier, approver = town.acts(session, "payment-officer"), town.acts(session, "approver")
    sent = runs.approved(session, cashier, approver, APRIL)
    releases.release(session, sent.reference, approver)
    releases.send(session, sent.id, var)
    paid, rejected, returned, *_others = runs.payments(session, sent)
    rows = [(paid, "paid", ""), (rejected, "rejected", "AC01"), (returned, "returned", "AC04")]
    lines = [f"{each.reference},{state},{each.amount},USD,,{code}" for each, state, code in rows]
    answer = "\n".join(["reference,status,amount,currency,account,reason", *lines])
    taken = take_in(session, "answer-of-april.csv", answer.encode(), cashier)
    waiting = batches.submit(session, runs.generated(session, cashier).reference, cashier)
    approved = _transfers(session, cashier, approver)
    begun = batches.draft(session, NewBatch(PENSION, MAY, "supplementary"), cashier)
    batches.generate(session, begun.reference, cashier)
    town.places |= {
        "sent": sent.reference, "for-approval": waiting.reference, "approved": approved.reference,
        "begun": begun.reference, "payment": returned.reference,
        "paid": paid.reference, "answer": taken.answer.reference,
    }  # fmt: skip


def _transfers(session: Session, cashier: ActingOfficer, approver: ActingOfficer) -> PaymentBatch:
    """The transfer's run, approved and not yet sent."""
    run = batches.draft(session, NewBatch(TRANSFER, MAY), cashier)
    batches.generate(session, run.reference, cashier)
    for part in waiting_slices(session, run.id, "waiting"):
        generation.settle_slice(session, part)
    generation.finish(session, run.id)
    batches.submit(session, run.reference, cashier)
    return batches.approve(session, run.reference, kept_content(run), approver)
