"""Weighing claims: the facts gathered, the law run once over all of them, and what it gives for each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from mis.law.book import Book, Sheet
from mis.law.decision import decide_claims
from mis.law.explain import ConditionWords, Explanation, explain
from mis.law.facts import Fact
from mis.law.results import text
from mis.law.wording import Speech
from mis.letters.desk import LANGUAGES, Desk
from mis.printing import Letter, StepLine
from mis.statutes.queries import book
from registries.awards.models import AwardTerm
from registries.awards.queries import Whose, addressee, overlapping
from registries.awards.rules import Covered, Term, covered_by, spans_of, terms_of
from registries.claims.models import Claim, ClaimFact
from registries.claims.queries import facts_by_hand
from registries.decisions import letter
from registries.decisions.rules import agree, asked_by_hand, fingerprint, merged
from registries.documents.models import Document
from registries.evidence.queries import Subject, gather
from registries.persons.models import PayeeAccount, Person
from registries.persons.queries import FactFound
from registries.persons.rules import WRITTEN_AS_KNOWN, birth_bounds


@dataclass(frozen=True)
class Seen:
    """A fact as it was seen: its value as the law's files write it, in whose words, since when, by which document."""

    value: Any
    source: str
    since: date
    document: str | None
    by_hand: bool

    def kept(self) -> dict[str, Any]:
        """The fact as it is stored with the decision."""
        return {**vars(self), "since": self.since.isoformat()}


@dataclass(frozen=True)
class Weighed:
    """A claim, the facts seen, what the law makes of them, its terms or coverage, and an award of the same already."""

    claim: Claim
    sheet: Sheet
    facts: Mapping[str, Seen]
    decision: Mapping[str, Any]
    terms: Sequence[Term]
    already: str | None

    @property
    def covered(self) -> Covered | None:
        """The services that it covers; None of a benefit in money."""
        return covered_by(self.decision)

    @property
    def whose(self) -> Whose:
        """The person, and the household when it is the household's benefit."""
        return self.claim.person_id, self.claim.household_id


def weigh(session: Session, claims: Sequence[Claim]) -> list[Weighed]:
    """What the law says of claims, in their order: facts gathered set-wise, the law run once for each benefit and day."""
    by_hand = facts_by_hand(session, [claim.id for claim in claims])
    together: dict[tuple[str, date], list[Claim]] = defaultdict(list)
    for claim in claims:
        together[(claim.benefit, claim.received_on)].append(claim)
    found: dict[int, Weighed] = {}
    for (benefit, on), same in together.items():
        for weighed in _weigh_day(session, book(session).sheet(benefit), on, same, by_hand):
            found[weighed.claim.id] = weighed
    return [found[claim.id] for claim in claims]


ByHand = Mapping[int, Sequence[tuple[ClaimFact, Document | None]]]


def _weigh_day(session: Session, sheet: Sheet, on: date, claims: Sequence[Claim], by_hand: ByHand) -> list[Weighed]:
    """Claims for one benefit received on one day."""
    registered = gather(session, sheet, [Subject(claim.person_id, claim.household_id) for claim in claims], on)
    seen = [_seen(known, by_hand.get(claim.id, ()), on) for claim, known in zip(claims, registered, strict=True)]
    facts, decisions = _decided(book(session), sheet.code, on, claims, seen)
    terms = [terms_of(each["periods"]) if each["outcome"] == "granted" else [] for each in decisions]
    spans = [spans_of(own, covered_by(decision)) for own, decision in zip(terms, decisions, strict=True)]
    wanted = {(claim.person_id, claim.household_id): own for claim, own in zip(claims, spans, strict=True) if own}
    already = overlapping(session, sheet.code, wanted) if wanted else {}
    return [
        Weighed(claim, sheet, known, decision, own, already.get((claim.person_id, claim.household_id)))
        for claim, known, decision, own in zip(claims, facts, decisions, terms, strict=True)
    ]


