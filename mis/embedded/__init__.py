"""Real PostgreSQL and real Valkey from their PyPI packages, for an installation that has configured neither."""

import atexit
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from mis.embedded import place as places
from mis.embedded import postgres, processes, valkey
from mis.embedded.place import AlreadyRunning, Place
from mis.errors import conflict

__all__ = ["Addresses", "AlreadyRunning", "Running", "attach_or_start", "start"]


@dataclass(frozen=True)
class Addresses:
    """How the servers are reached: the database as its owner and as the application, and the queue's store."""

    owner_url: str = field(repr=False)  # they hold passwords, which must not reach a log
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)


@dataclass(frozen=True)
class Running:
    """Servers that this process started and that end with it."""

    addresses: Addresses
    starter: int
    _undo: ExitStack

    def stop(self) -> None:
        """Stop both servers and leave the folder; a forked child of the starter changes nothing."""
        if os.getpid() == self.starter:
            atexit.unregister(self.stop)
            self._undo.close()


def start(var: Path) -> Running:
    """Start the servers of this installation, in the main thread: they are asked to stop when the calling thread ends.

    Raises AlreadyRunning when another live process runs them, Conflict when the data are of another major version of
    PostgreSQL or lie elsewhere, and DidNotStart with the end of a server's log.
    """
    place = places.find(var)
    with ExitStack() as undo:
        undo.enter_context(places.claim(place))
        processes.end(place.servers, patience=10)  # those of a starter that was killed
        places.set_aside_data_of_another(place)
        ports = places.read_note(place).get("ports", {})
        places.write_note(place, ports)
        addresses = _start_servers(place, ports, undo)
        running = Running(addresses, os.getpid(), undo.pop_all())
    atexit.register(running.stop)
    return running


def _start_servers(place: Place, last_ports: dict[str, int], undo: ExitStack) -> Addresses:
    secrets, ports = places.passwords(place), dict(last_ports)
    children: list[subprocess.Popen[bytes]] = []
    undo.callback(lambda: [child.wait() for child in children])
    undo.callback(processes.end, place.servers)
    database, ports["postgres"] = postgres.start(place, secrets, last_ports.get("postgres", 0))
    children.append(database)
    store, ports["valkey"] = valkey.start(place, secrets["valkey"], last_ports.get("valkey", 0))
    children.append(store)
    at = f"127.0.0.1:{ports['postgres']}/socle"
    addresses = Addresses(
        owner_url=f"postgresql+psycopg://socle_owner:{secrets['socle_owner']}@{at}",
        database_url=f"postgresql+psycopg://socle:{secrets['socle']}@{at}",
        redis_url=f"redis://:{secrets['valkey']}@127.0.0.1:{ports['valkey']}/0",
    )
    places.write_note(place, ports, asdict(addresses))
    undo.callback(places.write_note, place, ports)
    return addresses


@contextmanager
def attach_or_start(var: Path) -> Iterator[Addresses]:
    """The servers of this installation: those that another process runs, else our own until the end of the block.

    Whoever started them stops them, and first waits at the end of its block until those who attached have left. Raises
    what `start` raises, and Conflict when the process that holds the folder has no server that answers within a minute.
    """
    place, deadline = places.find(var), time.monotonic() + 60
    while not (running := _start_unless_running(var)):
        with places.attached(place) as in_time:
            addresses = _answering(place) if in_time else None
            if addresses:
                yield addresses
                return
        if time.monotonic() > deadline:
            message = f"Another process holds the servers of {place.var}, but they do not answer: end it and try again."
            raise conflict(message, "not-answering")
        time.sleep(0.1)
    try:
        yield running.addresses
    finally:
        if os.getpid() == running.starter:
            with places.nobody_attached(place):
                running.stop()


def _start_unless_running(var: Path) -> Running | None:
    try:
        return start(var)
    except AlreadyRunning:
        return None


def _answering(place: Place) -> Addresses | None:
    note = places.read_note(place)
    if "redis_url" not in note:
        return None
    addresses = Addresses(**{url.name: note[url.name] for url in fields(Addresses)})
    store = urlsplit(addresses.redis_url)
    try:
        psycopg.connect(addresses.database_url.replace("+psycopg", ""), connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return addresses if valkey.answers(store.port or 0, store.password or "") else None
