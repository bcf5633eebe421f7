"""Workers: fresh processes that take jobs, under a supervisor that restarts the dead, sweeps and seals."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import Engine, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mis.audit.sealing import seal_lines
from mis.errors import refuse
from mis.jobs import queue, store, sweep
from mis.part import Sweep
from mis.settings import Settings
from mis.staff.models import Heartbeat
from mis.staff.signing import forget

log = structlog.get_logger()
LOOK_EVERY_SECONDS = 2.0
WORKER_TTL_SECONDS = 30
FINISH_SECONDS_MAX = 60
TIDY_EVERY = timedelta(minutes=15)


def work(redis_url: str, queue_name: str, burst: bool = False) -> None:
    """Take jobs from one queue in this process, without forking, until told to stop."""
    connection = Redis.from_url(redis_url)
    worker = SimpleWorker(
        [queue(queue_name, connection)],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        maintenance_interval=5,
    )
    worker.work(burst=burst, logging_level="WARNING")


def supervise(settings: Settings, engine: Engine, queues: Sequence[str], sweeps: Sequence[Sweep], count: int) -> None:
    """Keep `count` workers on every queue alive until told to stop; meanwhile sweep and seal."""
    check_store(str(settings.redis_url))
    told = _until_told()
    environment = os.environ | {
        "DATABASE_URL": str(settings.database_url),
        "REDIS_URL": str(settings.redis_url),
        "SECRET_KEYS": ",".join(settings.secret_keys),
    }
    places = [name for name in queues for _ in range(count)]
    running: dict[int, subprocess.Popen] = {}
    while not told():
        for place, name in enumerate(places):
            child = running.get(place)
            if child is None or child.poll() is not None:
                running[place] = _begin(name, environment)
        look_round(settings, engine, sweeps)
        time.sleep(LOOK_EVERY_SECONDS)
    for child in running.values():
        child.terminate()
    for child in running.values():
        _wait(child)


def _wait(child: subprocess.Popen) -> None:
    """Let a worker finish its job; one that does not is stopped, and the sweeper finds its work."""
    try:
        child.wait(timeout=FINISH_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def check_store(redis_url: str) -> None:
    """Refuse a store that throws keys away when it is full: it would lose hints without saying so."""
    policy = store(redis_url).info("memory").get("maxmemory_policy")
    if policy != "noeviction":
        words = "REDIS_URL: the store's maxmemory-policy is “%(found)s”; set it to noeviction"
        raise refuse("REDIS_URL", words, "eviction-policy", found=policy)


def _begin(queue_name: str, environment: dict[str, str]) -> subprocess.Popen:
    """One fresh worker process."""
    command = [sys.executable, "-m", "wsgi", "worker", "--queue", queue_name]
    return subprocess.Popen(command, env=environment)  # noqa: S603


def look_round(settings: Settings, engine: Engine, sweeps: Sequence[Sweep]) -> None:
    """One round: put lost hints back, seal the trail, say that we are alive; a server that is away is tried again."""
    try:
        seal_lines(engine)
        tidy(engine)
        sweep(engine, sweeps, store(str(settings.redis_url)))
        beat(engine)
    except (RedisError, DBAPIError) as error:
        log.warning("a server does not answer; trying again", error=str(error).splitlines()[0])


def tidy(engine: Engine) -> None:
    """Now and then, by one supervisor at a time, forget sessions, tries and keys that are of no use any more."""
    now = func.clock_timestamp()
    turn = insert(Heartbeat).values(name="tidied", at=now)
    due = turn.on_conflict_do_update(index_elements=["name"], set_={"at": now}, where=Heartbeat.at < now - TIDY_EVERY)
    with Session(engine) as session, session.begin():
        if session.scalar(due.returning(Heartbeat.name)):
            forget(session)


def beat(engine: Engine) -> None:
    """Note that a supervisor looked round."""
    now = func.clock_timestamp()
    with Session(engine) as session, session.begin():
        row = insert(Heartbeat).values(name="supervisor", at=now)
        session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def _until_told() -> Callable[[], bool]:
    """True once somebody has asked this process to stop."""
    asked = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.append(True))
    return lambda: bool(asked)
