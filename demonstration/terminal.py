"""What the terminal shows: one line a step, in words, with how long it took and, while it runs, how long it will."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

BETWEEN_SECONDS = 0.2


class Progress:
    """One step as it runs: how far it is, and what it has to say at its end."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.said = ""
        self.began = time.monotonic()
        self.shown = 0.0

    def move(self, done: int, of: int) -> None:
        """Show how far the step is and about how many seconds are left; only on a terminal, a few times a second."""
        now = time.monotonic()
        if not sys.stdout.isatty() or now - self.shown < BETWEEN_SECONDS:
            return
        self.shown = now
        left = f", about {(now - self.began) / done * (of - done):.0f} s left" if done else ""
        print(f"\r\033[K{self.title}: {done:,} of {of:,}{left}", end="", flush=True)

    def say(self, words: str) -> None:
        """What the line of this step will tell."""
        self.said = words

    def end(self) -> None:
        """Print the step's line."""
        seconds = time.monotonic() - self.began
        clear = "\r\033[K" if sys.stdout.isatty() else ""
        print(f"{clear}{self.title}: {self.said or 'done'} ({seconds:.1f} s)", flush=True)


@contextmanager
def step(title: str) -> Iterator[Progress]:
    """Run one step and print its line when it is done."""
    progress = Progress(title)
    yield progress
    progress.end()
