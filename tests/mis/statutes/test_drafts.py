"""The life of a draft of law: made, tried, handed on, approved by a second officer, bound by digest."""

import pytest

from mis.errors import Conflict, Forbidden, Refusal
from mis.law.book import shipped_texts
from mis.statutes import actions, queries
from mis.statutes.models import LawSheet
from mis.statutes.rules import digest_of
from mis.statutes.texts import with_line
from tests import make
from tests.conftest import run_sql

FIGURES = {"on": "2024-05-31", "examined": 3, "gain": 1, "lose": 0}
PENSION = shipped_texts("tl")["tl-social-pension"]


def tried(session, maker, text=""):
    """A draft that was tried."""
    draft = make.law_draft(session, maker, text)
    actions.record_trial(session, draft, FIGURES, maker)
    return draft


def test_a_draft_becomes_law_by_a_second_officer_who_saw_its_trial(session):
    maker, second = make.by(session), make.by(session, "supervisor")
    draft = tried(session, maker)
    actions.submit_draft(session, draft.reference, maker)
    sheet = actions.approve_draft(session, draft.reference, (draft.digest, draft.trial_digest), second)
    assert queries.book(session).sheet("tl-social-pension").text == draft.text == sheet.text
    assert draft.state == "approved"
    assert {row.code for row in session.query(LawSheet).filter(LawSheet.replaced_at.is_(None))} >= {"tl-general", sheet.code}
    kept = session.query(LawSheet).filter(LawSheet.replaced_at.is_not(None)).one()
    assert kept.text == PENSION
    told = run_sql_of(session, "SELECT act FROM audit_line WHERE about = :about ORDER BY id", about=draft.reference)
    assert told == ["law drafted", "law draft tried", "law draft submitted", "law draft approved"]


def run_sql_of(session, statement, **values):
    """The first column of what a statement answers."""
    from sqlalchemy import text

    return [row[0] for row in session.execute(text(statement), values)]


def test_the_officer_who_made_a_draft_cannot_approve_it(session):
    maker = make.by(session, "supervisor")
    draft = tried(session, maker)
    actions.submit_draft(session, draft.reference, maker)
    with pytest.raises(Forbidden, match="another officer"):
        actions.approve_draft(session, draft.reference, (draft.digest, draft.trial_digest), maker)


@pytest.mark.parametrize("guard", ["approved_by = made_by", "approved_by = NULL", "trial_of = 'other'"])
def test_the_database_refuses_what_the_code_would(session, database, guard):
    from sqlalchemy.exc import DBAPIError

    maker, second = make.by(session), make.by(session, "supervisor")
    draft = tried(session, maker)
    session.commit()
    run_sql(database, "UPDATE law_draft SET tried_by = :by", by=second.id)
    with pytest.raises(DBAPIError, match="violates check constraint"):
        run_sql(database, f"UPDATE law_draft SET state = 'approved', approved_by = {second.id}, {guard}".replace(
            f"approved_by = {second.id}, approved_by", "approved_by"))  # fmt: skip
    assert draft.state == "draft"


def test_a_closed_draft_is_never_changed_and_none_is_taken_away(session, database):
    from sqlalchemy.exc import DBAPIError

    maker = make.by(session)
    draft = make.law_draft(session, maker)
    session.commit()
    with pytest.raises(DBAPIError, match=r"kept|permission denied"):
        run_sql(database, "DELETE FROM law_draft")
    actions.withdraw_draft(session, draft.reference, maker)
    session.commit()
    with pytest.raises(DBAPIError, match="closed"):
        run_sql(database, "UPDATE law_draft SET state = 'draft'")


def test_what_was_not_tried_is_neither_handed_on_nor_approved(session):
    maker = make.by(session)
    draft = make.law_draft(session, maker)
    with pytest.raises(Conflict, match="has not been tried"):
        actions.submit_draft(session, draft.reference, maker)


def test_another_text_voids_the_trial_and_takes_the_draft_back(session):
    maker = make.by(session)
    draft = tried(session, maker)
    actions.submit_draft(session, draft.reference, maker)
    text = draft.text.replace("value=90", "value=91")
    actions.edit_draft(session, draft.reference, text, draft.digest, maker)
    assert (draft.state, draft.figures, draft.trial_digest) == ("draft", None, None)
    with pytest.raises(Conflict, match="has changed since you opened"):
        actions.edit_draft(session, draft.reference, text, "0" * 64, maker)
    with pytest.raises(Conflict, match="has not been tried"):
        actions.submit_draft(session, draft.reference, maker)


