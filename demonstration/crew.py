"""The processes that work beside the demonstration: workers on the queues, and the server of the pages."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from mis.settings import Settings

PATIENCE_SECONDS = 60
PR_SET_PDEATHSIG = 1


def _follow_parent() -> None:
    """Asked to stop when the demonstration dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Crew:
    """Child processes, each started when it is needed first, all ended together."""

    def __init__(self, settings: Settings) -> None:
        self.environment = os.environ | {
            "VAR": str(settings.var),
            "DATABASE_URL": str(settings.database_url),
            "REDIS_URL": str(settings.redis_url),
            "SECRET_KEYS": ",".join(settings.secret_keys),
        }
        self.running: dict[str, subprocess.Popen] = {}

    def call(self, name: str, *arguments: str) -> subprocess.Popen:
        """The process of that `mis` command, started unless it runs."""
        child = self.running.get(name)
        if child is None or child.poll() is not None:
            command = [sys.executable, "-m", "wsgi", name, *arguments]
            child = subprocess.Popen(command, env=self.environment, preexec_fn=_follow_parent)  # noqa: S603 - our own program
            self.running[name] = child
        return child

    def ended(self) -> Sequence[str]:
        """The commands that have ended by themselves."""
        return [name for name, child in self.running.items() if child.poll() is not None]

    def dismiss(self) -> None:
        """Ask all to stop, and wait until they have."""
        for child in self.running.values():
            child.terminate()
        for child in self.running.values():
            child.wait(timeout=PATIENCE_SECONDS)
