"""What one does with the law: adopt it, draft what changes it, try, submit, approve, withdraw; confirm what was read once."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.errors import Forbidden, Problem, conflict, missing, refuse
from mis.identifiers import new_reference
from mis.law.book import Sheet, read_book, shipped_texts
from mis.staff.queries import installation, office_today
from mis.staff.rules import ActingOfficer, demand, demand_second
from mis.statutes import queries, rules
from mis.statutes.checks import Held, checked
from mis.statutes.models import LawConfirmation, LawDraft, LawSheet, LawUse


def adopt_law(session: Session, country: str, by: ActingOfficer | None) -> int:
    """Load the shipped sheets of a country that the office does not hold yet; how many they were."""
    texts = shipped_texts(country)
    if not texts:
        raise refuse("country", "There is no law of “%(country)s” in this release", "no-law", country=country)
    held = set(session.scalars(select(LawSheet.code).where(LawSheet.replaced_at.is_(None))))
    codes = {path: next(iter(read_book({path: text}).sheets)) for path, text in texts.items()}
    new = sorted(path for path, code in codes.items() if code not in held)
    for path in new:
        digest = rules.digest_of(texts[path])
        session.add(LawSheet(code=codes[path], path=path, text=texts[path], digest=digest, adopted_by=by.id if by else None))
        record(session, by, "law adopted", codes[path], digest=digest)
    session.flush()
    return len(new)


def note_used(session: Session, editions: Iterable[tuple[str, str]]) -> None:
    """Keep that these editions (digest and sheet) have decided something: their lines are never edited from then on."""
    rows = [{"digest": digest, "code": code} for digest, code in sorted(set(editions)) if digest]
    if rows:
        session.execute(insert(LawUse).values(rows).on_conflict_do_nothing())


def make_draft(session: Session, text: str, note: str, by: ActingOfficer, code: str | None = None) -> LawDraft:
    """Keep a text as a draft of law, checked at once; `code` where it must be that sheet's. Raises Refusal at each line."""
    demand(by, "law.draft")
    sheet, base = _checked(session, text, code)
    row = LawDraft(
        reference=new_reference("DR"), code=sheet.code, base=base, text=text,
        digest=rules.digest_of(text), note=rules.check_note(note), made_by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, by, "law drafted", row.reference, after={"code": row.code}, reason=row.note, digest=row.digest)
    return row


def _checked(session: Session, text: str, code: str | None) -> tuple[Sheet, str | None]:
    """The sheet that the text is, held against the law in force, and the digest of the text that it would replace."""
    law = queries.book(session)
    found = checked(text, Held(law.sheets, installation(session).country, lambda each: queries.used_editions(session, each)))
    if code is not None and found.code != code:
        raise refuse("text", "This text is the law “%(found)s”, not “%(code)s”", "other-code", found=found.code, code=code)
    held = law.sheets.get(found.code)
    return found, rules.digest_of(held.text) if held else None


def edit_draft(session: Session, reference: str, text: str, seen: str, by: ActingOfficer) -> LawDraft:
    """Write another text into one's own draft, checked again; its trial no longer counts. `seen` is the text's digest before."""
    row = _own(session, reference, by, *rules.OPEN)
    if seen != row.digest:
        raise conflict("The text of the draft has changed since you opened this page. Nothing was kept", "stale-draft")
    _, base = _checked(session, text, row.code)
    before = row.digest
    row.text, row.digest, row.base, row.state, row.submitted_at = text, rules.digest_of(text), base, rules.DRAFT, None
    row.figures = row.trial_digest = row.trial_of = row.tried_by = row.tried_at = None
    session.flush()
    record(session, by, "law draft changed", row.reference, before={"digest": before}, digest=row.digest)
    return row


def _digest(held: LawSheet | None) -> str | None:
    return held.digest if held else None


def _own(session: Session, reference: str, by: ActingOfficer, *states: str) -> LawDraft:
    """The officer's own draft, held for a change."""
    demand(by, "law.draft")
    row = queries.draft_by_reference(session, reference, lock=True)
    rules.demand_maker(by.id, row.made_by)
    rules.demand_step(row.state, *states)
    return row