def _decided(
    law: Book, code: str, on: date, claims: Sequence[Claim], seen: Sequence[Mapping[str, Seen]]
) -> tuple[list[Mapping[str, Seen]], list[dict[str, Any]]]:
    """The facts and the decision of each claim; the law is asked twice where a birth is known in part.

    Where the earliest and the latest day that it can be come to the same, so it is decided; else the birth is not known.
    """
    asked = [
        {"id": claim.reference, **{name: fact.value for name, fact in known.items()}}
        for claim, known in zip(claims, seen, strict=True)
    ]
    in_part = {at: str(each["birth_date"]) for at, each in enumerate(asked) if _in_part(each.get("birth_date"))}
    bounds = {at: [day.isoformat() for day in birth_bounds(written, on)] for at, written in in_part.items()}
    early = [each | {"birth_date": bounds[at][0]} if at in bounds else each for at, each in enumerate(asked)]
    late = [asked[at] | {"birth_date": bounds[at][1]} for at in in_part]
    without = [{name: value for name, value in asked[at].items() if name != "birth_date"} for at in in_part]
    facts, decisions = list(seen), decide_claims(law, code, on, early)
    again = decide_claims(law, code, on, late + without) if in_part else []
    for at, last, unknown in zip(in_part, again[: len(late)], again[len(late) :], strict=True):
        if agree(decisions[at], last):
            decisions[at] = merged(decisions[at], last, in_part[at])
        else:
            decisions[at] = unknown
            facts[at] = {name: fact for name, fact in seen[at].items() if name != "birth_date"}
    return facts, decisions


def _in_part(born: Any) -> bool:
    """Whether a birth, as it is written, is known by its month or its year alone."""
    return isinstance(born, str) and len(born) < WRITTEN_AS_KNOWN["day"]


def _seen(registered: Mapping[str, FactFound], by_hand: Sequence[tuple[ClaimFact, Document | None]], on: date) -> dict[str, Seen]:
    """What the registers answer, and where they are silent what was given by hand; a day of birth fills a known year."""
    given = {}
    for fact, document in by_hand:
        source, reference = (document.title, document.reference) if document else (fact.reason, None)
        given[fact.name] = Seen(fact.value, source, fact.since, reference, by_hand=True)
    answered = {
        name: Seen(text(found.value), found.source, found.since, found.document, False) for name, found in registered.items()
    }
    born, day = answered.get("birth_date"), given.get("birth_date")
    if born and day and _in_part(born.value):
        first, last = birth_bounds(born.value, on)
        if first <= date.fromisoformat(day.value) <= last:
            answered["birth_date"] = day
    return given | answered


def told(law: Book, weighed: Weighed, language: str) -> Explanation:
    """What the law says of a claim, in the words of a language."""
    return explain(law, weighed.decision, language)


def decision_letter(
    law: Book, desk: Desk, weighed: Weighed, person: Person, account: PayeeAccount | None, award: str | None = None
) -> Letter:
    """The letter that tells a decision, without its number yet; `award` is the reference of the award that it made."""
    claim, decision, to = weighed.claim, weighed.decision, addressee(person, desk)
    edition = weighed.sheet.edition_on(date.fromisoformat(decision["law_on"] or decision["on"]))
    case = letter.Decided(
        claim.reference, claim.office_id, claim.received_on, decision, told(law, weighed, to.letters),
        edition.since if edition else weighed.sheet.begins, _payee(person, account), award,
    )  # fmt: skip
    return letter.decided(desk, to, case)


def _payee(person: Person, account: PayeeAccount | None) -> letter.Payee:
    if account is None or account.state == "closed":
        return letter.Payee(person.name)
    return letter.Payee(account.holder or person.name, account.channel, account.bank, account.number)


@dataclass(frozen=True)
class ConditionRow:
    """A condition as the officer reads it: its number and words, and the facts on which it rests.

    Each source is the fact's label, the fact, and, for a birth known in part, how far it is known.
    """

    place: int
    words: ConditionWords
    sources: Sequence[tuple[str, Seen, str]]
    ask: Sequence[Fact]

    @property
    def hit(self) -> bool:
        """Whether it is the open one that waits for somebody."""
        return self.words.met is None


