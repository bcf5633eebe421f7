"""Thousands of claims are decided exactly as one is, in one act each, with one line of the trail."""

from datetime import date

import pytest
from sqlalchemy import func, select, text

from mis.audit.models import AuditLine
from mis.errors import Conflict, Forbidden, Refusal
from mis.letters.models import IssuedLetter
from registries.awards.models import Award, AwardTerm
from registries.claims.actions import NewClaim, receive, receive_many
from registries.claims.models import Claim
from registries.decisions.actions import approve, approve_many, certify, decide_many
from registries.persons.models import Person
from tests import make
from tests.statements import counted

PENSION = "tl-social-pension"
MAY = date(2024, 5, 2)
BORN = [date(1954, 3, 17), date(1940, 1, 1), date(1970, 1, 1), date(1964, 5, 2)]


@pytest.fixture
def office(session):
    make.installation(session)
    return make.office(session)


@pytest.fixture
def officers(session, office):
    return [make.by(session, at=office) for _ in range(3)]


def people(session, office, count):
    found = []
    for at in range(count):
        person = make.person(session, born=BORN[at % 4], at=office)
        for name in ("contributory_pension", "work_income", "permanent_incapacity"):
            make.person_fact(session, person, name, False, date(2022, 1, 1))
        found.append(person)
    return found


def crowd(session, office, count):
    """Many like those, written at once; their references."""
    like = people(session, office, 4)
    copy = """WITH made AS (INSERT INTO person
        (reference, name, name_key, sex, birth_date, office_id, area_id, registered_on, registered_by)
        SELECT 'PE-' || n, name, name_key, sex, birth_date, office_id, area_id, registered_on, registered_by
        FROM generate_series(1, :count) n JOIN person ON person.id = (:ids)[n % 4 + 1] RETURNING id, reference, birth_date)
      INSERT INTO person_fact (person_id, name, value, valid_from, recorded_by, reason)
      SELECT made.id, f.name, f.value, f.valid_from, f.recorded_by, f.reason FROM made
      JOIN person ON person.birth_date = made.birth_date AND person.id = ANY(:ids) JOIN person_fact f ON f.person_id = person.id
      RETURNING person_id"""
    ids = [person.id for person in like]
    made = set(session.scalars(text(copy), {"count": count, "ids": ids}))
    return sorted(session.scalars(select(Person.reference).where(Person.id.in_(made))))


def kept(session, claim):
    """What is kept of a claim, without what is its own."""
    award = session.scalar(select(Award).where(Award.claim_id == claim.id))
    terms = session.scalars(select(AwardTerm).where(AwardTerm.claim_id == claim.id).order_by(AwardTerm.from_month)).all()
    decision = {name: value for name, value in claim.decision.items() if name != "id"}
    letters = select(IssuedLetter.content).where(IssuedLetter.about == claim.reference).order_by(IssuedLetter.id)
    words = session.scalars(letters).all()[-1]
    return (
        claim.state, claim.facts, decision, claim.digest, claim.decided_on, award and award.started,
        [(term.from_month, term.to_month, term.amount) for term in terms], words["subject"], len(words["blocks"]),
    )  # fmt: skip


def test_bulk_gives_what_one_by_one_gives(session, office, officers):
    receiver, first, second = officers
    one, many = people(session, office, 4), people(session, office, 4)
    singles = [receive(session, NewClaim(PENSION, person.reference, MAY), receiver).claim.reference for person in one]
    for reference in singles:
        certify(session, reference, first)
        approve(session, reference, second)
    bulk = receive_many(session, [NewClaim(PENSION, person.reference, MAY) for person in many], receiver)
    assert decide_many(session, bulk, first).left == {}
    done = approve_many(session, bulk, second)
    assert (done.granted, done.refused) == (3, 1)

    def of(references):
        rows = [session.scalars(select(Claim).where(Claim.reference == reference)).one() for reference in references]
        return [kept(session, row) for row in rows]

    assert of(singles) == of(bulk)
    lines = session.execute(select(AuditLine.act, AuditLine.count, AuditLine.digest).order_by(AuditLine.id.desc()).limit(3)).all()
    assert [(line.act, line.count) for line in lines] == [("claims approved", 4), ("claims certified", 4), ("claims received", 4)]
    assert lines[0].digest == done.digest


def test_open_claims_are_left_and_named_and_the_second_officer_is_another(session, office, officers):
    receiver, first, second = officers
    known, unknown = people(session, office, 1)[0], make.person(session, at=office)
    bulk = receive_many(session, [NewClaim(PENSION, each.reference, MAY) for each in (known, unknown)], receiver)
    done = decide_many(session, bulk, first)
    assert done.granted == 1
    assert list(done.left) == bulk[1:]
    with pytest.raises(Forbidden):
        approve_many(session, bulk[:1], first)
    with pytest.raises(Forbidden):
        approve_many(session, bulk[:1], receiver)
    with pytest.raises(Conflict):
        approve_many(session, bulk, second)
    assert approve_many(session, bulk[:1], second).granted == 1


def test_a_wrong_claim_refuses_them_all_by_its_place(session, office, officers):
    known = people(session, office, 1)[0]
    with pytest.raises(Refusal) as caught:
        receive_many(session, [NewClaim(PENSION, known.reference, MAY), NewClaim(PENSION, "PE-NOBODY", MAY)], officers[0])
    assert [problem.row for problem in caught.value.problems] == [2]
    assert session.scalar(select(func.count()).select_from(Claim)) == 0


def stages(session, officers, found):
    """Claims of some people received, certified and approved: the statements of each stage, and what was approved."""
    receiver, first, second = officers
    with counted(session) as receiving:
        bulk = receive_many(session, [NewClaim(PENSION, reference, MAY) for reference in found], receiver)
    with counted(session) as certifying:
        decide_many(session, bulk, first)
    with counted(session) as approving:
        done = approve_many(session, bulk, second)
    return [len(receiving), len(certifying), len(approving)], done


def test_however_many_the_claims_the_statements_are_few_and_their_letters_one_range_of_numbers(session, office, officers):
    found = crowd(session, office, 2000)
    few, _ = stages(session, officers, found[:400])
    many, done = stages(session, officers, found[400:])
    assert (done.granted, done.refused) == (1200, 400)
    assert [int(number[5:]) for number in done.letters] == list(range(401, 2001))
    assert max(few) <= 40
    assert max(many) <= max(few) + 20, "the statements grow with the claims"