def record_trial(session: Session, draft: LawDraft, figures: Mapping[str, Any], by: ActingOfficer) -> str:
    """Keep what the dry run of a draft showed, for the text as `draft` was read; the digest that an approval is bound to.

    Raises Conflict when the text was changed while it was tried, or the draft is no longer open.
    """
    tried = draft.digest
    row = queries.draft_by_reference(session, draft.reference, lock=True)
    rules.demand_step(row.state, *rules.OPEN)
    if row.digest != tried:
        raise conflict("The text was changed while it was tried. Try it again", "stale-draft")
    digest = rules.trial_digest(figures, tried, office_today(session))
    row.figures, row.trial_of, row.trial_digest = dict(figures), tried, digest
    row.tried_by, row.tried_at = by.id, func.clock_timestamp()
    session.flush()
    session.refresh(row)
    record(session, by, "law draft tried", row.reference, digest=digest)
    return digest


def submit_draft(session: Session, reference: str, by: ActingOfficer) -> LawDraft:
    """Hand one's own draft, tried as it stands, to a second officer."""
    row = _own(session, reference, by, rules.DRAFT)
    rules.demand_tried(row.digest, row.trial_of)
    row.state, row.submitted_at = rules.SUBMITTED, func.clock_timestamp()
    session.flush()
    record(session, by, "law draft submitted", row.reference, digest=row.digest)
    return row


def withdraw_draft(session: Session, reference: str, by: ActingOfficer) -> LawDraft:
    """Give up one's own draft; it is kept."""
    row = _own(session, reference, by, *rules.OPEN)
    row.state = rules.WITHDRAWN
    session.flush()
    record(session, by, "law draft withdrawn", row.reference)
    return row


def approve_draft(session: Session, reference: str, seen: tuple[str, str], by: ActingOfficer) -> LawSheet:
    """Put in force what the dry run showed, as a second officer; `seen` is the digest of the text and of the trial.

    Raises Conflict when either is not what was seen, or the law that the draft changes is no longer the one it was made from.
    """
    demand(by, "law.approve")
    row = queries.draft_by_reference(session, reference, lock=True)
    rules.demand_step(row.state, rules.SUBMITTED)
    demand_second(by.id, row.made_by)
    rules.demand_seen(seen, (row.digest, row.trial_digest))
    rules.demand_tried(row.digest, row.trial_of)
    if session.scalar(select(LawSheet.id).limit(1)) is None:
        adopt_law(session, installation(session).country, None)
    held = queries.sheet_in_force(session, row.code, lock=True)
    if _digest(held) != row.base:
        raise conflict("The law has changed since this draft was made. Draft it again from the law in force", "stale-base")
    _checked(session, row.text, row.code)
    new = _put_in_force(session, row, held, by)
    row.state, row.approved_by, row.approved_at, row.sheet_id = rules.APPROVED, by.id, func.clock_timestamp(), new.id
    session.flush()
    after = {"code": row.code, "draft": row.digest, "trial": row.trial_digest}
    record(session, by, "law draft approved", row.reference, after=after, digest=row.digest)
    record(session, by, "law adopted", row.code, {"digest": _digest(held)}, {"draft": row.reference}, digest=row.digest)
    return new


def _put_in_force(session: Session, row: LawDraft, held: LawSheet | None, by: ActingOfficer) -> LawSheet:
    """The draft's text as the sheet in force; the one before it is kept."""
    if held is not None:
        session.execute(update(LawSheet).where(LawSheet.id == held.id).values(replaced_at=func.clock_timestamp()))
    path = held.path if held else row.code
    new = LawSheet(code=row.code, path=path, text=row.text, digest=row.digest, adopted_by=by.id)
    session.add(new)
    session.flush()
    return new


def confirm(session: Session, code: str, name: str, since: str, note: str, by: ActingOfficer) -> LawConfirmation:
    """Confirm, as a second reader, a line in force that rests on a single source; `note` says where it was read."""
    demand(by, "law.confirm")
    lines = queries.unconfirmed(session, code, office_today(session))
    line = next((line for line in lines if line.name == name and (str(line.since) if line.since else "") == since), None)
    if line is None:
        raise missing("There is no such line that waits for a second reader")
    _demand_other_reader(session, code, by)
    row = LawConfirmation(
        code=code, name=name, since=line.since, line_digest=rules.line_digest(code, line), note=rules.check_note(note),
        confirmed_by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, by, "law confirmed", code, after={"line": name, "since": since}, reason=row.note, digest=row.line_digest)
    return row


def _demand_other_reader(session: Session, code: str, by: ActingOfficer) -> None:
    """Refuse a second reading by whoever drafted or adopted the sheet."""
    held = queries.sheet_in_force(session, code)
    maker = session.scalar(select(LawDraft.made_by).where(LawDraft.sheet_id == held.id)) if held else None
    if held is not None and by.id in (held.adopted_by, maker):
        words = "You drafted or adopted this law, so another officer must read it a second time"
        raise Forbidden(Problem(None, words, "own-work"))
