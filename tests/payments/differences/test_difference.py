"""Why a run differs from the last one: every cent in one step, and what waits for whom."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import text

from payments.answers.actions import take_in
from payments.differences.queries import difference, looks
from payments.releases import actions as releases
from payments.traces import queries as traces
from tests import make
from tests.payments import runs

APRIL = date(2024, 4, 1)


def test_every_cent_between_two_runs_is_in_one_step(session, tmp_path):
    by, approver = runs.officers(session)
    people = [runs.payee(session, f"Person {number}", from_month=APRIL) for number in range(6)]
    april = runs.approved(session, by, approver, APRIL)
    releases.release(session, april.reference, approver)
    releases.send(session, april.id, tmp_path)
    stays, raised, died, held, ended, late = people
    session.execute(text("UPDATE award_term SET replaced_at = now() WHERE award_id = :a"), {"a": raised[1].id})
    make.award_term(session, raised[1], "80.00", APRIL)
    died[0].died_on = date(2024, 4, 30)
    make.award_hold(session, held[1], runs.MAY)
    session.execute(text("UPDATE award_term SET replaced_at = now() WHERE award_id = :a"), {"a": ended[1].id})
    make.award_term(session, ended[1], "60.00", APRIL, APRIL)
    runs.payee(session, "New in May")
    session.flush()
    may = runs.generated(session, by)
    found = difference(session, may)
    assert found is not None
    assert {name: (count, str(amount)) for name, (count, amount) in found.steps.items()} == {
        "new": (1, "60.00"), "rate": (3, "20.00"), "arrears": (1, "20.00"), "death": (1, "-60.00"), "left-out": (1, "-60.00"),
        "stopped": (1, "-60.00"),
    }  # fmt: skip
    assert (found.total_before, found.total, found.unexplained) == (Decimal(360), Decimal(280), 0)
    assert looks(session, may).lines_agree
    assert difference(session, april) is None
    assert stays[1].id != late[1].id


def test_accounts_paid_for_many_and_accounts_just_changed_are_shown(session):
    by, _ = runs.officers(session)
    batch_day = datetime.now(UTC).date()
    for number in range(4):
        person = make.person(session, f"Person {number}")
        make.payee_account(session, person, "the same account", valid_from=batch_day)
        make.award(session, person)
    found = looks(session, runs.generated(session, by))
    assert (found.accounts_of_many, found.accounts_young) == (1, 4)


def test_what_waits_and_what_can_be_found(session, tmp_path):
    by, approver = runs.officers(session)
    person, _ = runs.payee(session)
    batch = runs.generated(session, by)
    assert traces.waiting_runs(session, approver) == (0, None)
    assert traces.prepared_runs(session, by)[0] == 1
    runs.actions.submit(session, batch.reference, by)
    assert traces.prepared_runs(session, by) == (0, None)
    assert traces.waiting_runs(session, approver)[0] == 1
    assert traces.waiting_runs(session, by)[0] == 0
    waiting = traces.waiting_items(session, approver, 5)[0]
    assert (waiting.title, waiting.url) == ("Social pension, May 2024", f"/payments/runs/{batch.reference}")
    runs.actions.approve(session, batch.reference, runs.content(batch), approver)
    assert traces.approved_runs(session, approver)[0] == 1
    releases.release(session, batch.reference, approver)
    releases.send(session, batch.id, tmp_path)
    payment = runs.payments(session, batch)[0].reference
    take_in(session, "a.csv", f"reference,status,reason\n{payment},returned,AC04\n".encode(), by)
    assert traces.approved_runs(session, approver) == (0, None)
    assert traces.failed_count(session, by)[0] == 1
    assert traces.failed_items(session, by, 5)[0].url == f"/payments/{payment}"
    assert [each.url for each in traces.find(session, by, payment.lower())] == [f"/payments/{payment}"]
    assert [each.url for each in traces.find(session, by, batch.reference)] == [f"/payments/runs/{batch.reference}"]
    elsewhere = make.by(session, "payment-officer", make.office(session, "Elsewhere"))
    assert traces.find(session, elsewhere, payment) == []
    panel = traces.person_panel(session, by, person.id)
    assert [(row["due"], row["paid"], row["left"]) for row in panel["account"]] == [(60, 0, 60)]
