"""Reading the facts of a whole population set-wise: copied out a register at a time, as they were so and known on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy.orm import Session

from mis.copying import frame
from mis.law.book import Sheet
from mis.law.facts import Fact
from mis.law.terms import NUMBER
from registries.populations import rules

EVERYBODY = (0, 2**62)
SUBJECT = {
    "key": pl.Int64, "person_id": pl.Int64, "household_id": pl.Int64, "claim_date": pl.Date, "of_sex": pl.String,
    "of_area": pl.Int64, "born_on": pl.Date, "birth_precision": pl.String,
}  # fmt: skip
PERSONS = """SELECT p.id AS key, p.id AS person_id, NULL::bigint AS household_id, %(on)s::date AS claim_date, p.sex, p.area_id,
p.birth_date, p.birth_precision FROM person p
WHERE p.id BETWEEN %(first)s AND %(last)s AND p.office_id = ANY(%(offices)s) AND p.merged_into_id IS NULL
AND (p.died_on IS NULL OR p.died_on > %(on)s)"""
HOUSEHOLDS = """SELECT h.id AS key, p.id AS person_id, h.id AS household_id, %(on)s::date AS claim_date, p.sex, h.area_id,
p.birth_date, p.birth_precision FROM household h
LEFT JOIN household_member m ON m.household_id = h.id AND m.role = 'head' AND m.replaced_at IS NULL
AND m.valid_from <= %(on)s AND coalesce(m.valid_to >= %(on)s, true) LEFT JOIN person p ON p.id = m.person_id
WHERE h.id BETWEEN %(first)s AND %(last)s AND h.office_id = ANY(%(offices)s)"""
CLAIMS = """SELECT {key} AS key, max(claim_id) AS claim_id FROM award WHERE benefit = %(benefit)s AND state <> 'ended'
AND {key} BETWEEN %(first)s AND %(last)s AND {none} GROUP BY {key}"""
_KNOWN = "{0}.recorded_at <= %(known_at)s AND ({0}.replaced_at IS NULL OR {0}.replaced_at > %(known_at)s)"
_FACTS = f"""SELECT f.person_id, array_position(%(names)s, f.name), f.value #>> '{{}}', f.valid_from, f.id FROM person_fact f
WHERE f.person_id IN ({{people}}) AND f.person_id BETWEEN %(first_person)s AND %(last_person)s AND f.name = ANY(%(names)s)
AND f.valid_from <= %(on)s AND {_KNOWN.format("f")}"""
_BELONG = f"""FROM household_member m JOIN ({{subject}}) s ON s.household_id = m.household_id
WHERE m.valid_from <= %(on)s AND coalesce(m.valid_to >= %(on)s, true) AND {_KNOWN.format("m")}"""
_REGISTERED = """SELECT h.id, h.registered_on FROM household h JOIN ({subject}) s ON s.household_id = h.id
WHERE h.recorded_at <= %(known_at)s"""
_MONTHS = """SELECT key, month, max(wage) FROM (
SELECT s.key, c.month, c.programme, sum(c.wage) AS wage FROM contribution c JOIN ({subject}) s ON s.person_id = c.person_id
WHERE c.scheme = %(scheme)s AND c.month <= s.claim_date AND c.recorded_at <= %(known_at)s
GROUP BY s.key, c.month, c.programme HAVING sum(c.total) > 0) credited GROUP BY key, month"""
_ENDED = f"""SELECT s.key, max(e.ended_on) FROM employment_spell e JOIN ({{subject}}) s ON s.person_id = e.person_id
WHERE e.started_on <= s.claim_date AND {_KNOWN.format("e")}
GROUP BY s.key HAVING bool_and(coalesce(e.ended_on <= s.claim_date, false))"""
_GIVEN = f"""SELECT c.key, array_position(%(names)s, f.name), f.value #>> '{{}}', f.since, f.id
FROM claim_fact f JOIN ({{claims}}) c ON c.claim_id = f.claim_id WHERE f.name = ANY(%(names)s) AND {_KNOWN.format("f")}"""


@dataclass(frozen=True)
class Whose:
    """Whose facts: a question that gives the columns of SUBJECT, and its values.

    `claims` gives the key and claim_id of those whose claims hold facts given by hand; `people` says between which keys
    the persons lie.
    """

    question: str
    claims: str
    values: Mapping[str, object]
    people: tuple[int, int] = EVERYBODY


@dataclass(frozen=True)
class Known:
    """On which day something was so, and until which instant the office had learned of it."""

    on: date
    at: datetime


@dataclass(frozen=True)
class Population:
    """Everybody whom a law may ask about: a row each with her facts (`case` numbers them from 0), and items by case.

    Beside the facts each case has the columns of SUBJECT; `claim_date` is the day of the claim.
    """

    cases: pl.DataFrame
    items: Mapping[str, pl.DataFrame]


def slice_of(sheet: Sheet, offices: Sequence[int], first: int, last: int, on: date) -> Whose:
    """The living persons, or the households, of some offices, from a key to a key."""
    values = {"first": first, "last": last, "offices": list(offices), "on": on, "benefit": sheet.code}
    if sheet.subject == "household":
        return Whose(HOUSEHOLDS, CLAIMS.format(key="household_id", none="person_id IS NOT NULL"), values)
    return Whose(PERSONS, CLAIMS.format(key="person_id", none="household_id IS NULL"), values, (first, last))


def read(session: Session, whose: Whose, sheets: Sequence[Sheet], known: Known) -> Population:
    """The facts that the sheets of one scheme ask, for everybody in question; one stream per register, nothing per person.

    What no register answers is unknown, as is what was not yet so on that day or not yet recorded at that instant.
    """
    facts = {fact.name: fact for sheet in sheets for fact in sheet.facts}
    register = _Register(session, whose, known, sheets[0].scheme)
    cases = frame(session, whose.question, whose.values, SUBJECT).sort("key").with_row_index("case")
    cases = _of_persons(register, cases, facts)
    cases, items = _of_households(register, cases, facts)
    cases, months = _of_work(register, cases, facts)
    cases = rules.completed(cases, list(facts.values()))
    return Population(_given_by_hand(register, cases, [fact for fact in facts.values() if not fact.fields]), items | months)


def _given_by_hand(register: "_Register", cases: pl.DataFrame, facts: Sequence[Fact]) -> pl.DataFrame:
    """What officers answered to claims, where no register knows."""
    question = _GIVEN.replace("{claims}", register.whose.claims)
    kept = register.answer(question, rules.KEPT, names=[fact.name for fact in facts])
    if not kept.height:
        return cases
    return rules.filled(cases, rules.with_facts(kept.select("key").unique(), kept, facts, "key"), facts)


@dataclass(frozen=True)
class _Register:
    """How one asks the registers about the persons in question."""

    session: Session
    whose: Whose
    known: Known
    scheme: str

    def answer(self, question: str, schema: Mapping[str, object], **more: object) -> pl.DataFrame:
        """The answer of a question in which {subject} and {people} stand for those in question."""
        values = {"on": self.known.on, "known_at": self.known.at, "scheme": self.scheme, **self.whose.values, **more}
        people = f"SELECT person_id FROM ({self.whose.question}) asked"
        return frame(self.session, question.replace("{subject}", self.whose.question).replace("{people}", people), values, schema)

    def kept(self, names: Sequence[str], people: tuple[int, int], belonging: bool = False) -> pl.DataFrame:
        """What is kept of persons under these names: of the subjects, or of those who belong to their households."""
        question = _FACTS.replace("{people}", f"SELECT m.person_id {_BELONG}") if belonging else _FACTS
        return self.answer(question, rules.KEPT, names=list(names), first_person=people[0], last_person=people[1])


def _of_persons(register: _Register, cases: pl.DataFrame, facts: Mapping[str, Fact]) -> pl.DataFrame:
    """The facts that the register of persons answers."""
    asked = [fact for fact in facts.values() if fact.source.startswith("persons.") and not fact.fields]
    if not asked:
        return cases
    return rules.with_facts(cases, register.kept([_place(fact) for fact in asked], register.whose.people), asked, "person_id")


def _place(fact: Fact) -> str:
    """The name under which the register keeps a fact."""
    return fact.source.partition(".")[2]


def _of_households(
    register: _Register, cases: pl.DataFrame, facts: Mapping[str, Fact]
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The registration of the household and its living members."""
    if "registered_on" in facts:
        found = register.answer(_REGISTERED, {"household_id": pl.Int64, "registered_on": pl.Date})
        cases = cases.join(found, on="household_id", how="left", maintain_order="left")
    if "members" not in facts:
        return cases, {}
    fields = [inner for inner in facts["members"].fields if inner.source.startswith("persons.")]
    members = register.answer(f"SELECT s.key, m.person_id {_BELONG}", {"key": pl.Int64, "person_id": pl.Int64})
    kept = register.kept([*map(_place, fields), "died_on"], EVERYBODY, belonging=True)
    died = kept.filter(pl.col("place") == len(fields) + 1)
    members = members.join(died, left_on="person_id", right_on="key", how="anti")
    members = rules.completed(rules.with_facts(members, kept, fields, "person_id"), facts["members"].fields)
    listed = cases.select("key", "case").join(members, on="key")
    listed = listed.select("case", *(inner.name for inner in facts["members"].fields))
    return cases.with_columns(pl.col("household_id").is_not_null().alias("members.known")), {"members": listed}


