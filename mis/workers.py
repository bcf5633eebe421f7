"""Workers: fresh processes that take jobs, under a supervisor that restarts the dead, sweeps and seals."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

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
from mis.jobs import queue, store, sweep
from mis.part import Sweep
from mis.settings import Settings
from mis.staff.models import Heartbeat

log = structlog.get_logger()
LOOK_EVERY_SECONDS = 2.0
WORKER_TTL_SECONDS = 30


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
        child.wait(timeout=60)


def _begin(queue_name: str, environment: dict[str, str]) -> subprocess.Popen:
    """One fresh worker process."""
    command = [sys.executable, "-m", "wsgi", "worker", "--queue", queue_name]
    return subprocess.Popen(command, env=environment)  # noqa: S603


def look_round(settings: Settings, engine: Engine, sweeps: Sequence[Sweep]) -> None:
    """One round: put lost hints back, seal the trail, say that we are alive; a server that is away is tried again."""
    try:
        seal_lines(engine)
        sweep(engine, sweeps, store(str(settings.redis_url)))
        beat(engine)
    except (RedisError, DBAPIError) as error:
        log.warning("a server does not answer; trying again", error=str(error).splitlines()[0])


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
