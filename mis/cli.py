"""The command line: servers found, an officer signed in, one act done, the answer printed."""

import functools
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mis.app import family_of, permissions_of
from mis.db import Database, connect
from mis.embedded import attach_or_start
from mis.errors import Problem, Refusal, Unavailable
from mis.logs import init_logs
from mis.part import Part
from mis.settings import Settings, read_settings
from mis.staff.models import Officer
from mis.staff.queries import acting
from mis.staff.rules import ActingOfficer, demand
from mis.staff.signing import Credentials, sign_in

REFUSED, DISCREPANCIES = 1, 3


@dataclass(frozen=True)
class Console:
    """What every command works with: the settings and the parts of the application."""

    settings: Settings
    parts: Sequence[Part]

    @contextmanager
    def served(self) -> Iterator[Settings]:
        """The settings with the servers' addresses; our own servers are found or started where none are configured."""
        if not self.settings.embedded:
            yield self.settings
            return
        with attach_or_start(self.settings.var) as found:
            yield self.settings.with_servers(found.database_url, found.owner_url, found.redis_url)

    @contextmanager
    def database(self) -> Iterator[tuple[Settings, Database]]:
        """The settings and the open database."""
        with self.served() as settings:
            engine = connect(str(settings.database_url))
            try:
                yield settings, Database(engine)
            finally:
                engine.dispose()


class RefusingGroup(click.Group):
    """A group of commands that prints a refusal as JSON and exits 1, whatever the command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; refused means exit 1 with the problem on stdout."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            told = refusal
        except (RedisError, OperationalError) as error:
            words = "A server does not answer, or is busy: %(why)s"
            why = str(getattr(error, "orig", error)).splitlines()[0]
            told = Unavailable(Problem(None, words, "server-away", values={"why": why}))
        click.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=1))
        return ctx.exit(REFUSED)


def build(parts: Sequence[Part]) -> click.Group:
    """The `mis` command of the given parts."""

    @click.group(cls=RefusingGroup)
    @click.pass_context
    def command(context: click.Context) -> None:
        """Run the schemes of a social security institute."""
        if context.obj is None:
            init_logs()
            context.obj = Console(read_settings(), parts)

    for part in parts:
        for each in part.commands:
            command.add_command(each)
        for group, each in part.subcommands:
            cast(click.Group, command.commands[group]).add_command(each)
    return command


def say(value: Any, as_json: bool, words: Callable[[], str]) -> None:
    """Print the answer as JSON for programs or in words for people."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str) if as_json else words())


def as_officer(permission: str) -> Callable[[Callable], Callable]:
    """A command done as an officer (`--as`), in one unit of work.

    The command gets `session` and `by` first; what it did is kept, also when it answers with a code to
    exit with. The password is read from MIS_PASSWORD or the terminal, the one-time code from MIS_TOTP where the role
    needs it; the same permissions hold as on the pages.
    """

    def wrap(act: Callable) -> Callable:
        @click.option("--as", "username", required=True, metavar="USERNAME", help="The officer who acts.")
        @click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
        @click.pass_obj
        @functools.wraps(act)
        def command(console: Console, username: str, **named: Any) -> Any:
            with console.database() as (settings, database):
                officer = sign_in_here(settings, database, username)
                with database.unit_of_work() as session:
                    by = permissions_here(console, session, session.get_one(Officer, officer.id))
                    demand(by, permission)
                    session.info.update(redis_url=settings.redis_url, settings=settings)
                    code = act(session, by, **named)
            if code:
                click.get_current_context().exit(code)

        return command

    return wrap


def sign_in_here(settings: Settings, database: Database, username: str) -> Officer:
    """Sign in on this terminal; the try is counted whether it succeeds or not."""
    password = os.environ.get("MIS_PASSWORD")
    if password is None:
        password = getpass.getpass(f"Password of {username}: ") if sys.stdin.isatty() else ""
    given = Credentials(username, password, os.environ.get("MIS_TOTP", ""), "terminal")
    with database.session() as session:
        try:
            return sign_in(session, given, settings.secret_keys)
        finally:
            session.commit()


def permissions_here(console: Console, session: Session, officer: Officer) -> ActingOfficer:
    """The officer with the permissions that the parts give her role."""
    return acting(session, officer, permissions_of(console.parts), family_of(console.parts))
