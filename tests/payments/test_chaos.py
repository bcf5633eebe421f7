"""The story of a bad night: workers killed in the middle of a run, the queue wiped; nobody paid twice, nobody forgotten."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import func, select

from mis.jobs import store, sweep
from payments.batches.models import BatchSlice, PaymentBatch, SliceAttempt
from payments.cashier import SWEEPS
from payments.proof.queries import CHECKS
from tests.payments import crowd

KEY = "another key for tests only 0123456789abcdef"
PEOPLE, PER_SLICE, KILLS = 2_000, 100, 4
PATIENCE_SECONDS = 75


def worker(addresses, redis_url):
    """A real worker process on the payments queue, in a group of its own."""
    environment = os.environ | {"DATABASE_URL": addresses.database_url, "REDIS_URL": redis_url, "SECRET_KEYS": KEY}
    command = [sys.executable, "-m", "wsgi", "worker", "--queue", "payments"]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, env=environment, cwd=root, start_new_session=True)


def kill(process):
    """As the power would: no last words."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def caught(office, batch_id, seconds=0.5):
    """Waits for a moment at which a slice is begun and not done, so that the kill comes in its middle."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with office.session() as session:
            if session.scalar(select(func.count()).select_from(SliceAttempt)) > done(office, batch_id):
                return True
    return False


def done(office, batch_id):
    with office.session() as session:
        count = select(func.count()).where(BatchSlice.batch_id == batch_id, BatchSlice.state == "done")
        return session.scalar(count)


@pytest.mark.story
def test_killed_workers_and_a_wiped_queue_lose_and_double_nothing(own_database):
    office = crowd.office(own_database)
    by, _ = crowd.settled(office, PEOPLE)
    batch_id = crowd.asked(office, by, per_slice=PER_SLICE)
    redis = Redis.from_url(own_database.redis_url)
    number = random.Random(uuid.uuid4().int)
    running, killed, wiped, begun = [], 0, 0, time.monotonic()
    try:
        while True:
            with office.session() as session:
                if session.get_one(PaymentBatch, batch_id).state == "generated":
                    break
            assert time.monotonic() - begun < PATIENCE_SECONDS, f"{done(office, batch_id)} slices done"
            running = [process for process in running if process.poll() is None]
            while len(running) < 2:
                running.append(worker(own_database, own_database.redis_url))
            sweep(office.engine, SWEEPS, store(own_database.redis_url))
            time.sleep(number.uniform(0.05, 0.2))
            if killed < KILLS and done(office, batch_id) >= killed and caught(office, batch_id):
                while running:
                    kill(running.pop())
                killed += 1
            if not wiped and killed >= KILLS // 2:
                redis.flushdb()
                wiped += 1
    finally:
        for process in running:
            kill(process)
    assert (killed, wiped) == (KILLS, 1)
    assert crowd.tally(office) == {"due": PEOPLE * 2, "exact": PEOPLE * 2, "twice": 0, "forgotten": 0}
    with office.session() as session:
        assert session.get_one(PaymentBatch, batch_id).payments_count == PEOPLE
        assert all(check.run(session)[1] == [] for check in CHECKS)
    office.engine.dispose()
