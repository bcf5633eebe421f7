"""Runs the demonstration: `python -m demonstration --people 2000 --once`."""

import sys

import click

from demonstration.crew import Crew
from demonstration.population import invent
from demonstration.stage import Stage
from demonstration.story import play
from mis.db import Database, connect
from mis.embedded import attach_or_start
from mis.errors import Refusal
from mis.settings import read_settings


@click.command()
@click.option("--people", type=click.IntRange(min=1), default=2000, show_default=True, help="How many people to invent.")
@click.option("--once", is_flag=True, help="Stop after the months instead of serving.")
def main(people: int, once: bool) -> None:
    """Invent a people, run their months, and serve the office."""
    try:
        invented = invent(people)
        settings = read_settings()
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    folder = settings.var / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with attach_or_start(settings.var) as found:
        known = settings.with_servers(found.database_url, found.owner_url, found.redis_url)
        crew = Crew(known)
        engine = connect(found.database_url)
        try:
            play(Stage(known, Database(engine), invented, folder, crew))
        finally:
            crew.dismiss()
            engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
