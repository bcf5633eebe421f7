"""`make bench`: run the measurements, one after another, print a table and write `bench.json`."""

import json
import os
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from mis import schema
from mis.embedded import Addresses, attach_or_start
from tests.bench.alone import alone
from tests.bench.benches import BENCHES, Result
from tests.conftest import ROOT, clone, drop

NAMES = [bench.name for bench in BENCHES]
ROW = "{:<18}{:>9}{:>10}{:>10}{:>9}{:>7}{:>6}{:>9}  {}"


@click.command()
@click.option("--only", type=click.Choice(NAMES), help="Run this measurement only.")
@click.option("--size", type=click.IntRange(1), envvar="SIZE", help="How many of each, instead of its own number.")
def main(only: str | None, size: int | None) -> None:
    """Measure how fast the slow things are, each as a ratio to its floor in the same run; no time is asserted."""
    chosen = [bench for bench in BENCHES if only in (None, bench.name)]
    click.echo(ROW.format("name", "n", "seconds", "floor", "ratio", "goal", "met", "peak MB", "against"))
    results = []
    with ExitStack() as undo:
        template = _template(undo) if any(bench.in_office for bench in chosen) else None
        for bench in chosen:
            results.append(alone(bench.name, size or bench.n, template if bench.in_office else None))
            click.echo(_row(results[-1]))
    _write(results)


def _template(undo: ExitStack) -> tuple[Addresses, str]:
    """Servers, and a database with every table and nobody in it."""
    addresses = undo.enter_context(attach_or_start(Path(os.environ.get("VAR", ROOT / "var" / "test"))))
    name = f"bench_template_{uuid.uuid4().hex[:12]}"
    undo.callback(drop, addresses, name)
    made = clone(addresses, name, "template0")
    schema.upgrade(made.owner_url, made.database_url)
    return addresses, name


def _row(result: Result) -> str:
    """A line of the table."""
    goal = "-" if result.goal is None else f"{result.goal:.2f}"
    met = {None: "-", True: "yes", False: "no"}[result.met]
    seconds, floor = f"{result.seconds:.4f}", f"{result.against_seconds:.4f}"
    return ROW.format(
        result.name, result.n, seconds, floor, f"{result.ratio:.2f}", goal, met, f"{result.peak_mb:.0f}", result.against
    )


def _write(results: Sequence[Result]) -> None:
    """Keep the results where programs read them."""
    path = Path(os.environ.get("VAR", ROOT / "var")) / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([result.as_json() for result in results], indent=1) + "\n")


if __name__ == "__main__":
    main()
