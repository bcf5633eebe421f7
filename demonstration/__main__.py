"""Runs the demonstration: `python -m demonstration --people 2000 --once`."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from demonstration.crew import Crew
from demonstration.people import People
from demonstration.population import invent
from demonstration.serving import serve
from demonstration.stage import Stage
from demonstration.story import play
from mis.db import Database, connect
from mis.embedded import attach_or_start
from mis.errors import Refusal
from mis.settings import Settings, read_settings


@click.command()
@click.option("--people", type=click.IntRange(min=1), default=2000, show_default=True, help="How many people to invent.")
@click.option("--once", is_flag=True, help="Stop after the months instead of serving.")
def main(people: int, once: bool) -> None:
    """Invent a people, run their months, and serve the office."""
    for number in (signal.SIGINT, signal.SIGTERM):  # so that everything is ended on the way out, in the background as well
        signal.signal(number, signal.default_int_handler)
    try:
        with stage_of(read_settings(), invent(people)) as stage:
            wrong = play(stage)
            for words in wrong:
                click.echo(f"  DIFFERS  {words}", err=True)
            click.echo(f"The summary is in {stage.folder / 'summary.json'}")
            well = not wrong and (once or serve(stage))
    except Refusal as refusal:
        raise click.ClickException("; ".join(problem.words() for problem in refusal.problems)) from None
    sys.exit(0 if well else 1)


@contextmanager
def stage_of(settings: Settings, people: People) -> Iterator[Stage]:
    """The servers found or started, the folder made, and everything ended afterwards."""
    folder = settings.var / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with attach_or_start(settings.var) as found:
        known = settings.with_servers(found.database_url, found.owner_url, found.redis_url)
        crew, engine = Crew(known), connect(found.database_url)
        try:
            yield Stage(known, Database(engine), people, folder, crew)
        finally:
            crew.dismiss()
            engine.dispose()


if __name__ == "__main__":
    main()
