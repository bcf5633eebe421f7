"""Workers are real processes: the dead are replaced, those told to stop finish first, and the trail is sealed meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from redis import Redis

from mis.audit.actions import record
from mis.db import Database, connect
from mis.embedded import Addresses
from mis.workers import tidy
from tests import make
from tests.conftest import ROOT, own_store, run_sql

PATIENCE_SECONDS = 60


@pytest.fixture
def live(own_database: Addresses) -> Iterator[Database]:
    """A database of its own."""
    database = Database(connect(own_database.database_url))
    yield database
    database.engine.dispose()


@pytest.fixture
def supervisor(own_database: Addresses) -> Iterator[subprocess.Popen]:
    """A supervisor with its workers, as `mis worker` starts them."""
    redis_url = own_store(own_database, 5)
    Redis.from_url(redis_url).flushdb()
    servers = {"DATABASE_URL": own_database.database_url, "REDIS_URL": redis_url, "SECRET_KEYS": "0123456789abcdef" * 2}
    process = subprocess.Popen([sys.executable, "-m", "wsgi", "worker"], env=os.environ | servers, cwd=ROOT)
    yield process
    for each in [*children(process), process]:
        each.kill()
    process.wait()
    Redis.from_url(redis_url).flushdb()


def children(process: subprocess.Popen) -> list[psutil.Process]:
    """The workers of a supervisor that live."""
    try:
        found = psutil.Process(process.pid).children()
    except psutil.NoSuchProcess:
        return []
    return [child for child in found if child.status() != psutil.STATUS_ZOMBIE]


def until(true: Callable[[], object]) -> None:
    """Wait until it is so."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.1)


def test_dead_workers_are_replaced_and_all_stop_when_told(supervisor: subprocess.Popen, live: Database) -> None:
    until(lambda: len(children(supervisor)) >= 2)
    first = {child.pid for child in children(supervisor)}
    victim = min(first)
    os.kill(victim, signal.SIGKILL)
    until(lambda: len({child.pid for child in children(supervisor)} - {victim}) == len(first))
    with live.unit_of_work() as session:
        record(session, None, "tried", "PE-SEALED")
    until(
        lambda: run_sql(live, "SELECT 1 FROM audit_seal") and run_sql(live, "SELECT 1 FROM heartbeat WHERE name = 'supervisor'")
    )
    workers = children(supervisor)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(PATIENCE_SECONDS) == 0
    assert not any(worker.is_running() for worker in workers)


def test_tidying_is_done_now_and_then_by_one(live: Database) -> None:
    with live.unit_of_work() as session:
        make.office_session(session)
    tidy(live.engine)
    assert run_sql(live, "SELECT count(*) FROM office_session")[0][0] == 0
    with live.unit_of_work() as session:
        make.office_session(session)
    tidy(live.engine)
    assert run_sql(live, "SELECT count(*) FROM office_session")[0][0] == 1
    run_sql(live, "UPDATE heartbeat SET at = at - interval '16 minutes' WHERE name = 'tidied'")
    tidy(live.engine)
    assert run_sql(live, "SELECT count(*) FROM office_session")[0][0] == 0
