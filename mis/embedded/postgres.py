"""The embedded PostgreSQL: its data folder, its settings, its two roles."""

import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from mis.embedded import programs
from mis.embedded.place import Place, give, make_data_folder, write_privately
from mis.embedded.processes import DidNotStart, on_free_port, run_as, spawn, wait_until
from mis.errors import Problem, conflict

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": 200,
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "max_locks_per_transaction": 256,  # a year of monthly partitions takes a lock each
    "fsync": "on",
    "password_encryption": "scram-sha-256",
    "client_connection_check_interval": "1s",  # or a killed worker's session holds its slice
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_error_statement": "panic",  # statements and details carry people's data: not into a log
    "log_error_verbosity": "terse",
}


def start(place: Place, passwords: dict[str, str], preferred: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start PostgreSQL on the place's data, made first where there are none; the process and its port."""
    data, log = place.servers[0], place.folder / "postgres.log"
    bin_folder = programs.postgres(place)
    if not data.exists():
        _initialise(place, bin_folder, data, passwords["postgres"])
    refuse_other_major(data)
    # The caller holds the place and has ended whoever was in it, so what this file says is past.
    (data / "postmaster.pid").unlink(missing_ok=True)

    def start_on(port: int) -> subprocess.Popen[bytes]:
        options = [f"--{name}={value}" for name, value in (SETTINGS | {"port": port}).items()]
        server = spawn([str(bin_folder / "postgres"), "-D", str(data), *options], data, place.account, log)
        wait_until(lambda: _answers(port, passwords["postgres"]), server, log)
        return server

    server, port = on_free_port(start_on, preferred)
    with _connect(port, passwords["postgres"]) as connection:
        _ensure_roles(connection, passwords)
    return server, port


def refuse_other_major(data: Path) -> None:
    """Refuse data that another major version of PostgreSQL wrote, and say how they are brought along."""
    found = (data / "PG_VERSION").read_text().strip()
    if found != programs.MAJOR:
        raise conflict(
            f"The data in {data} were written by PostgreSQL {found}; this release runs {programs.MAJOR}. "
            f"With the release that wrote them: mis backup FILE. Move {data} away, then with this release: mis restore FILE",
            "other-major",
        )


def _initialise(place: Place, bin_folder: Path, data: Path, password: str) -> None:
    """Make the data folder under another name first, so that a half-made one is never taken for data."""
    unfinished, secret = data.with_name("postgres.unfinished"), place.folder / "initdb.password"
    shutil.rmtree(unfinished, ignore_errors=True)
    make_data_folder(place, unfinished)
    write_privately(secret, password)
    give(place, secret)
    try:
        made = subprocess.run(  # noqa: S603 - our own program
            [bin_folder / "initdb", "--pgdata", unfinished, "--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256",
             "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
            cwd=unfinished, env={"LC_ALL": "C", "TZ": "UTC"}, capture_output=True, text=True, **run_as(place.account),
        )  # fmt: skip
    finally:
        secret.unlink()
    if made.returncode:
        raise DidNotStart(Problem(None, f"initdb failed in {unfinished}:\n{made.stdout}{made.stderr}", "did-not-start"))
    unfinished.rename(data)


def _connect(port: int, password: str) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=port, user="postgres", password=password, dbname="postgres", autocommit=True, connect_timeout=5
    )


def _answers(port: int, password: str) -> bool:
    try:
        _connect(port, password).close()
    except psycopg.OperationalError:
        return False
    return True


def _ensure_roles(connection: psycopg.Connection, passwords: dict[str, str]) -> None:
    """The owner of the tables, the application that may never own them, and the database between them."""
    there = {name for (name,) in connection.execute("select rolname from pg_roles")}
    for role, rights in (("socle_owner", "CREATEDB"), ("socle", "NOCREATEDB")):
        if role not in there:
            connection.execute(
                sql.SQL("create role {} login nosuperuser nocreaterole nobypassrls {} password {}").format(
                    sql.Identifier(role), sql.SQL(rights), sql.Literal(passwords[role])
                )
            )
    # To restore or drop a database its owner must first end the sessions of the application.
    connection.execute("grant pg_signal_backend to socle_owner")
    if not connection.execute("select 1 from pg_database where datname = 'socle'").fetchone():
        connection.execute("create database socle owner socle_owner")
