"""What one does with a person's record: facts and numbers, her account, her death."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.audit.keeping import keep
from mis.errors import conflict, refuse
from mis.staff.models import Area
from mis.staff.queries import installation, office_today
from mis.staff.rules import ActingOfficer, demand_second, demand_stranger
from registries.documents.actions import Seen, keep_document
from registries.numbers.rules import Account, read_account, read_identifier
from registries.persons import rules
from registries.persons.models import PayeeAccount, Person, PersonFact, PersonIdentifier
from registries.persons.queries import ACCOUNTS, accounts, sharing

SHARED = "Another person is paid to the same account"


@dataclass(frozen=True)
class Identifier:
    """A number by which others know the person, as read from a paper; `expires_on` for permits that end."""

    kind: str
    number: str
    expires_on: date | None = None


def area_id(session: Session, code: str) -> int:
    """The key of a place by its code."""
    found = session.scalar(select(Area.id).where(Area.code == code)) if code.isprintable() else None
    if found is None:
        raise refuse("area", "Lives in: choose a place of the list", "no-such-area")
    return found


def fact_rows(person_id: int, values: Mapping[str, Any], since: date, reason: str, by: ActingOfficer) -> list[dict[str, Any]]:
    """Facts of one day as the table keeps them."""
    return [
        {"person_id": person_id, "name": name, "value": rules.kept_value(name, value), "valid_from": since,
         "recorded_by": by.id, "reason": reason}
        for name, value in values.items()
    ]  # fmt: skip


def add_facts(session: Session, person: Person, values: Mapping[str, Any], since: date, reason: str, by: ActingOfficer) -> None:
    """Facts of one day, in one statement."""
    rows = fact_rows(person.id, values, since, reason, by)
    if rows:
        session.execute(insert(PersonFact), rows)


def enter_identifier(session: Session, person: Person, given: Identifier, by: ActingOfficer) -> None:
    """One number; refused in the same words whoever else has it, in whichever office."""
    row = {
        "person_id": person.id,
        "kind": given.kind,
        "number": given.number,
        "expires_on": given.expires_on,
        "recorded_by": by.id,
    }
    kept = session.scalar(insert(PersonIdentifier).values(row).on_conflict_do_nothing().returning(PersonIdentifier.id))
    if kept is None:
        words = "Number: it cannot be kept for this person; ask a supervisor to compare the papers"
        raise refuse("number", words, "number-taken")


def lock(session: Session, person: Person, version: int | None) -> Person:
    """The person's row, to be changed by nobody else meanwhile; refused when somebody changed it after `version`."""
    session.refresh(person, with_for_update=True)
    if version is not None and person.version != version:
        raise conflict("Somebody changed this person after you opened the page; compare both and change again", "stale")
    if person.merged_into_id is not None:
        raise conflict("This record was closed: it is the same person as another", "merged")
    person.version += 1
    return person


def replace_facts(session: Session, person: Person, names: tuple[str, ...], since: date | None = None) -> datetime:
    """Close what was recorded, from now on."""
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    question = update(PersonFact).where(PersonFact.person_id == person.id, PersonFact.name.in_(names))
    question = question.where(PersonFact.replaced_at.is_(None))
    session.execute((question if since is None else question.where(PersonFact.valid_from == since)).values(replaced_at=now))
    return now


def record_fact(
    session: Session, person: Person, name: str, value: Any, valid_from: date, reason: str, by: ActingOfficer,
    document_id: int | None = None,
) -> PersonFact:  # fmt: skip
    """Record that something is so from a day on; the same fact of the same day is replaced, others stay."""
    if name not in rules.declared_facts():
        raise refuse("fact", "Fact: choose one of those offered", "unknown-fact")
    demand_stranger(by, person.id)
    kept, why = rules.kept_value(name, value), rules.check_reason(reason)
    rules.check_from(valid_from, person.birth_date, office_today(session))
    lock(session, person, None)
    replace_facts(session, person, (name,), valid_from)
    row = PersonFact(
        person_id=person.id, name=name, value=kept, valid_from=valid_from, recorded_by=by.id, reason=why, document_id=document_id
    )
    session.add(row)
    session.flush()
    record(session, by, "fact recorded", person.reference, after={name: kept, "since": valid_from}, reason=why)
    return row


def add_identifier(session: Session, person: Person, given: Identifier, by: ActingOfficer) -> None:
    """Keep a number read from a paper; an earlier number of the same kind is replaced."""
    demand_stranger(by, person.id)
    number = read_identifier(installation(session).country, given.kind, given.number)
    lock(session, person, None)
    current = (
        PersonIdentifier.person_id == person.id,
        PersonIdentifier.kind == given.kind,
        PersonIdentifier.replaced_at.is_(None),
    )
    session.execute(update(PersonIdentifier).where(*current).values(replaced_at=func.clock_timestamp()))
    enter_identifier(session, person, replace(given, number=number), by)
    record(session, by, "number recorded", person.reference, after={"kind": given.kind, "expires_on": given.expires_on})


