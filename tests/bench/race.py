"""Two ways to the same end, timed in turn: ours, and a floor below which nobody gets."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 3
_STATUS, _PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Race:
    """What we do and what the floor does, both ready to be begun; each can be called `ROUNDS` times."""

    ours: Callable[[], object]
    floor: Callable[[], object]


@dataclass(frozen=True)
class Timed:
    """The best round of each (the least disturbed by others on the machine), our median, and the most memory in MB.

    That of the floor is told where each side has a process of its own.
    """

    seconds: float
    against_seconds: float
    median_seconds: float
    peak_mb: float
    against_peak_mb: float | None = None


def timed(race: Race) -> Timed:
    """Run both in turn, so that a busy minute disturbs both alike."""
    ours, floor, peaks = [], [], []
    for _ in range(ROUNDS):
        forget_peak()
        ours.append(seconds_of(race.ours))
        peaks.append(peak_mb())
        floor.append(seconds_of(race.floor))
    return Timed(min(ours), min(floor), statistics.median(ours), max(peaks))


def seconds_of(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def forget_peak() -> None:
    """Count this process's peak of memory from now on."""
    _PEAK.write_text("5")


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    return _status("VmHWM")


def held_mb() -> float:
    """The memory that this process holds now, in MB."""
    return _status("VmRSS")


def _status(word: str) -> float:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(word))
    return int(line.split()[1]) / 1024