def _of_work(register: _Register, cases: pl.DataFrame, facts: Mapping[str, Fact]) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """What the accounts of contributions and the spells of employment answer, as on the day of each claim."""
    items: dict[str, pl.DataFrame] = {}
    if facts.keys() & {"months", "months_contributed", "last_wage"}:
        credited = register.answer(_MONTHS, {"key": pl.Int64, "month": pl.Date, "wage": NUMBER})
        sums = credited.sort("month").group_by("key").agg(pl.len().cast(NUMBER).alias("months_contributed"), _last_wage())
        cases = cases.join(sums, on="key", how="left", maintain_order="left")
        none = pl.lit(0, dtype=NUMBER)
        cases = cases.with_columns(pl.col("months_contributed").fill_null(none), pl.lit(True).alias("months.known"))
        if "months" in facts:
            items["months"] = cases.select("key", "case").join(credited, on="key").select("case", *_fields(facts["months"]))
    if "dismissed_on" in facts:
        ended = register.answer(_ENDED, {"key": pl.Int64, "dismissed_on": pl.Date})
        cases = cases.join(ended, on="key", how="left", maintain_order="left")
    return cases, items


def _last_wage() -> pl.Expr:
    return pl.col("wage").last().alias("last_wage")


def _fields(months: Fact) -> list[pl.Expr]:
    """The fields of a month that the accounts know; the others are unknown."""
    held = {"month", "wage"}
    return [
        pl.col(inner.name) if inner.name in held else rules.column(pl.lit(None, dtype=pl.String), inner).alias(inner.name)
        for inner in months.fields
    ]
