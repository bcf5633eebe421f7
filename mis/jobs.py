"""Work for later: a job is a hint on a queue, the database is the truth; the sweeper puts lost hints back."""

import importlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from mis.part import Job, Sweep

log = structlog.get_logger()
SWEEP_LOCK = 7_104_001
JOB_SECONDS_MAX = 600
KEY_PREFIX = "socle:"


def store(redis_url: str) -> Redis:
    """The queue's store, asked with short patience: a request never waits for it."""
    return Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=0.3, retry_on_timeout=False)


def queue(name: str, connection: Redis) -> Queue:
    """The queue of that name; its jobs are JSON, so that nobody can smuggle in a program."""
    return Queue(KEY_PREFIX + name, connection=connection, serializer=JSONSerializer, default_timeout=JOB_SECONDS_MAX)


def enqueue(job: Job, ids: Sequence[int], connection: Redis) -> None:
    """Put one job for each id on its queue, each under a random name."""
    target = queue(job.queue, connection)
    datas = [
        Queue.prepare_data(job.path, args=(each,), job_id=uuid.uuid4().hex, timeout=JOB_SECONDS_MAX, result_ttl=0) for each in ids
    ]
    target.enqueue_many(datas)


def enqueue_after_commit(session: Session, job: Job, ids: Sequence[int]) -> None:
    """Hint at the work once the act is committed; when the store does not answer, the sweeper finds the work."""
    redis_url = session.info.get("redis_url")
    if redis_url is None or not ids:
        return

    def hint(_session: Session) -> None:
        try:
            enqueue(job, ids, store(redis_url))
        except RedisError as error:
            log.warning("queue does not answer; the sweeper will find the work", job=job.path, error=str(error))

    event.listen(session, "after_commit", hint, once=True)


def sweep(engine: Engine, sweeps: Iterable[Sweep], connection: Redis) -> int:
    """Look in the database for work that should be moving and hint at it again; one sweeper at a time.

    Work already waiting on its queue is not hinted at twice while the queue holds jobs.
    """
    found = 0
    with engine.connect() as lock:
        if not lock.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": SWEEP_LOCK}):
            return 0
        try:
            for each in sweeps:
                if queue(each.job.queue, connection).count:
                    continue
                with Session(engine) as session:
                    ids = list(each.find(session))
                if ids:
                    enqueue(each.job, ids, connection)
                found += len(ids)
        finally:
            lock.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": SWEEP_LOCK})
    return found


def function(path: str) -> Callable[[int], Any]:
    """The function that a job's path names."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)
