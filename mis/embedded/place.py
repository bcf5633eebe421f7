"""Where the embedded servers keep their data, as whom they run, and the note that tells other processes."""

import fcntl
import hashlib
import json
import logging
import os
import pwd
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mis.embedded.processes import Account
from mis.errors import Conflict, Problem, Refusal, conflict

ROOTS_FOLDER = Path("/var/lib/socle")
ROLES = ("postgres", "socle_owner", "socle", "valkey")

log = logging.getLogger(__name__)


class AlreadyRunning(Conflict):
    """Another live process runs the servers of this folder."""

    title = "Already running"


@dataclass(frozen=True)
class Place:
    """The folder of one installation's servers; `account` is None when they run as this very user."""

    var: Path
    folder: Path
    account: Account | None

    @property
    def note(self) -> Path:
        """The file that says where the data lie and, while the servers run, how to reach them."""
        return self.var / "embedded.json"

    @property
    def servers(self) -> tuple[Path, Path]:
        """The data folders of PostgreSQL and of Valkey."""
        return self.folder / "postgres", self.folder / "valkey"


def find(var: Path) -> Place:
    """The place that belongs to `var`: inside it, or as root outside, where an unprivileged account can enter."""
    var = var.resolve()
    if os.geteuid() != 0:
        return Place(var, var / "embedded", None)
    nobody = pwd.getpwnam("nobody")
    digest = hashlib.sha256(bytes(var)).hexdigest()[:16]
    return Place(var, ROOTS_FOLDER / digest, Account(nobody.pw_uid, nobody.pw_gid))


@contextmanager
def claim(place: Place) -> Iterator[None]:
    """Hold the place for this process alone; AlreadyRunning when another live process holds it."""
    _refuse_data_elsewhere(place)
    if place.account:
        place.var.mkdir(parents=True, exist_ok=True)
        _make_folder(ROOTS_FOLDER, 0o755)
    _make_folder(place.folder, 0o711 if place.account else 0o700)
    with open(os.open(place.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"The servers of {place.var} are run by another process (number {lock.read() or 'unknown'})."
            raise AlreadyRunning(Problem(None, message, "already-running")) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # a forked child may still have the file open


@contextmanager
def attached(place: Place) -> Iterator[bool]:
    """Keep the servers that another process started from being stopped; False when they are being stopped already."""
    with open(place.folder / "attached", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def nobody_attached(place: Place) -> Iterator[None]:
    """Wait until no other process uses the servers, and let none begin."""
    with open(place.folder / "attached", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.warning("The servers of %s are stopped when the other processes that use them have ended.", place.var)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_folder(folder: Path, mode: int) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
    except PermissionError:
        message = f"This user cannot write {folder}: run this as the user who owns it, or set VAR to another folder."
        raise Refusal(Problem(None, message, "another-user")) from None


def _refuse_data_elsewhere(place: Place) -> None:
    earlier = Path(read_note(place).get("place", place.folder))
    if earlier != place.folder and earlier.exists() and not place.folder.exists():
        message = (
            f"The data of {place.var} lie in {earlier}, from when it was at another path or run by another user. "
            f"Move them to {place.folder}, or remove {place.note} to begin an empty office."
        )
        raise conflict(message, "data-elsewhere")


def set_aside_data_of_another(place: Place) -> None:
    """Data outside `var` that this `var` does not know belong to an office that was removed: keep them, begin anew."""
    if place.note.exists() or not place.servers[0].exists():
        return
    aside = place.folder / f"before-{secrets.token_hex(4)}"
    aside.mkdir(mode=0o700)
    for left in (*place.servers, place.folder / "passwords.json"):
        if left.exists():
            left.rename(aside / left.name)
    log.warning("%s is new: the data of the office that was there before are kept in %s", place.var, aside)


def make_data_folder(place: Place, folder: Path) -> None:
    """An empty folder that only the servers' account can enter."""
    folder.mkdir(mode=0o700)
    give(place, folder)


def give(place: Place, path: Path) -> None:
    """Hand a file or folder to the account of the servers."""
    if place.account:
        os.chown(path, place.account.uid, place.account.gid)


def passwords(place: Place) -> dict[str, str]:
    """The generated passwords by role; they stay beside the data they open."""
    kept = place.folder / "passwords.json"
    if not kept.exists():
        write_privately(kept, json.dumps({role: secrets.token_hex(24) for role in ROLES}))
    return json.loads(kept.read_text())


def read_note(place: Place) -> dict:
    """What `var/embedded.json` says; empty when there is none."""
    try:
        return json.loads(place.note.read_text())
    except FileNotFoundError:
        return {}
    except PermissionError:
        message = f"{place.note} belongs to another user: run this as the user who started the office."
        raise Refusal(Problem(None, message, "another-user")) from None


def write_note(place: Place, ports: dict[str, int], addresses: dict[str, str] | None = None) -> None:
    """Say where the data lie, the ports last used and, while the servers run, their addresses."""
    write_privately(place.note, json.dumps({"place": str(place.folder), "ports": ports} | (addresses or {}), indent=2))


def write_privately(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner alone."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(path)