def test_an_approval_is_bound_to_the_text_and_the_trial_that_were_seen(session):
    maker, second = make.by(session), make.by(session, "approver")
    draft = tried(session, maker)
    actions.submit_draft(session, draft.reference, maker)
    seen = draft.trial_digest
    actions.record_trial(session, draft, FIGURES | {"gain": 2}, maker)
    for told, said in [((draft.digest, seen), "tried again"), (("0" * 64, draft.trial_digest), "text of the draft has changed")]:
        with pytest.raises(Conflict, match=said):
            actions.approve_draft(session, draft.reference, told, second)
    assert queries.book(session).sheet("tl-social-pension").text == PENSION


def test_a_draft_of_law_that_has_changed_since_is_refused(session):
    maker, second = make.by(session), make.by(session, "supervisor")
    drafts = [tried(session, maker, PENSION.replace("value=57,", f"value={amount},")) for amount in (58, 59)]
    for draft in drafts:
        actions.submit_draft(session, draft.reference, maker)
    actions.approve_draft(session, drafts[0].reference, (drafts[0].digest, drafts[0].trial_digest), second)
    with pytest.raises(Conflict, match="law has changed since this draft was made"):
        actions.approve_draft(session, drafts[1].reference, (drafts[1].digest, drafts[1].trial_digest), second)


def test_only_the_maker_changes_hands_on_or_withdraws_a_draft(session):
    maker, other = make.by(session), make.by(session)
    draft = tried(session, maker)
    for act in (
        lambda: actions.edit_draft(session, draft.reference, draft.text, draft.digest, other),
        lambda: actions.submit_draft(session, draft.reference, other),
        lambda: actions.withdraw_draft(session, draft.reference, other),
    ):
        with pytest.raises(Conflict, match="Another officer made this draft"):
            act()


def test_a_trial_of_a_text_that_was_changed_meanwhile_is_not_kept(session, database):
    maker = make.by(session)
    draft = make.law_draft(session, maker)
    session.commit()
    run_sql(database, "UPDATE law_draft SET digest = repeat('1', 64)")
    with pytest.raises(Conflict, match="changed while it was tried"):
        actions.record_trial(session, draft, FIGURES, maker)


@pytest.mark.parametrize("role", ["payment-officer", "auditor", "approver"])
def test_those_who_may_not_draft_cannot(session, role):
    with pytest.raises(Forbidden):
        make.law_draft(session, make.by(session, role))


def test_a_line_that_has_decided_is_followed_but_never_edited(session):
    maker, sheet = make.by(session), queries.book(session).sheet("tl-social-pension")
    actions.note_used(session, [(sheet.editions[-1].digest, sheet.code)])
    make.law_draft(session, maker)
    for wrong in (
        PENSION.replace("value=80}", "value=81}"),
        PENSION.replace('{name="no_work_income"', '{name="no_work_income", until=2030-01-01'),
    ):
        with pytest.raises(Refusal, match="has decided claims") as refused:
            make.law_draft(session, maker, wrong)
        assert refused.value.problems[0].row
    with pytest.raises(Refusal, match="read in another way"):
        make.law_draft(session, maker, PENSION.replace('steps = ["second_step", "third_step"]', 'steps = ["second_step"]'))


def test_the_same_file_comes_back_byte_for_byte(session):
    maker = make.by(session)
    draft = make.law_draft(session, maker, PENSION)
    assert draft.text.encode() == PENSION.encode()
    assert draft.digest == digest_of(PENSION)


def test_a_line_is_added_and_the_rest_stays_byte_for_byte():
    text = with_line(PENSION, "amount", make.HIGHER)
    added = set(text.splitlines()) - set(PENSION.splitlines())
    assert added == {' {name="pension", since=2024-07-01, value=90, law="Decree-Law 9/2024, Art 2"},'}
    assert text.replace(added.pop() + "\n", "") == PENSION


def test_a_text_that_is_no_longer_the_one_adopted_decides_nothing(session):
    row = make.law_sheet(session)
    assert queries.texts_agree(session) == (1, [])
    session.add(LawSheet(code="tl-x", path="tl-x", text=row.text, digest="0" * 64))
    session.flush()
    assert len(queries.texts_agree(session)[1]) == 1
    with pytest.raises(Conflict, match="not the one that was adopted"):
        queries.book(session)
