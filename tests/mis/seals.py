"""Sealing in a test run: a transaction of another test, in another database of the server, makes the sealer wait."""

import time

from sqlalchemy import Engine

from mis.audit.sealing import seal_lines

PATIENCE_SECONDS = 60


def sealed(engine: Engine, lines: int) -> int:
    """Seal until so many lines are, or patience ends; how many were."""
    count, ends = 0, time.monotonic() + PATIENCE_SECONDS
    while count < lines and time.monotonic() < ends:
        count += seal_lines(engine)
        time.sleep(0.02)
    return count
