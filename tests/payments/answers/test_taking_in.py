"""Taking in a bank's answer: what matches moves, what does not is listed, and money that failed is due again."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from mis.errors import Refusal
from payments.answers import queries
from payments.answers.actions import take_in
from payments.batches import actions as batches
from payments.batches.queries import files
from payments.ledger.queries import balances
from payments.proof.queries import CHECKS
from payments.releases import actions as releases
from payments.statusreports.formats import StatusReport, Verdict, pain002
from payments.traces.queries import failed_items
from tests import make
from tests.payments import runs


def sent(session, by, approver, var, kind="regular"):
    batch = runs.approved(session, by, approver, kind=kind)
    releases.release(session, batch.reference, approver)
    releases.send(session, batch.id, var)
    return batch


def csv(*rows):
    return "\r\n".join(["reference,status,amount,currency,account,reason", *(",".join(row) for row in rows)]).encode()


def states(session, batch):
    session.expire_all()
    return [payment.state for payment in runs.payments(session, batch)]


def proved(session):
    session.flush()
    for check in CHECKS:
        assert check.run(session)[1] == [], check.name


def test_paid_rejected_and_returned_by_our_reference_and_only_once(session, tmp_path):
    by, approver = runs.officers(session)
    for name in ("Ana", "Bela", "Carlos"):
        runs.payee(session, name)
    batch = sent(session, by, approver, tmp_path)
    ana, bela, carlos = runs.payments(session, batch)
    proved(session)
    answer = csv(
        (ana.reference, "paid", "60.00", "USD", ana.account, ""), (bela.reference, "rejected", "60.00", "USD", "", "AC04"),
        (carlos.reference, "paid", "60.00", "", "", ""), (carlos.reference, "returned", "60.00", "", "", "AC04"),
    )  # fmt: skip
    row = take_in(session, "answer.csv", answer, by).answer
    assert (row.read, row.accepted, row.rejected, row.returned, row.repeated) == (4, 2, 1, 1, 0)
    assert states(session, batch) == ["paid", "rejected", "returned"]
    assert batch.state == "settled"
    assert balances(session, runs.SCHEME, "USD") == {
        "benefits-expense": Decimal(120), "benefits-payable": 0, "sent-to-bank": 0, "bank": Decimal(-60),
        "returned-funds": Decimal(-60),
    }  # fmt: skip
    held = "SELECT count(*) FROM payee_account WHERE state = 'held' AND replaced_at IS NULL"
    assert session.scalar(text(held)) == 2
    proved(session)
    again = take_in(session, "same bytes.csv", answer, by)
    assert again.before
    assert again.answer.id == row.id
    later = take_in(session, "late.csv", answer + b"\r\n", by).answer
    assert (later.accepted, later.rejected, later.returned, later.repeated) == (0, 0, 0, 4)
    proved(session)


def test_returned_and_rejected_money_is_paid_once_again_when_the_account_is_put_right(session, tmp_path):
    by, approver = runs.officers(session)
    person, _ = runs.payee(session)
    other, _ = runs.payee(session, "Bela")
    batch = sent(session, by, approver, tmp_path)
    first, second = runs.payments(session, batch)
    failed = csv((first.reference, "returned", "", "", "", "AC04"), (second.reference, "rejected", "", "", "", "AC01"))
    take_in(session, "a.csv", failed, by)
    said = [f"The bank says the account {words}" for words in ("is closed (AC04)", "number is wrong (AC01)")]
    held = "SELECT reason FROM payee_account WHERE state = 'held' AND replaced_at IS NULL ORDER BY person_id"
    assert list(session.scalars(text(held))) == said
    assert [item.why for item in failed_items(session, by, 9)] == said
    kept = runs.generated(session, by, kind="supplementary")
    assert runs.left_out(session, kept) == {"account-held": 2}
    for each in (person, other):
        closed = "UPDATE payee_account SET replaced_at = now() WHERE person_id = :p AND replaced_at IS NULL"
        session.execute(text(closed), {"p": each.id})
        make.payee_account(session, each, f"new {each.id}")
    again = sent(session, by, approver, tmp_path, "supplementary")
    assert [(str(each.amount), each.account) for each in runs.payments(session, again)] == [
        ("60.00", f"new {person.id}"), ("60.00", f"new {other.id}"),
    ]  # fmt: skip
    proved(session)
    assert balances(session, runs.SCHEME, "USD") == {
        "benefits-expense": Decimal(120), "benefits-payable": 0, "sent-to-bank": Decimal(-120), "returned-funds": 0,
    }  # fmt: skip
    third = runs.generated(session, by, kind="supplementary")
    assert third.payments_count == 0
    late = csv((first.reference, "paid", "", "", "", ""))
    assert take_in(session, "late.csv", late, by).answer.repeated == 1
    assert states(session, batch) == ["returned", "rejected"]
    proved(session)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("PY-00000-00000-00", "paid", "60.00", "USD", "", ""), "unknown-reference"),
        (("{}", "paid", "60.01", "USD", "", ""), "other-amount"),
        (("{}", "paid", "60.00", "EUR", "", ""), "other-currency"),
        (("{}", "paid", "60.00", "USD", "999", ""), "other-account"),
        (("{}", "rejected", "60.00", "USD", "", "AM05"), "conflict"),
    ],
)
def test_what_is_not_surely_ours_is_listed_and_moves_nothing(session, tmp_path, row, problem):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = sent(session, by, approver, tmp_path)
    reference = runs.payments(session, batch)[0].reference
    answer = take_in(session, "a.csv", csv(tuple(cell.format(reference) for cell in row)), by).answer
    assert [line.problem for line, _ in queries.lines_of(session, answer.id, "unmatched")] == [problem]
    assert states(session, batch) == ["sent"]
    proved(session)


def test_nothing_is_believed_of_a_payment_never_sent_nor_of_another_office(session, tmp_path):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.approved(session, by, approver)
    reference = runs.payments(session, batch)[0].reference
    answer = take_in(session, "a.csv", csv((reference, "paid", "", "", "", "")), by).answer
    assert [line.problem for line, _ in queries.lines_of(session, answer.id)] == ["conflict"]
    elsewhere = make.by(session, "payment-officer", make.office(session, "Elsewhere"))
    answer = take_in(session, "b.csv", csv((reference, "rejected", "", "", "", "")), elsewhere).answer
    assert [line.problem for line, _ in queries.lines_of(session, answer.id)] == ["unknown-reference"]


def report(file, status, verdicts=(), count=None, total=None, original=None):
    return pain002(
        StatusReport(
            "BANK-1", datetime(2024, 5, 31, tzinfo=UTC), original or file.reference, count or file.payments_count,
            total or file.payments_total, "USD", 2, status, tuple(verdicts),
        )
    )  # fmt: skip


def test_a_report_that_names_only_what_failed_speaks_for_the_whole_file(session, tmp_path):
    by, approver = runs.officers(session)
    for name in ("Ana", "Bela", "Carlos"):
        runs.payee(session, name)
    batch = sent(session, by, approver, tmp_path)
    (file,) = files(session, batch.id)
    failed = runs.payments(session, batch)[1]
    verdict = Verdict(failed.reference, "RJCT", failed.amount, failed.account, "AC04", "closed")
    row = take_in(session, "a.xml", report(file, "PART", [verdict]), by).answer
    assert (row.format, row.read, row.accepted, row.rejected) == ("pain.002", 3, 2, 1)
    assert states(session, batch) == ["sent", "rejected", "sent"]
    row = take_in(session, "b.xml", report(file, "ACSC"), by).answer
    assert (row.accepted, row.rejected) == (2, 0)
    assert states(session, batch) == ["paid", "rejected", "paid"]
    proved(session)


def test_a_report_on_another_file_or_another_count_moves_nothing(session, tmp_path):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = sent(session, by, approver, tmp_path)
    (file,) = files(session, batch.id)
    for content, problem in (
        (report(file, "ACSC", original="FI-SOMEBODY-ELSE"), "unknown-file"), (report(file, "RJCT", count=2), "other-count"),
        (report(file, "RJCT", total=Decimal("61.00")), "other-count"),
    ):  # fmt: skip
        answer = take_in(session, "a.xml", content, by).answer
        assert [line.problem for line, _ in queries.lines_of(session, answer.id)] == [problem]
    assert states(session, batch) == ["sent"]


def test_a_file_that_cannot_be_read_leaves_nothing(session):
    by, _ = runs.officers(session)
    with pytest.raises(Refusal):
        take_in(session, "a.csv", b"\xff\xfe", by)
    assert session.scalar(text("SELECT count(*) FROM bank_answer")) == 0


def test_a_person_who_moved_already_keeps_her_new_account(session, tmp_path):
    by, approver = runs.officers(session)
    person, _ = runs.payee(session)
    batch = sent(session, by, approver, tmp_path)
    session.execute(text("UPDATE payee_account SET replaced_at = now() WHERE person_id = :p"), {"p": person.id})
    make.payee_account(session, person, "new")
    take_in(session, "a.csv", csv((runs.payments(session, batch)[0].reference, "returned", "", "", "", "AC04")), by)
    again = runs.generated(session, by, kind="supplementary")
    assert [each.account for each in runs.payments(session, again)] == ["new"]
    assert batches.moved(session, again).returned_funds == Decimal(-60)
