"""Makers of employers, schedules, contributions and receipts."""

import itertools
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from mis.identifiers import new_reference
from mis.staff.models import Office, Officer
from payments.receipts.models import Receipt, ReceiptAllocation, ScheduleBooking
from registries.contributions.models import Contribution, Schedule, ScheduleLine, ScheduleShare
from registries.employers.models import Employer, EmploymentSpell

if TYPE_CHECKING:
    from registries.persons.models import Person

MAY = date(2024, 5, 1)
_numbers = itertools.count(1)


def employer(session: Session, name: str = "Ermera Coffee Cooperative", at: Office | None = None) -> Employer:
    """An employer since 2018."""
    from tests import make

    office = at or session.scalar(select(Office).limit(1)) or make.office(session)
    row = Employer(
        reference=new_reference("EM"), number=f"{next(_numbers):07}", name=name, name_key=name.casefold(), sector="agriculture",
        office_id=office.id, area_id=office.area_id, started_on=date(2018, 1, 1), registered_on=date(2018, 1, 10),
        registered_by=_officer(session).id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def employment_spell(
    session: Session,
    at: Employer | None = None,
    person: "Person | None" = None,
    started_on: date = date(2020, 1, 1),
    ended_on: date | None = None,
) -> EmploymentSpell:
    """Somebody works for an employer."""
    from tests import make

    row = EmploymentSpell(
        employer_id=(at or employer(session)).id, person_id=(person or make.person(session)).id, started_on=started_on,
        ended_on=ended_on, recorded_by=_officer(session).id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def schedule(
    session: Session, of: Employer | None = None, month: date = MAY, due: Decimal = Decimal("30.00"), filing: int = 1
) -> Schedule:
    """A schedule of one line, checked and not posted."""
    row = Schedule(
        reference=new_reference("SC"), employer_id=(of or employer(session)).id, scheme="tl-general", currency="USD", month=month,
        filing=filing, lines_count=1, errors_count=0, warnings_count=0, wages_total=due * 10, due=due, law_digest="0" * 64,
        file_name="may.csv", file_digest="0" * 64, content=b"", encoding="utf-8", filed_on=month, filed_by=_officer(session).id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def posted_schedule(
    session: Session, of: Employer | None = None, month: date = MAY, due: Decimal = Decimal("30.00"), filing: int = 1
) -> Schedule:
    """A schedule posted by a second officer, of which so much is due."""
    from tests import make

    row = schedule(session, of, month, due, filing)
    row.state, row.posted_due, row.posted_on, row.posted_by = "posted", due, month, make.officer(session).id
    session.flush()
    return row


def schedule_line(session: Session, of: Schedule | None = None) -> ScheduleLine:
    """The first line of a schedule."""
    row = ScheduleLine(
        schedule_id=(of or schedule(session)).id, line=2, member="1", name="A", wage_text="300.00", wage=Decimal(300),
        weight="good", problems=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def schedule_share(session: Session, of: Schedule | None = None) -> ScheduleShare:
    """What is due on the first line of a schedule."""
    row = ScheduleShare(schedule_id=(of or schedule(session)).id, line=2, programme="general", law="Law 12/2016", **_shares())
    session.add(row)
    session.flush()
    return row


def contribution(session: Session, person: "Person | None" = None, month: date = MAY, of: Schedule | None = None) -> Contribution:
    """A month credited to somebody's account."""
    from tests import make

    filed = of or posted_schedule(session, month=month)
    row = Contribution(
        person_id=(person or make.person(session)).id, employer_id=filed.employer_id, scheme="tl-general", month=month,
        programme="general", kind="original", wage=Decimal(300), schedule_id=filed.id, **_shares(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def receipt(session: Session, of: Employer | None = None, amount: Decimal = Decimal("30.00")) -> Receipt:
    """Money that came in."""
    who = _officer(session)
    row = Receipt(
        reference=new_reference("RC"), employer_id=of.id if of else None, scheme="tl-general", amount=amount, currency="USD",
        received_on=date(2024, 6, 10), bank_reference=f"BANK{next(_numbers)}", office_id=who.office_id, recorded_by=who.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def receipt_allocation(session: Session) -> ReceiptAllocation:
    """A receipt that pays a schedule."""
    paid = posted_schedule(session)
    row = ReceiptAllocation(receipt_id=receipt(session).id, schedule_id=paid.id, amount=Decimal("30.00"))
    session.add(row)
    session.flush()
    return row


def schedule_booking(session: Session) -> ScheduleBooking:
    """A posted schedule that stands in the books."""
    row = ScheduleBooking(schedule_id=posted_schedule(session).id)
    session.add(row)
    session.flush()
    return row


def _shares() -> dict[str, Decimal]:
    return {
        "base": Decimal(300), "employer_share": Decimal(18), "worker_share": Decimal(12), "state_share": Decimal(0),
        "total": Decimal(30),
    }  # fmt: skip


def _officer(session: Session) -> Officer:
    from tests import make

    return session.scalar(select(Officer).limit(1)) or make.officer(session)