@dataclass(frozen=True)
class View:
    """A claim as its page shows it: weighed now, or as it was signed."""

    weighed: Weighed
    told: Explanation
    conditions: Sequence[ConditionRow]
    arithmetic: Sequence[StepLine]
    seen: str


def as_signed(session: Session, claim: Claim) -> Weighed:
    """The claim as the first officer signed it."""
    facts = {name: Seen(**{**kept, "since": date.fromisoformat(kept["since"])}) for name, kept in claim.facts.items()}
    decision: dict[str, Any] = claim.decision or {}
    terms = terms_of(decision["periods"]) if decision["outcome"] == "granted" else []
    return Weighed(claim, book(session).sheet(claim.benefit), facts, decision, terms, None)


def view(session: Session, claim: Claim, language: str) -> View:
    """Everything that a claim's page says, in the words of a language."""
    weighed = as_signed(session, claim) if claim.decision else weigh(session, [claim])[0]
    words = told(book(session), weighed, language)
    spoken = LANGUAGES.get(language, "en")
    steps = letter.arithmetic(words, spoken, weighed.decision) if weighed.decision["periods"] else ()
    rows = [_condition(weighed, place, each, language) for place, each in enumerate(words.conditions, start=1)]
    return View(weighed, words, rows, steps, fingerprint(weighed.decision))


def _condition(weighed: Weighed, place: int, words: ConditionWords, language: str) -> ConditionRow:
    """A condition with the facts on which it rests, and those that an officer can still give."""
    edition = weighed.sheet.edition_on(date.fromisoformat(weighed.decision["law_on"] or weighed.decision["on"]))
    named = edition.leaves(words.name) if edition else frozenset()
    asked = [fact for fact in weighed.sheet.facts if any(name.partition(".")[0] == fact.name for name in named)]
    sources = [
        (weighed.sheet.label(fact.name, language), weighed.facts[fact.name], _known_in_part(weighed, fact.name, language))
        for fact in asked
        if fact.name in weighed.facts
    ]
    open_facts = asked_by_hand(weighed.sheet, weighed.decision, weighed.facts) if words.met is None else []
    return ConditionRow(place, words, sources, [fact for fact in open_facts if fact in asked and not fact.fields])


def _known_in_part(weighed: Weighed, name: str, language: str) -> str:
    """How far a birth is known, in words, when nobody knows the day; of any other fact nothing."""
    value = weighed.facts[name].value
    return Speech(weighed.sheet.editions[0], language).said(value, name) if name == "birth_date" and _in_part(value) else ""


TERMS_SHOWN_MAX = 100
_UNDECIDED_TERMS = sql(
    """SELECT a.reference, t.from_month, t.amount FROM award_term t
       JOIN award a ON a.id = t.award_id JOIN claim c ON c.id = t.claim_id
       WHERE t.replaced_at IS NULL AND t.reason = '' AND c.decision ? 'periods' AND NOT EXISTS (
         SELECT FROM jsonb_array_elements(c.decision -> 'periods') AS p
         WHERE date_trunc('month', (p ->> 'from')::date) <= t.from_month
           AND coalesce((p ->> 'to')::date >= t.from_month, true) AND (p ->> 'amount')::numeric = t.amount)
       ORDER BY a.reference, t.from_month LIMIT :most"""
)


def terms_agree(session: Session) -> tuple[int, list[str]]:
    """Every current term of an award is what its claim's decision says, unless changed for a reason. How many terms."""
    examined = session.scalar(select(func.count()).select_from(AwardTerm).where(AwardTerm.replaced_at.is_(None))) or 0
    wrong = [
        f"award {row.reference}, from {row.from_month:%Y-%m}: {row.amount} is not what was decided"
        for row in session.execute(_UNDECIDED_TERMS, {"most": TERMS_SHOWN_MAX})
    ]
    return examined, wrong
