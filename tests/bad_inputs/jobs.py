"""Section J: hints on the queue that are lost, repeated, forged or out of date."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from redis import Redis
from rq.job import Job as Queued
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import text
from werkzeug.test import TestResponse

import wsgi
from mis import jobs, run
from mis.errors import Refusal
from mis.part import Job
from mis.workers import check_store, work
from tests import make
from tests.bad_inputs.live import Live, Row

JOBS = [job for part in wsgi.PARTS for job in part.jobs]
SWEEPS = [sweep for part in wsgi.PARTS for sweep in part.sweeps]
NOBODY = 10**12


@contextmanager
def worker(live: Live) -> Iterator[Redis]:
    """This process as a worker knows it, with an empty queue of its own."""
    store = Redis.from_url(live.redis_url)
    store.flushdb()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in (
            ("DATABASE_URL", live.addresses.database_url),
            ("REDIS_URL", live.redis_url),
            ("SECRET_KEYS", "0123456789abcdef" * 2),
        ):
            patched.setenv(name, value)
        run.settings.cache_clear()
        run.database.cache_clear()
        try:
            yield store
        finally:
            run.database().engine.dispose()
            run.settings.cache_clear()
            run.database.cache_clear()
            store.flushdb()


def alive(live: Live) -> TestResponse:
    """The office still answers."""
    return live.visitor().get("/healthz")


def about_nothing(live: Live) -> TestResponse:
    """Every kind of job, for an id that is not there: nothing happens and nothing breaks."""
    with worker(live):
        for job in JOBS:
            jobs.function(job.path)(NOBODY)
    return alive(live)


def _posted(live: Live) -> int:
    """A posted schedule that is not in the books yet."""
    with live.database.session() as session:
        row = make.posted_schedule(session, live.employer, date(2023, next(_months), 1))
        session.commit()
        return row.id


_months = iter(range(1, 13))


def _bookings(live: Live, schedule: int) -> int:
    with live.database.begin() as connection:
        asked = "SELECT count(*) FROM schedule_booking WHERE schedule_id = :schedule"
        return connection.execute(text(asked), {"schedule": schedule}).scalar() or 0


def booking() -> Job:
    """The job that books a posted schedule."""
    return next(job for job in JOBS if job.queue == "receipts")


def lost(live: Live) -> TestResponse:
    """The hint was never given: the sweeper finds the work, a worker does it."""
    schedule = _posted(live)
    with worker(live) as store:
        assert jobs.sweep(live.database.engine, SWEEPS, store) >= 1
        work(live.redis_url, booking().queue, burst=True)
    assert _bookings(live, schedule) == 1
    return alive(live)


def repeated(live: Live) -> TestResponse:
    """A thousand hints at one thing: done once."""
    schedule = _posted(live)
    with worker(live) as store:
        jobs.enqueue(booking(), [schedule] * 1000, store)
        work(live.redis_url, booking().queue, burst=True)
    assert _bookings(live, schedule) == 1
    return alive(live)


def at_once(live: Live) -> TestResponse:
    """Several workers on one thing at the same moment: done once, whoever is second leaves quietly."""
    schedule, broken = _posted(live), []

    def book() -> None:
        try:
            jobs.function(booking().path)(schedule)
        except Refusal as refusal:
            broken.append(refusal)

    with worker(live):
        run.database()
        threads = [threading.Thread(target=book) for _ in range(6)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert broken == []
    assert _bookings(live, schedule) == 1
    return alive(live)


def hinted(path: str, args: tuple[Any, ...] = (1,)) -> Callable[[Live], TestResponse]:
    """A hint that leads nowhere fails where one can see it, and the next one is done."""

    def send(live: Live) -> TestResponse:
        schedule = _posted(live) if path == "no.such.module.function" else None
        with worker(live) as store:
            target = jobs.queue(booking().queue, store)
            target.enqueue_many([target.prepare_data(path, args=args, job_id="bad")])
            if schedule:
                jobs.enqueue(booking(), [schedule], store)
            work(live.redis_url, booking().queue, burst=True)
            assert "bad" in FailedJobRegistry(queue=target).get_job_ids()
        assert schedule is None or _bookings(live, schedule) == 1
        return alive(live)

    return send


def smuggled(live: Live) -> TestResponse:
    """A pickle on the queue is never opened: it would run whatever its maker wrote."""
    import os
    import pickle
    import tempfile

    class Smuggled:
        def __reduce__(self) -> tuple:
            return (os.mkdir, (os.path.join(folder, "opened"),))

    with tempfile.TemporaryDirectory() as folder, worker(live) as store:
        target = jobs.queue(booking().queue, store)
        made = Queued.create("x", connection=store, serializer=JSONSerializer, id="pickle")
        target.enqueue_job(made)
        store.hset("rq:job:pickle", "data", pickle.dumps(Smuggled()))
        work(live.redis_url, booking().queue, burst=True)
        assert not os.path.exists(os.path.join(folder, "opened"))
    return alive(live)


def evicting(live: Live) -> TestResponse:
    """A store that throws keys away when full is refused before any work begins."""
    store = Redis.from_url(live.redis_url)
    try:
        store.config_set("maxmemory-policy", "allkeys-lru")
        with pytest.raises(Refusal, match="noeviction"):
            check_store(live.redis_url)
    finally:
        store.config_set("maxmemory-policy", "noeviction")
    check_store(live.redis_url)
    return alive(live)


def two_sweepers(live: Live) -> TestResponse:
    """Two sweepers at once: one sweeps, the other does nothing."""
    with worker(live) as store, live.database.engine.connect() as other:
        _posted(live)
        assert other.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": jobs.SWEEP_LOCK})
        assert jobs.sweep(live.database.engine, SWEEPS, store) == 0
        other.scalar(text("SELECT pg_advisory_unlock(:key)"), {"key": jobs.SWEEP_LOCK})
        assert jobs.sweep(live.database.engine, SWEEPS, store) >= 1
        waiting = jobs.queue(booking().queue, store).count
        jobs.sweep(live.database.engine, SWEEPS, store)
        assert jobs.queue(booking().queue, store).count == waiting
    return alive(live)


def strangers(live: Live) -> TestResponse:
    """Another program's keys in the same store are neither read nor touched."""
    with worker(live) as store:
        store.rpush("rq:queue:receipts", "their-job")
        store.set("theirs", "kept")
        jobs.enqueue(booking(), [NOBODY], store)
        work(live.redis_url, booking().queue, burst=True)
        assert store.lrange("rq:queue:receipts", 0, -1) == [b"their-job"]
        assert store.get("theirs") == b"kept"
    return alive(live)


ROWS = [
    Row("J179", "work that is not there", about_nothing, (200,)),
    Row("J180", "a hint that was never given", lost, (200,), writes=True),
    Row("J181", "the same hint a thousand times", repeated, (200,), writes=True),
    Row("J182", "several workers on one thing", at_once, (200,), writes=True),
    Row("J184", "a module that does not exist", hinted("no.such.module.function"), (200,), writes=True),
    Row("J184", "a function that was renamed", hinted("payments.receipts.jobs.renamed"), (200,)),
    Row("J184", "arguments of an older release", hinted("payments.receipts.jobs.book", (1, 2, 3)), (200,)),
    Row("J184", "a program smuggled in", smuggled, (200,)),
    Row("J189", "a store that throws keys away", evicting, (200,)),
    Row("J190", "two sweepers at once", two_sweepers, (200,), writes=True),
    Row("J192", "a store shared with strangers", strangers, (200,)),
]
