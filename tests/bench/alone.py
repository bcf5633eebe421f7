"""A measurement in a process and a database of its own."""

import logging
import os
import uuid
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from mis.embedded import Addresses
from mis.logs import init_logs
from tests.bench.benches import BENCHES, Result, measure
from tests.conftest import clone, drop


def alone(name: str, n: int, template: tuple[Addresses, str] | None) -> Result:
    """Measure in a fresh process, so that the memory of one is not counted for another."""
    with ExitStack() as undo:
        own = None
        if template is not None:
            addresses, empty = template
            database = f"bench_{uuid.uuid4().hex[:12]}"
            undo.callback(drop, addresses, database)
            own = clone(addresses, database, empty)
        pool = undo.enter_context(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
        return pool.submit(measured, name, n, own).result()


def measured(name: str, n: int, addresses: Addresses | None) -> Result:
    """What the fresh process does; its log is written as an office's is, and thrown away."""
    bench = next(bench for bench in BENCHES if bench.name == name)
    init_logs()
    with Path(os.devnull).open("w") as nowhere:
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(nowhere)
        return measure(bench, n, addresses)
