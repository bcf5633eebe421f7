"""What a claim goes through: its clock, its papers, what it asks for, and the values that are compared before it is signed."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mis.dates import add_months, month_start, month_text
from mis.errors import Refusal, conflict, refuse
from mis.law.book import Sheet
from mis.law.facts import gather
from registries.persons.rules import birth_bounds

NOTE_LENGTH_MAX = 2000
OPEN, DECIDED = ("received", "certified"), ("granted", "refused")
STATES = ("received", "certified", "granted", "refused", "withdrawn")
PAPERS_MAX = 50
PAPERS = ("given", "substitute", "missing", "not-needed")


@dataclass(frozen=True)
class Paper:
    """One paper of the checklist as it was found: given, something else instead (`note` says what), missing, not needed."""

    place: int
    state: str
    note: str = ""


def decide_by(received_on: date, sheet: Sheet, office_months: int) -> date:
    """The last day to decide: as many months later as the sheet's line `decision_months` says, or else the office's practice."""
    edition = sheet.edition_on(received_on)
    line = edition.plan.get("decision_months") if edition else None
    months = int(str(line.constant)) if line and line.constant is not None else office_months
    target = add_months(month_start(received_on), months)
    return target.replace(day=min(received_on.day, monthrange(target.year, target.month)[1]))


def check_received(received_on: date, contingency_on: date | None, registered: date | None, today: date) -> None:
    """Refuse days that cannot be: in the future, or a contingency after the claim."""
    if received_on > today:
        raise refuse("received_on", "Received on: this day is in the future", "in-the-future")
    if contingency_on and contingency_on > today:
        raise refuse("contingency_on", "What happened on: this day is in the future", "in-the-future")
    if registered and received_on < registered:
        raise refuse("received_on", "Received on: this is before the person was born", "before-birth")


def checklist(sheet: Sheet, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """The sheet's papers, each as it was found; what nobody spoke of is missing."""
    found = {paper.place: paper for paper in papers}
    if set(found) - set(range(len(sheet.documents))):
        raise refuse("documents", "Documents: this benefit has no such paper", "no-such-paper")
    rows = []
    for place, asked in enumerate(sheet.documents):
        paper = found.get(place, Paper(place, "missing"))
        if paper.state not in PAPERS:
            raise refuse(f"document_{place}", "Documents: say given, substitute, missing or not needed", "not-offered")
        if paper.state == "substitute" and len(paper.note.strip()) < 3:
            raise refuse(f"note_{place}", "Documents: say what was shown instead", "empty")
        rows.append({"name": dict(asked["name"]), "state": paper.state, "note": paper.note.strip()[:300]})
    return rows


def read_papers(written: Sequence[str]) -> list[Paper]:
    """Papers as a command line tells them, counted from 1: `1=given`, `2=substitute:Baptism certificate`, `3=missing`."""
    papers: dict[int, Paper] = {}
    for each in written:
        number, _, found = each.partition("=")
        state, _, note = found.partition(":")
        if not (number.isascii() and number.isdigit() and 0 < int(number[:4]) <= PAPERS_MAX) or not state:
            words = "Documents: “%(found)s” is not like 1=given, 2=substitute:what was shown, 3=missing"
            raise refuse("documents", words, "not-a-paper", found=each[:60])
        place = int(number) - 1
        if place in papers:
            raise refuse("documents", "Documents: paper %(number)d is told twice", "twice", number=place + 1)
        papers[place] = Paper(place, state, note)
    return list(papers.values())


def check_told(sheet: Sheet, papers: Sequence[Paper]) -> None:
    """Refuse a checklist on which nothing is said of some paper: each is given, replaced, missing or not needed."""
    told = {paper.place for paper in papers}
    silent = [f"{at} ({asked['name']['en']})" for at, asked in enumerate(sheet.documents, start=1) if at - 1 not in told]
    if silent:
        words = "Documents: say how each paper was found; nothing is said of %(papers)s"
        raise refuse("documents", words, "empty", papers=", ".join(silent))


def complete(documents: Sequence[Mapping[str, Any]]) -> bool:
    """Whether no paper is missing."""
    return all(each["state"] != "missing" for each in documents)


def read_fact(sheet: Sheet, name: str, value: Any) -> Any:
    """A value given by hand as the law's gate takes it; refused when the benefit does not ask it or it is of another type."""
    facts = {fact.name: fact for fact in sheet.facts}
    if name not in facts:
        raise refuse("fact", "Fact: this benefit does not ask “%(found)s”", "unknown-fact", found=str(name)[:60])
    try:
        gather((facts[name],), [{name: value}], {})
    except Refusal as refusal:
        words = refusal.problems[0].words().rpartition(": ")[2]
        raise refuse("value", "Value: %(why)s", "wrong-type", why=words) from None
    return month_text(value) if facts[name].type == "month" and isinstance(value, date) else value


def check_born(day: str, registered: str, on: date) -> None:
    """Refuse a day of birth given by hand outside what the register of persons knows of it (1951, 1951-04 or the day)."""
    first, last = birth_bounds(registered, on)
    if not first <= date.fromisoformat(day) <= last:
        words = "Value: the register of persons has the birth as %(known)s"
        raise refuse("value", words, "not-as-registered", known=registered)


def check_note(note: str) -> str:
    """A note for the file as it is kept."""
    if len(note) > NOTE_LENGTH_MAX or "\0" in note:
        raise refuse("note", "Note: at most %(most)d characters", "too-long", most=NOTE_LENGTH_MAX)
    return note.strip()


def demand_state(state: str, wanted: Sequence[str]) -> None:
    """Refuse an act on a claim that is no longer, or not yet, where the act needs it."""
    if state not in wanted:
        words = {
            "received": "This claim is not certified yet",
            "certified": "This claim is certified already and waits for the second officer",
            "granted": "This claim is granted already",
            "refused": "This claim is refused already",
            "withdrawn": "This claim was withdrawn",
        }
        raise conflict(words[state], "state")
