"""A run from draft to approval: who is paid, who is left out, and that nobody approves anything else than what she saw."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from mis.errors import Conflict, Forbidden, NotFound, Refusal
from mis.language import in_language, translate
from payments.batches import actions, queries, rules
from payments.batches.actions import NewBatch
from payments.ledger import queries as ledger
from payments.settlements import queries as settlements
from tests import make
from tests.payments import runs


def test_a_month_is_paid_to_each_payee_once(session):
    by, _ = runs.officers(session)
    person, _ = runs.payee(session)
    make.award(session, person, "20.00", date(2024, 4, 1))
    runs.payee(session, "Domingos Soares", "0042")
    batch = runs.generated(session, by)
    first, second = runs.payments(session, batch)
    assert (first.amount, second.amount, second.account) == (Decimal("100.00"), Decimal("60.00"), "0042")
    assert (batch.state, batch.payments_count, batch.payments_total) == ("generated", 2, Decimal("160.00"))
    assert runs.left_out(session, batch) == {}
    again = runs.generated(session, by)
    assert (again.payments_count, runs.left_out(session, again)) == (0, {"nothing-due": 3})
    assert [each.reference for each in queries.open_beside(session, again)] == [batch.reference]
    assert settlements.chains(session) == (4, [])
    assert settlements.payments_and_lines(session) == (2, [])


def test_who_is_left_out_is_listed_with_the_reason_and_the_money(session):
    by, _ = runs.officers(session)
    make.award(session, make.person(session, "Nobody's Account"))
    held = make.person(session, "Held Account")
    make.payee_account(session, held, "77", state="held", reason="closed by the bank")
    make.award(session, held)
    _, suspended = runs.payee(session, "Suspended One")
    make.award_hold(session, suspended, runs.MAY)
    dead, _ = runs.payee(session, "Died Early")
    dead.died_on = date(2024, 5, 20)
    twin, _ = runs.payee(session, "Perhaps Another")
    make.possible_duplicate(session, twin, make.person(session, "The Other One"))
    session.flush()
    batch = runs.generated(session, by)
    expected = {"no-account": 1, "account-held": 1, "suspended": 1, "dead": 1, "duplicate": 1}
    assert runs.left_out(session, batch) == expected
    rows = queries.left_out(session, batch.id, "no-account")
    assert [(row.name, row.amount) for row in rows] == [("Nobody's Account", Decimal("60.00"))]


def test_an_empty_selection_pays_nobody_and_says_so(session):
    by, _ = runs.officers(session)
    batch = runs.generated(session, by)
    assert (batch.state, batch.payments_count, batch.payments_total) == ("generated", 0, 0)
    with pytest.raises(Conflict, match="pays nobody"):
        actions.submit(session, batch.reference, by)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewBatch("tl-nothing", runs.MAY), "scheme"),
        (NewBatch(runs.SCHEME, date(2024, 6, 1)), "period"),
        (NewBatch(runs.SCHEME, runs.MAY, "weekly"), "kind"),
        (NewBatch(runs.SCHEME, runs.MAY, pay_day=date(2024, 5, 30)), "pay_day"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_at_its_field(session, new, field):
    by, _ = runs.officers(session)
    with pytest.raises(Refusal) as refused:
        actions.draft(session, new, by)
    assert refused.value.problems[0].field == field


def test_an_approver_approves_exactly_what_she_saw_and_never_her_own_work(session):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.generated(session, by)
    with pytest.raises(Conflict):
        actions.approve(session, batch.reference, runs.content(batch), approver)
    actions.submit(session, batch.reference, by)
    seen = runs.content(batch)
    with pytest.raises(Forbidden):
        actions.approve(session, batch.reference, seen, by)
    for other, field in (
        (replace(seen, total=Decimal("60.01")), "total"), (replace(seen, count=2), "count"),
        (replace(seen, sha256="0" * 64), "sha256"),
    ):  # fmt: skip
        with pytest.raises(Conflict) as refused:
            actions.approve(session, batch.reference, other, approver)
        assert [problem.field for problem in refused.value.problems] == [field]
    actions.approve(session, batch.reference, seen, approver)
    assert (batch.state, batch.approved_sha256) == ("approved", seen.sha256)
    assert ledger.balances(session, runs.SCHEME, "USD") == {"benefits-expense": Decimal(60), "benefits-payable": Decimal(-60)}


def test_what_changed_behind_the_application_is_not_approved_and_is_found_by_the_proof(session):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.generated(session, by)
    actions.submit(session, batch.reference, by)
    assert queries.fingerprints(session) == (1, [])
    statement = """INSERT INTO payment (reference, batch_id, person_id, payee, channel, amount, currency)
    VALUES ('PY-ADDED', :batch, 999, 'A friend', 'bank', 10, 'USD')"""
    session.execute(text(statement), {"batch": batch.id})
    with pytest.raises(Conflict):
        actions.approve(session, batch.reference, runs.content(batch), approver)
    assert len(queries.fingerprints(session)[1]) == 1
    assert len(settlements.payments_and_lines(session)[1]) == 1


def test_a_cancelled_run_gives_the_money_back_and_the_next_one_pays_it(session):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.approved(session, by, approver)
    with pytest.raises(Forbidden):
        actions.cancel(session, batch.reference, "wrong month", by)
    supervisor = replace(by, permissions=by.permissions | {"batches.supervise"})
    actions.cancel(session, batch.reference, "wrong month", supervisor)
    assert [each.state for each in runs.payments(session, batch)] == ["cancelled"]
    assert ledger.balances(session, runs.SCHEME, "USD") == {"benefits-expense": 0, "benefits-payable": 0}
    again = runs.generated(session, by)
    assert [str(each.amount) for each in runs.payments(session, again)] == ["60.00"]
    assert settlements.chains(session) == (3, [])
    assert queries.fingerprints(session) == (2, [])


def test_sent_back_with_a_reason_and_submitted_again(session):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.generated(session, by)
    actions.submit(session, batch.reference, by)
    with pytest.raises(Refusal):
        actions.send_back(session, batch.reference, "  ", approver)
    actions.send_back(session, batch.reference, "Ask Baucau about the arrears", approver)
    assert (batch.state, batch.sent_back) == ("generated", "Ask Baucau about the arrears")
    actions.submit(session, batch.reference, by)
    assert batch.state == "submitted"


def test_a_run_of_another_office_does_not_exist(session):
    by, _ = runs.officers(session)
    batch = runs.drafted(session, by)
    elsewhere = make.by(session, "payment-officer", make.office(session, "Elsewhere"))
    for reference in (batch.reference, "BA-00000-00000-00", "nonsense"):
        with pytest.raises(NotFound):
            queries.batch_by_reference(session, elsewhere, reference)


def test_slices_cut_no_person_in_two(session):
    by, _ = runs.officers(session)
    for _ in range(3):
        person, _ = runs.payee(session)
        make.award(session, person, "20.00")
    batch = runs.generated(session, by, awards_per_slice=3)
    assert queries.progress(session, batch.id).slices == 3
    assert [str(each.amount) for each in runs.payments(session, batch)] == ["80.00"] * 3


@pytest.mark.parametrize("state", rules.STATES)
def test_an_act_out_of_step_is_refused_in_the_officers_own_words_for_the_state(app, state):
    with pytest.raises(Conflict) as refused:
        rules.demand_step(state, "none of them")
    (problem,) = refused.value.problems
    with app.test_request_context(), in_language("pt"):
        said = problem.words(translate)
    assert said.startswith("Este lote ")
    assert state not in said
