"""Child processes: started as an unprivileged user, ended with their parent, found again after a crash."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from mis.errors import Problem, Refusal

NAMES = frozenset({"postgres", "initdb", "valkey-server"})
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The system account that the servers run as."""

    uid: int
    gid: int


class DidNotStart(Refusal):
    """A server ended, or was silent, before it answered."""

    status = 503
    title = "A server did not start"


def run_as(account: Account | None) -> dict:
    """What `subprocess` needs to become that account; nothing when we are it already."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def spawn(program: list[str], folder: Path, account: Account | None, log: Path, told: bytes = b"") -> subprocess.Popen[bytes]:
    """Start a server in its folder, `told` on its standard input; it is asked to stop when the calling thread ends."""
    parent, prctl = os.getpid(), ctypes.CDLL(None).prctl

    def follow_parent() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # it died before it could be followed
            os._exit(1)

    if log.exists():
        log.replace(log.with_suffix(".log.before"))
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as written:
        server = subprocess.Popen(  # noqa: S603 - our own program
            program, cwd=folder, stdin=subprocess.PIPE, stdout=written, stderr=written, env={"LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True, preexec_fn=follow_parent, **run_as(account),
        )  # fmt: skip
    assert server.stdin
    try:
        server.stdin.write(told)
        server.stdin.close()
    except BrokenPipeError:
        pass  # it has ended already: its log says why, and waiting for it will tell
    return server


def wait_until(answers: Callable[[], bool], server: subprocess.Popen[bytes], log: Path, within: float = 60) -> None:
    """Return once the server answers; DidNotStart, with the end of its log, when it ends or stays silent."""
    deadline = time.monotonic() + within
    while not answers():
        ended = server.poll() is not None
        if ended or time.monotonic() > deadline:
            reason = f"ended with status {server.returncode}" if ended else f"did not answer within {within:g} seconds"
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise DidNotStart(Problem(None, f"{log.stem} {reason}. The end of {log}:\n{tail}", "did-not-start"))
        time.sleep(0.05)


def on_free_port(start: Callable[[int], subprocess.Popen[bytes]], preferred: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start on the preferred port or another, and on yet another when somebody takes it in the meantime."""
    for _attempt in range(3):
        port = free_port(preferred)
        try:
            return start(port), port
        except DidNotStart as failure:
            if "Address already in use" not in str(failure):
                raise
            last, preferred = failure, 0
    raise last


def free_port(preferred: int = 0) -> int:
    """The preferred port of 127.0.0.1 if nobody has it, so that clients find a restarted server again; else any."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise DidNotStart(Problem(None, "No port is free on 127.0.0.1.", "did-not-start"))


def occupants(folders: Iterable[Path]) -> list[psutil.Process]:
    """The servers, and their own children, that work in these folders, whoever started them."""
    inside, found = {str(folder) for folder in folders}, []
    for process in psutil.process_iter():
        try:
            if process.name() in NAMES and process.cwd() in inside:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def end(folders: Iterable[Path], patience: float = 30) -> None:
    """Stop every server in these folders and wait until it is gone: politely, then at once, then by force."""
    left = occupants(folders)
    ours = {process.pid for process in left}
    for signum, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        for process in left:
            try:
                # A server stops its own children; to them, SIGINT would mean something else.
                if signum != signal.SIGINT or process.ppid() not in ours:
                    process.send_signal(signum)
            except psutil.NoSuchProcess:
                continue
        _gone, left = psutil.wait_procs(left, timeout=seconds)
        if not left:
            return
