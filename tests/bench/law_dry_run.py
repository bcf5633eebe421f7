"""A draft of law tried on everybody in the registers, against copying the same facts out and doing nothing with them."""

from datetime import date

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from mis.copying import copied_out
from mis.db import Database
from mis.embedded import Addresses
from mis.staff.rules import ActingOfficer
from registries.trials import actions
from registries.trials.jobs import work_here
from tests import make
from tests.bench.race import Race
from tests.payments import crowd

TODAY = date(2024, 5, 31)
PEOPLE = """
INSERT INTO person (reference, name, name_key, sex, birth_date, office_id, area_id, registered_on, registered_by)
SELECT 'PE-' || n, 'Person ' || n, 'person ' || n, (ARRAY['f', 'm'])[n % 2 + 1],
  date '1924-05-01' + (n::bigint * 7919 % 36500)::int, :office, o.area_id, '2020-01-06', :officer
FROM generate_series(1, :count) n JOIN office o ON o.id = :office
"""
FACTS = """
INSERT INTO person_fact (person_id, name, value, valid_from, recorded_by, reason)
SELECT p.id, f.name, CASE f.name WHEN 'birth_date' THEN to_jsonb(p.birth_date::text) WHEN 'sex' THEN to_jsonb(p.sex)
  WHEN 'work_income' THEN to_jsonb(p.id % 10 = 0) ELSE 'false'::jsonb END,
  greatest(p.birth_date, '2000-01-01'), :officer, 'declared'
FROM person p CROSS JOIN unnest(ARRAY['birth_date', 'sex', 'contributory_pension', 'work_income', 'permanent_incapacity']) f(name)
WHERE p.birth_date <= '2000-01-01' OR f.name IN ('birth_date', 'sex', 'permanent_incapacity')
ORDER BY p.id
"""
# What the law asks of a person, and whom one counts by: the same columns of the same rows.
PERSONS = "SELECT id, sex, area_id, birth_date, birth_precision, died_on FROM person WHERE merged_into_id IS NULL"
ASKED = """SELECT person_id, name, value #>> '{}', valid_from, id FROM person_fact WHERE replaced_at IS NULL
AND name IN ('birth_date', 'contributory_pension', 'work_income', 'permanent_incapacity')"""


def law_dry_run(n: int, addresses: Addresses) -> Race:
    """Try a higher social pension on n persons of every age, reading included: everything a worker does for a trial."""
    office = crowd.office(addresses)
    with office.unit_of_work() as session:
        make.installation(session, today=TODAY)
        by = make.by(session, "supervisor")
        values = {"office": by.office_id, "officer": by.id, "count": n}
        session.execute(text(PEOPLE), values)
        session.execute(text(FACTS), values)
        draft = make.law_draft(session, by).reference
    with psycopg.connect(addresses.owner_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE person, person_fact")
    _try(office, draft, by)
    with office.session() as session:
        if session.scalar(text("SELECT figures ->> 'examined' FROM law_draft")) != str(n):
            raise AssertionError("not everybody was looked at")
    return Race(lambda: _try(office, draft, by), lambda: _copy(office))


def _try(office: Database, draft: str, by: ActingOfficer) -> None:
    """Ask for a trial, and do a worker's work for it."""
    with office.unit_of_work() as session:
        trial = actions.start(session, draft, by).id
    work_here(office, trial)


def _copy(office: Database) -> None:
    """The same facts out of the same tables, thrown away as they come."""
    with Session(office.engine) as session:
        for question in (PERSONS, ASKED):
            for _part in copied_out(session, question, {}):
                pass
