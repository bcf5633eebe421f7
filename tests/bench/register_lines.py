"""Filing an employer's schedule, against copying the same lines in."""

from datetime import date

import psycopg
from sqlalchemy import insert
from sqlalchemy.orm import Session

from mis.dates import add_months
from mis.embedded import Addresses
from mis.identifiers import new_reference
from mis.staff.models import Office
from mis.staff.rules import ActingOfficer
from registries.contributions.actions import Filing, file_schedule
from registries.contributions.formats import write_lines
from registries.employers.models import Employer, EmploymentSpell
from registries.persons.models import Person
from tests import make
from tests.bench.batch_generation import copied, copy_in
from tests.bench.race import ROUNDS, Race
from tests.payments import crowd

JANUARY = date(2024, 1, 1)
# The keys and indexes stay while the rows come, as they do in a table that is in use.
SHAPE = """
CREATE TABLE floor_line_{at} (LIKE schedule_line INCLUDING INDEXES);
CREATE TABLE floor_share_{at} (LIKE schedule_share INCLUDING INDEXES);
"""


def register_lines(n: int, addresses: Addresses) -> Race:
    """Read, check, assess and keep a schedule of n workers, another month of the same file in each round.

    One month is filed unmeasured; its lines and their shares are the rows that the floor copies.
    """
    office = crowd.office(addresses)
    with office.unit_of_work() as session:
        make.installation(session)
        by = make.by(session)
        employer, content = _workforce(session, by, n)
    owner = psycopg.connect(addresses.owner_url.replace("+psycopg", ""), autocommit=True)
    owner.execute("VACUUM ANALYZE person, employment_spell")
    months = iter([Filing(employer, add_months(JANUARY, later), content) for later in range(ROUNDS + 1)])

    def file() -> None:
        with office.unit_of_work() as session:
            file_schedule(session, next(months), by)

    file()
    rows = copied(owner, "COPY schedule_line TO STDOUT"), copied(owner, "COPY schedule_share TO STDOUT")
    if [each.count(b"\n") for each in rows] != [n, n]:
        raise AssertionError("the schedule was not filed line by line")
    for at in range(ROUNDS):
        owner.execute(SHAPE.format(at=at))
    places = iter(range(ROUNDS))
    return Race(file, lambda: _load(owner, *rows, next(places)))


def _workforce(session: Session, by: ActingOfficer, n: int) -> tuple[str, bytes]:
    """An employer with so many workers, and the file that declares them; gives its reference and the file."""
    employer = make.employer(session, at=session.get_one(Office, by.office_id))
    references = [new_reference("PE") for _ in range(n)]
    people = [_worker(reference, number, employer, by) for number, reference in enumerate(references)]
    ids = session.scalars(insert(Person).returning(Person.id), people)
    spells = [
        {"employer_id": employer.id, "person_id": each, "started_on": date(2020, 1, 1), "recorded_by": by.id} for each in ids
    ]
    session.execute(insert(EmploymentSpell), spells)
    lines = ((reference, f"Worker {number}", f"{300 + number % 200}.00") for number, reference in enumerate(references))
    return employer.reference, write_lines(lines)


def _worker(reference: str, number: int, employer: Employer, by: ActingOfficer) -> dict:
    """A person of the employer's office."""
    return {
        "reference": reference, "name": f"Worker {number}", "name_key": f"worker {number}", "sex": "f",
        "birth_date": date(1980, 1, 1), "office_id": employer.office_id, "area_id": employer.area_id,
        "registered_on": date(2020, 1, 6), "registered_by": by.id,
    }  # fmt: skip


def _load(owner: psycopg.Connection, lines: bytes, shares: bytes, at: int) -> None:
    """The least that filing could do."""
    with owner.transaction():
        copy_in(owner, f"floor_line_{at}", lines)
        copy_in(owner, f"floor_share_{at}", shares)
