"""Two runs at once over the same people, a slice that cannot succeed, and jobs that come again: each is paid once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mis.errors import Forbidden
from payments.batches import actions, queries
from payments.batches.models import BatchSlice, PaymentBatch
from payments.generation import jobs
from payments.proof.queries import CHECKS
from tests.payments import crowd


def slices(office, *batch_ids):
    with office.session() as session:
        question = select(BatchSlice.id).where(BatchSlice.batch_id.in_(batch_ids))
        return list(session.scalars(question.order_by(BatchSlice.number, BatchSlice.batch_id)))


def test_two_runs_racing_over_the_same_people_pay_each_once(own_database):
    office = crowd.office(own_database)
    by, _ = crowd.settled(office, 400)
    first, second = crowd.asked(office, by), crowd.asked(office, by, "supplementary")
    with ThreadPoolExecutor(4) as racers:
        # Every slice is also worked twice, as when a hint is given again.
        list(racers.map(lambda each: jobs.work_slice(office, each), slices(office, first, second) * 2))
    assert crowd.tally(office) == {"due": 800, "exact": 800, "twice": 0, "forgotten": 0}
    with office.session() as session:
        batches = [session.get_one(PaymentBatch, each) for each in (first, second)]
        assert [batch.state for batch in batches] == ["generated", "generated"]
        assert sum(batch.payments_count for batch in batches) == 400
        assert all(check.run(session)[1] == [] for check in CHECKS)
    office.engine.dispose()


def test_a_run_cancelled_while_it_is_generated_keeps_nothing(own_database):
    office = crowd.office(own_database)
    by, _ = crowd.settled(office, 300)
    batch_id = crowd.asked(office, by, per_slice=30)
    parts = slices(office, batch_id)
    with ThreadPoolExecutor(3) as racers:
        working = [racers.submit(jobs.work_slice, office, each) for each in parts]
        with office.unit_of_work() as session:
            reference = session.get_one(PaymentBatch, batch_id).reference
            actions.cancel(session, reference, "not this month", by)
        for each in working:
            each.result()
    assert crowd.tally(office)["forgotten"] == 600
    with office.session() as session:
        assert session.get_one(PaymentBatch, batch_id).state == "cancelled"
        assert all(check.run(session)[1] == [] for check in CHECKS)
    office.engine.dispose()


def test_a_slice_that_fails_each_time_is_parked_with_its_error_until_a_supervisor_lets_it_go_on(own_database):
    office, owner = crowd.office(own_database), crowd.create_engine(own_database.owner_url)
    by, _ = crowd.settled(office, 20)
    batch_id = crowd.asked(office, by, per_slice=10)
    poison, good = slices(office, batch_id)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE payment ADD CONSTRAINT poison CHECK (person_id > 5) NOT VALID"))
    for _ in range(3):
        with pytest.raises(Exception, match="poison"):
            jobs.work_slice(office, poison)
    jobs.work_slice(office, poison)
    jobs.work_slice(office, good)
    with office.session() as session:
        batch = session.get_one(PaymentBatch, batch_id)
        assert batch.state == "drafted"
        assert "poison" in queries.slices(session, batch_id, "parked")[0].error
        assert queries.unfinished_slices(session) == queries.unfinished_batches(session) == []
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE payment DROP CONSTRAINT poison"))
    with pytest.raises(Forbidden), office.unit_of_work() as session:
        actions.retry(session, batch.reference, by)
    supervisor = crowd.supervisor(by)
    with office.unit_of_work() as session:
        assert actions.retry(session, batch.reference, supervisor) == 1
    jobs.work_slice(office, poison)
    with office.session() as session:
        assert session.get_one(PaymentBatch, batch_id).state == "generated"
    assert crowd.tally(office)["exact"] == 40
    office.engine.dispose()
    owner.dispose()


def test_a_worker_killed_in_the_same_slice_each_time_leaves_it_parked(own_database):
    office = crowd.office(own_database)
    by, _ = crowd.settled(office, 10)
    (part,) = slices(office, crowd.asked(office, by))
    with office.begin() as connection:
        connection.execute(text("INSERT INTO slice_attempt (slice_id) SELECT :id FROM generate_series(1, 3)"), {"id": part})
    jobs.work_slice(office, part)
    with office.session() as session:
        parked = session.get_one(BatchSlice, part)
        assert (parked.state, parked.error) == ("parked", "The worker stopped each time, and left no error")
    office.engine.dispose()


def test_a_job_for_a_slice_or_run_that_is_not_there_does_nothing(own_database):
    office = crowd.office(own_database)
    jobs.work_slice(office, 4711)
    jobs.work_here(office, 4711)
    with office.session() as session:
        assert queries.unfinished_slices(session) == []
    office.engine.dispose()


def test_the_database_refuses_what_the_rule_would_have_to_get_wrong(own_database):
    """Were the rule blind to what was paid, the chain's key would still stop the second payment."""
    office = crowd.office(own_database)
    by, _ = crowd.settled(office, 5)
    jobs.work_here(office, crowd.asked(office, by))
    again = """INSERT INTO payment_line (covered, award_id, seq, payment_id, kind, due, paid_before, amount)
    SELECT covered, award_id, 0, payment_id, 'due', due, 0, due FROM payment_line"""
    with pytest.raises(DBAPIError, match="duplicate key"), office.begin() as connection:
        connection.execute(text(again))
    office.engine.dispose()
