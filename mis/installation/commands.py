"""The commands that open, keep, prove and serve an installation."""

import multiprocessing
import socket
import struct
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from mis import schema
from mis.app import create_app
from mis.cli import DISCREPANCIES, Console, say
from mis.db import WEB_SECONDS_MAX, Database, connect
from mis.errors import refuse
from mis.installation import actions, copies, proofs
from mis.installation.rules import read_plan
from mis.settings import Settings
from mis.staff.queries import is_open
from mis.workers import supervise, work

PATIENCE_SECONDS = 15
THREADS = 64  # a client that stalls holds one until patience ends; pages must pass beside it where no proxy stands before us
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--from", "plan", type=EXISTING, required=True, help="The plan, as TOML.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def init(console: Console, plan: Path, as_json: bool) -> None:
    """Open an office: its name, places, offices, paying bank and law."""
    told = read_plan(plan.read_bytes())
    with console.served() as settings:
        schema.upgrade(settings.owner_url, str(settings.database_url))
        database = Database(connect(str(settings.database_url)))
        with database.unit_of_work() as session:
            row = actions.open_office(session, told, None)
            answer = {"institution": row.institution, "country": row.country, "offices": [each.code for each in told.offices]}
    words = f"{told.institution} is open. Next: mis staff add --first"
    say(answer, as_json, lambda: words)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def upgrade(console: Console, as_json: bool) -> None:
    """Bring the database to this release; adopts laws that are new here and changes none."""
    with console.served() as settings:
        schema.upgrade(settings.owner_url, str(settings.database_url))
        with Database(connect(str(settings.database_url))).unit_of_work() as session:
            adopted = differing = 0
            if is_open(session):
                adopted, differing = actions.adopt_new_law(session)
    say({"adopted": adopted, "differing": differing}, as_json, lambda: f"Up to date. {adopted} new laws, {differing} differ")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def backup(console: Console, file: Path, as_json: bool) -> None:
    """Write a copy of everything the office knows to FILE."""
    with console.served() as settings:
        size = copies.back_up(_owner(settings), file)
    say({"file": str(file), "bytes": size}, as_json, lambda: f"Written: {file}, {size} bytes. Keep the secret keys apart from it")


@click.command()
@click.argument("file", type=EXISTING)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def restore(console: Console, file: Path, as_json: bool) -> None:
    """Put a copy back into an empty database."""
    with console.served() as settings:
        copies.restore(_owner(settings), str(settings.database_url), file)
    say({"restored": str(file)}, as_json, lambda: "Restored. Run mis check")


def _owner(settings: Settings) -> str:
    if settings.owner_url is None:
        raise refuse(None, "Set DATABASE_OWNER_URL: the owner of the tables is needed here", "settings")
    return settings.owner_url


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Prove that trail, chains, accounts and files agree; exit 3 when something does not."""
    console: Console = context.obj
    with console.database() as (_settings, database), database.snapshot() as session:
        answer = proofs.prove(session, console.parts)
    say(answer, as_json, lambda: _in_words(answer))
    if not answer["ok"]:
        context.exit(DISCREPANCIES)


def _in_words(answer: dict[str, Any]) -> str:
    lines = []
    for each in answer["checks"]:
        lines.append(f"{'agrees  ' if each['ok'] else 'DIFFERS '} {each['name']}: {each['examined']} examined")
        lines += [f"          {words}" for words in each["discrepancies"]]
    return "\n".join(lines)


@click.command()
@click.option("--count", type=click.IntRange(1, 64), default=1, help="How many processes on each queue.")
@click.option("--queue", "only", help="Work in this one process on this one queue, without a supervisor.")
@click.pass_obj
def worker(console: Console, count: int, only: str | None) -> None:
    """Take work from the queues until stopped."""
    queues = sorted({job.queue for part in console.parts for job in part.jobs})
    if only is not None and only not in queues:
        raise refuse("queue", "There is no queue “%(name)s”", "no-queue", name=only)
    with console.served() as settings:
        if only is not None:
            work(str(settings.redis_url), only)
            return
        sweeps = [sweep for part in console.parts for sweep in part.sweeps]
        supervise(settings, connect(str(settings.database_url)), queues, sweeps, count)


class Server(BaseApplication):
    """Gunicorn, told what to serve; each of its processes makes its own application after the fork."""

    def __init__(self, make: Any, options: dict[str, Any]) -> None:
        self.make, self.options = make, options
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn asks for its settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Gunicorn asks for the application, in the process that serves it."""
        return self.make()


def _lose_patience(server: Any) -> None:
    """A connection on which nothing comes or goes for so long is given up; those that are accepted inherit this."""
    for listener in server.LISTENERS:
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", PATIENCE_SECONDS, 0))


@click.command()
@click.option("--address", default="127.0.0.1:8000", help="Where to listen.")
@click.option("--processes", type=click.IntRange(1, 64), default=min(4, multiprocessing.cpu_count()), help="How many.")
@click.pass_obj
def serve(console: Console, address: str, processes: int) -> None:
    """Serve the pages and the API until stopped."""
    with console.served() as settings:
        options = {
            "bind": address,
            "workers": processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            "limit_request_line": 8190,
            "when_ready": _lose_patience,
            "control_socket_disable": True,
            "forwarded_allow_ips": "*" if settings.proxies else "127.0.0.1",
        }

        def make() -> Flask:
            """The application of one serving process."""
            return create_app(settings, console.parts, Database(connect(str(settings.database_url), seconds=WEB_SECONDS_MAX)))

        Server(make, options).run()


COMMANDS = (init, upgrade, backup, restore, check, worker, serve)