def show_numbers(session: Session, person: Person, by: ActingOfficer) -> None:
    """An officer looks at numbers that pages mask; the look is written down."""
    record(session, by, "numbers shown", person.reference)


def report_death(session: Session, person: Person, died_on: date, source: str, certificate: str, by: ActingOfficer) -> Person:
    """Record that a person died: on which day, who says so, under which certificate (empty when there is none yet).

    Nothing is written on awards: who computes what is due reads the day. Refused before birth, in the future, or twice.
    """
    demand_stranger(by, person.id)
    rules.check_death(person.birth_date, died_on, office_today(session))
    why = rules.check_reason(source, "source")
    lock(session, person, None)
    if person.died_on is not None:
        raise conflict("A death is recorded already for this person", "died-already")
    document_id = None
    if certificate.strip():
        seen = Seen(person.reference, person.office_id, "death-certificate", certificate, office_today(session), person.id)
        document_id = keep_document(session, seen, by).id
    person.died_on = died_on
    session.add(
        PersonFact(
            person_id=person.id, name="died_on", value=died_on.isoformat(), valid_from=died_on, recorded_by=by.id, reason=why,
            document_id=document_id,
        )
    )  # fmt: skip
    session.flush()
    record(session, by, "death reported", person.reference, after={"died_on": died_on, "certificate": certificate}, reason=why)
    return person


def give_account(session: Session, person: Person, given: Account, reason: str, by: ActingOfficer) -> PayeeAccount:
    """Where the person's money goes from today; an account that others are paid to is held until somebody looked."""
    demand_stranger(by, person.id)
    why, today = rules.check_reason(reason), office_today(session)
    kept = read_account(replace(given, holder=rules.clean_holder(given.holder)), installation(session).country)
    lock(session, person, None)
    if person.died_on is not None:
        raise conflict("The person has died; nothing is paid to a new account", "died-already")
    shared = kept.channel != "cash" and sharing(session, person.id, kept.channel, kept.bank, kept.number) > 0
    row = PayeeAccount(
        person_id=person.id, channel=kept.channel, bank=kept.bank, number=kept.number, holder=kept.holder, valid_from=today,
        recorded_by=by.id, state="held" if shared else "open", held_by=by.id if shared else None,
        reason=SHARED if shared else why,
    )  # fmt: skip
    after = {"channel": kept.channel, "ends": kept.number[-4:], "state": row.state}
    return _next_account(session, person.id, row, "account given", person.reference, after, why, by)


def hold_account(session: Session, person_id: int, reason: str, by: ActingOfficer) -> PayeeAccount:
    """Let no money go to the account until another officer has looked; an account held already stays as it is."""
    demand_stranger(by, person_id)
    why, current = rules.check_reason(reason), _current_account(session, person_id)
    if current.state == "held":
        return current
    row = _followed(current, "held", why, by)
    row.held_by = by.id
    reference = session.get_one(Person, person_id).reference
    return _next_account(session, person_id, row, "account held", reference, {"state": "held"}, why, by)


def open_account(session: Session, person_id: int, reason: str, by: ActingOfficer) -> PayeeAccount:
    """Let money go to a held account again; the officer who held it cannot be the one."""
    demand_stranger(by, person_id)
    why, current = rules.check_reason(reason), _current_account(session, person_id)
    if current.state != "held":
        raise conflict("This account is not held", "not-held")
    demand_second(by.id, current.held_by, current.recorded_by)
    row = _followed(current, "open", why, by)
    row.held_by, row.released_by = current.held_by, by.id
    reference = session.get_one(Person, person_id).reference
    return _next_account(session, person_id, row, "account opened again", reference, {"state": "open"}, why, by)


def _current_account(session: Session, person_id: int) -> PayeeAccount:
    """The account of today, locked."""
    session.get_one(Person, person_id, with_for_update=True)
    found = accounts(session, [person_id]).get(person_id)
    if found is None:
        raise conflict("This person has no account here", "no-account")
    return found


def _followed(row: PayeeAccount, state: str, reason: str, by: ActingOfficer) -> PayeeAccount:
    """The same account in another state."""
    return PayeeAccount(
        person_id=row.person_id, channel=row.channel, bank=row.bank, number=row.number, holder=row.holder,
        valid_from=row.valid_from, recorded_by=by.id, state=state, reason=reason,
    )  # fmt: skip


def _next_account(
    session: Session, person_id: int, row: PayeeAccount, act: str, about: str, after: Mapping, reason: str, by: ActingOfficer
) -> PayeeAccount:
    """The row that follows the current one, which stays readable."""
    current = (PayeeAccount.person_id == person_id, PayeeAccount.replaced_at.is_(None))
    session.execute(update(PayeeAccount).where(*current).values(replaced_at=func.clock_timestamp()))
    session.add(row)
    keep(session, ACCOUNTS, [person_id])
    record(session, by, act, about, after=after, reason=reason)
    return row
