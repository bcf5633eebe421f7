"""Hints on the queue: given after the act is kept, lost without harm, found again, and never a program in disguise."""

import zlib
from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoStore
from sqlalchemy import text
from sqlalchemy.orm import Session

from mis import jobs
from mis.db import Database, connect
from mis.embedded import Addresses
from mis.part import Job, Sweep
from mis.staff.models import Area
from tests.conftest import own_store, run_sql

JOB = Job("tried", "tests.mis.test_jobs.nothing")
AWAY = "redis://127.0.0.1:1/0"


def nothing(_id: int) -> None:
    """A job that has nothing to do."""


def unfinished(session: Session) -> list[int]:
    """Places that wait for somebody."""
    return list(session.scalars(text("SELECT id FROM area WHERE name = 'waits' ORDER BY id")))


@pytest.fixture
def redis_url(addresses: Addresses) -> Iterator[str]:
    """A corner of the store for this test alone."""
    url = own_store(addresses, 6)
    Redis.from_url(url).flushdb()
    yield url
    Redis.from_url(url).flushdb()


@pytest.fixture
def live(own_database: Addresses) -> Iterator[Database]:
    """A database in which acts are really kept."""
    database = Database(connect(own_database.database_url))
    yield database
    database.engine.dispose()


def act(live: Database, redis_url: str, fails: bool = False) -> None:
    """Something is done that leaves work for later."""
    with live.session() as session:
        session.info["redis_url"] = redis_url
        row = Area(code="1", name="waits")
        session.add(row)
        session.flush()
        jobs.enqueue_after_commit(session, JOB, [row.id])
        assert waiting(redis_url) == 0
        session.rollback() if fails else session.commit()


def waiting(redis_url: str) -> int:
    """How many jobs wait; none where there is no store."""
    return 0 if redis_url == AWAY else jobs.queue(JOB.queue, Redis.from_url(redis_url)).count


def test_a_hint_is_given_once_the_act_is_kept(live: Database, redis_url: str) -> None:
    act(live, redis_url)
    assert waiting(redis_url) == 1
    (job,) = jobs.queue(JOB.queue, Redis.from_url(redis_url)).jobs
    assert (job.func_name, job.args) == (JOB.path, [1])


def test_an_act_that_was_taken_back_leaves_no_hint(live: Database, redis_url: str) -> None:
    act(live, redis_url, fails=True)
    assert waiting(redis_url) == 0


def test_without_a_store_the_act_is_done_all_the_same_and_the_sweeper_finds_it(live: Database, redis_url: str) -> None:
    act(live, AWAY)
    assert run_sql(live, "SELECT count(*) FROM area WHERE name = 'waits'")[0][0] == 1
    store = Redis.from_url(redis_url)
    assert jobs.sweep(live.engine, [Sweep(JOB, unfinished)], store) == 1
    assert waiting(redis_url) == 1
    assert jobs.sweep(live.engine, [Sweep(JOB, unfinished)], store) == 0
    assert waiting(redis_url) == 1


def test_a_wiped_store_is_filled_again_from_the_database(live: Database, redis_url: str) -> None:
    act(live, redis_url)
    store = Redis.from_url(redis_url)
    store.flushdb()
    assert jobs.sweep(live.engine, [Sweep(JOB, unfinished)], store) == 1


def test_a_sweep_that_fails_lets_the_next_one_in(live: Database, redis_url: str) -> None:
    act(live, AWAY)
    with pytest.raises(NoStore):
        jobs.sweep(live.engine, [Sweep(JOB, unfinished)], jobs.store(AWAY))
    assert jobs.sweep(live.engine, [Sweep(JOB, unfinished)], Redis.from_url(redis_url)) == 1


def test_jobs_are_plain_json_under_our_own_prefix(live: Database, redis_url: str) -> None:
    act(live, redis_url)
    store = Redis.from_url(redis_url)
    assert b"rq:queue:socle:tried" in store.keys("rq:queue:*")
    (key,) = store.keys("rq:job:*")
    assert zlib.decompress(store.hget(key, "data")).startswith(b'["tests.mis.test_jobs.nothing",')


def test_what_is_no_json_cannot_be_put_on_the_queue(redis_url: str) -> None:
    with pytest.raises(TypeError):
        jobs.enqueue(JOB, [object()], Redis.from_url(redis_url))  # type: ignore[list-item]


def test_a_path_that_leads_nowhere_is_an_error() -> None:
    assert jobs.function(JOB.path) is nothing
    for path in ("tests.mis.test_jobs.gone", "no.such.module.function"):
        with pytest.raises((AttributeError, ImportError)):
            jobs.function(path)
