"""Sending an approved run: the same file each time, and nobody in it to whom something happened since."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from mis.errors import Conflict, NotFound
from payments.batches import queries as batches
from payments.ledger import queries as ledger
from payments.releases import actions, queries
from payments.settlements import queries as settlements
from tests import make
from tests.payments import runs


def sent(session, by, approver, var):
    """A run approved, released and sent."""
    batch = runs.approved(session, by, approver)
    actions.release(session, batch.reference, approver)
    assert actions.send(session, batch.id, var)
    return batch


def test_a_file_for_each_channel_the_same_bytes_again(session, tmp_path):
    by, approver = runs.officers(session)
    runs.payee(session)
    for channel, number in (("mobile", "+67077123456"), ("cash", "")):
        person = make.person(session, f"By {channel} & <co>")
        make.payee_account(session, person, number, channel=channel, bank="")
        make.award(session, person, "80.00")
    batch = sent(session, by, approver, tmp_path)
    assert (batch.state, batch.pay_day) == ("sent", date(2024, 5, 31))
    files = batches.files(session, batch.id)
    assert [(file.channel, file.format, file.payments_count, file.payments_total) for file in files] == [
        ("bank", "pain.001", 1, Decimal("60.00")), ("cash", "cash", 1, Decimal("80.00")),
        ("mobile", "mobile", 1, Decimal("80.00")),
    ]  # fmt: skip
    for file in files:
        again = [actions.hand_out(session, file.reference, approver, tmp_path)[1] for _ in range(2)]
        (tmp_path / queries.FOLDER / file.name).unlink()
        again.append(actions.hand_out(session, file.reference, approver, tmp_path)[1])
        assert {hashlib.sha256(content).hexdigest() for content in again} == {file.sha256}
        taken = "SELECT count(*) FROM audit_line WHERE act = 'file taken' AND about = :file"
        assert session.scalar(text(taken), {"file": file.reference}) == 3
    assert f"<MsgId>{files[0].reference}</MsgId>".encode() in actions.hand_out(session, files[0].reference, by, tmp_path)[1]
    assert not actions.send(session, batch.id, tmp_path)
    assert ledger.balances(session, runs.SCHEME, "USD") == {
        "benefits-expense": Decimal(220), "benefits-payable": 0, "sent-to-bank": Decimal(-220),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        ("UPDATE person SET died_on = '2024-05-30' WHERE id = :person", "dead"),
        ("UPDATE payee_account SET replaced_at = now() WHERE person_id = :person", "no-account"),
        ("hold", "account-held"),
        ("move", "account-changed"),
        ("suspend", "suspended"),
        ("duplicate", "duplicate"),
    ],
)
def test_whom_something_happened_to_since_the_approval_is_held_out_and_stays_owed(session, tmp_path, happens, reason):
    by, approver = runs.officers(session)
    person, award = runs.payee(session)
    runs.payee(session, "Domingos Soares")
    batch = runs.approved(session, by, approver)
    if happens == "suspend":
        make.award_hold(session, award, runs.MAY)
    elif happens == "duplicate":
        make.possible_duplicate(session, person, make.person(session, "Another"))
    else:
        statement = happens if " " in happens else "UPDATE payee_account SET replaced_at = now() WHERE person_id = :person"
        session.execute(text(statement), {"person": person.id})
        if happens in ("hold", "move"):
            held = {"state": "held", "reason": "closed"} if happens == "hold" else {}
            make.payee_account(session, person, f"00{person.id:08}" if happens == "hold" else "999", **held)
    actions.release(session, batch.reference, approver)
    actions.send(session, batch.id, tmp_path)
    session.expire_all()
    first, second = runs.payments(session, batch)
    assert (first.state, first.reason, second.state) == ("held", reason, "sent")
    assert [file.payments_total for file in batches.files(session, batch.id)] == [Decimal("60.00")]
    assert settlements.chains(session) == (3, [])
    assert settlements.payments_and_lines(session) == (2, [])
    assert ledger.balances(session, runs.SCHEME, "USD") == {
        "benefits-expense": Decimal(60), "benefits-payable": 0, "sent-to-bank": Decimal(-60),
    }  # fmt: skip


def test_a_payment_that_no_operator_could_read_is_held_out(session, tmp_path):
    by, approver = runs.officers(session)
    person = make.person(session)
    make.payee_account(session, person, "not a phone", channel="mobile", bank="")
    make.award(session, person)
    batch = sent(session, by, approver, tmp_path)
    assert [(each.state, each.reason) for each in runs.payments(session, batch)] == [("held", "not-a-phone")]
    assert (batch.state, batches.files(session, batch.id)) == ("settled", [])


def test_files_hold_no_more_payments_than_the_bank_takes(session, tmp_path):
    by, approver = runs.officers(session)
    make.installation(session).file_payments_max = 2
    for _ in range(5):
        runs.payee(session)
    batch = sent(session, by, approver, tmp_path)
    assert [file.payments_count for file in batches.files(session, batch.id)] == [2, 2, 1]


def test_a_run_is_released_once_as_approved_and_only_where_it_belongs(session, tmp_path):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.generated(session, by)
    with pytest.raises(Conflict):
        actions.release(session, batch.reference, approver)
    approved = runs.approved(session, by, approver) if batch.payments_count == 0 else batch
    elsewhere = make.by(session, "approver", make.office(session, "Elsewhere"))
    with pytest.raises(NotFound):
        actions.release(session, approved.reference, elsewhere)


def test_a_run_changed_after_its_approval_is_not_released(session):
    by, approver = runs.officers(session)
    runs.payee(session)
    batch = runs.approved(session, by, approver)
    statement = """INSERT INTO payment (reference, batch_id, person_id, payee, channel, amount, currency)
    VALUES ('PY-ADDED', :batch, 999, 'A friend', 'bank', 10, 'USD')"""
    session.execute(text(statement), {"batch": batch.id})
    with pytest.raises(Conflict):
        actions.release(session, batch.reference, approver)


def test_the_same_run_of_a_demonstration_gives_the_same_references(session):
    by, _ = runs.officers(session)
    first = runs.drafted(session, by)
    assert first.seed == "demonstration|tl-social-pension|2024-05|regular|0"
    make.installation(session).demonstration = False
    assert len(runs.drafted(session, by).seed) == 64
