"""Possible duplicates as pages: the list of pairs that wait, and two records side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func
from sqlalchemy.orm import Session

from mis.forms import carried_out
from mis.look import masked, tell
from mis.looks.noting import looked_at
from mis.paging import cursor, page_of
from mis.part import WorkItem
from mis.staff.queries import area_paths, office_today, officer_names
from mis.staff.rules import ActingOfficer
from mis.web import db, officer, require
from registries.duplicates.actions import decide
from registries.duplicates.forms import ALIKE_WORDS, STATE_WORDS, FindingForm
from registries.duplicates.models import PossibleDuplicate
from registries.duplicates.queries import known_of, pair_by_reference, pairs, pairs_of
from registries.duplicates.rules import OPEN_STATES, agreement, differing, differing_ends
from registries.households.queries import households_of
from registries.naming.rules import birth_likeness
from registries.persons.forms import PAPER_WORDS, SEX_WORDS
from registries.persons.letter import birth_words
from registries.persons.models import Person
from registries.persons.queries import accounts, identifiers, persons_by_id

duplicates = Blueprint("duplicates", __name__, url_prefix="/duplicates")


def alike(reasons: Sequence[str]) -> str:
    """What two records have in common, in words."""
    return ", ".join(str(ALIKE_WORDS[reason]) for reason in reasons)


duplicates.app_context_processor(lambda: {"alike": alike})


@dataclass(frozen=True)
class Fact:
    """One row of the comparison: letters of A and B with whether they differ, and the agreement."""

    title: str
    a: list[tuple[str, bool]]
    b: list[tuple[str, bool]]
    agreement: str


@duplicates.get("")
@require("duplicates.read")
def list_pairs() -> str:
    """The pairs that wait for a finding, and those of which nobody could tell, newest first."""
    after, before = (cursor(request.args.get(name), name) for name in ("after", "before"))
    question = pairs(officer(), None).where(PossibleDuplicate.state.in_(OPEN_STATES))
    page = page_of(db(), question, PossibleDuplicate.id, after, before)
    people = persons_by_id(db(), [key for row in page.rows for key in (row.person_id, row.other_id)])
    visible = {key: person for key, person in people.items() if person.office_id in officer().offices}
    return render_template("pages/duplicates/list.html", page=page, people=people, visible=visible, states=STATE_WORDS)


@duplicates.get("/<reference>")
@require("duplicates.read")
def pair(reference: str) -> Any:
    """Two records side by side."""
    return _pair_page(pair_by_reference(db(), officer(), reference), FindingForm(formdata=None))


@duplicates.post("/<reference>/finding")
@require("duplicates.decide")
def find(reference: str) -> Any:
    """Say whether they are one person."""
    row, form = pair_by_reference(db(), officer(), reference), FindingForm()
    if not carried_out(form, lambda: decide(db(), row, str(form.finding.data), form.reason.data or "", officer())):
        return _pair_page(row, form), 422
    follows = {
        "same": _("The newer reference leads to the older record for ever."),
        "different": _("Both records stand; the newer one can be paid."),
        "unclear": _("Both go on being paid."),
    }[row.state]
    tell("done", _("Finding kept."), follows)
    return redirect(url_for("duplicates.list_pairs"))


def _pair_page(row: PossibleDuplicate, form: FindingForm) -> str:
    people = persons_by_id(db(), [row.person_id, row.other_id])
    older, newer = people[row.other_id], people[row.person_id]
    looked_at(older.reference, newer.reference)
    rows = _comparison(older, newer)
    return render_template(
        "pages/duplicates/pair.html", pair=row, older=older, newer=newer, rows=rows, form=form, tag=STATE_WORDS[row.state],
        open=row.state in OPEN_STATES, own=officer().id == row.found_by,
        names=officer_names(db(), [row.found_by, row.decided_by]),
        counts={kind: sum(fact.agreement == kind for fact in rows) for kind in ("same", "close", "different")},
    )  # fmt: skip


def _comparison(older: Person, newer: Person) -> list[Fact]:
    """The facts of both, one a row; of numbers only the ends are seen, as elsewhere, though all of them is compared."""
    ids, places = [older.id, newer.id], area_paths(db())
    numbers, money, homes = identifiers(db(), ids), accounts(db(), ids), households_of(db(), ids, office_today(db()))
    kinds = sorted({each.kind for key in ids for each in numbers.get(key, [])})
    shown_of = dict.fromkeys([*(str(PAPER_WORDS[kind]) for kind in kinds), _("Telephone")], 3) | {_("Paid to"): 4}

    def told(person: Person) -> dict[str, str]:
        held = {each.kind: each.number for each in numbers.get(person.id, [])}
        account, home = money.get(person.id), homes.get(person.id)
        return {
            _("Name"): person.name,
            _("Born"): birth_words(person),
            _("Sex"): str(SEX_WORDS[person.sex]),
            **{str(PAPER_WORDS[kind]): held.get(kind, "") for kind in kinds},
            _("Lives in"): places[person.area_id],
            _("Telephone"): person.phone or "",
            _("Household"): _("Book %(number)s", number=home.book_number) if home else "",
            _("Paid to"): account.number if account and account.number else "",
        }

    a, b = told(older), told(newer)
    agreed = {title: agreement(a[title], b[title]) for title in a if a[title] or b[title]}
    like = birth_likeness(known_of(older), known_of(newer))
    agreed[_("Born")] = "same" if like == 100 else "close" if like >= 50 else "different"

    def pieces(title: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
        one, other = a[title], b[title]
        if title not in shown_of:
            return differing(one, other)
        ends = [masked(number, shown_of[title]) if number else "" for number in (one, other)]
        return differing_ends(ends[0], ends[1], agreed[title])

    sides = {title: pieces(title) for title in agreed}
    return [Fact(title, *sides[title], found) for title, found in agreed.items()]


def of_person(session: Session, _by: ActingOfficer, person_id: int) -> dict[str, Any]:
    """The pairs that wait in which a person stands, for her page."""
    waiting = pairs_of(session, person_id)
    return {"pairs": waiting} if waiting else {}


def waiting_count(session: Session, by: ActingOfficer) -> tuple[int, date | None]:
    """How many pairs wait in an officer's offices, and since when the oldest."""
    oldest = pairs(by).with_only_columns(func.count(), func.min(PossibleDuplicate.found_at)).order_by(None)
    count, since = session.execute(oldest).one()
    return count, since.date() if since else None


def waiting_items(session: Session, by: ActingOfficer, most: int) -> list[WorkItem]:
    """The oldest pairs that wait and that the officer may decide."""
    question = pairs(by).where(PossibleDuplicate.found_by != by.id).order_by(PossibleDuplicate.id).limit(most)
    rows = session.scalars(question).all()
    people = persons_by_id(session, [row.person_id for row in rows])
    return [
        WorkItem(
            people[row.person_id].name, people[row.person_id].reference, _("May be registered twice"),
            url_for("duplicates.pair", reference=row.reference), row.found_at.date(),
        )
        for row in rows
    ]  # fmt: skip
